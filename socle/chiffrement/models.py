"""Rows whose fields are sealed, and the keys that open them."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable
from django.db.models.signals import post_init

from socle.chiffrement.enums import EtatDestruction, NatureSujet
from socle.chiffrement.errors import SealedFieldError
from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.keys import ID_ASSOCIATION, KeyScope, SubjectKey, active_scope
from socle.chiffrement.sealing import SealedAttribute, SealedField
from socle.chiffrement.values import Scelle
from socle.outils.declarations import Categorie, Declaration, Mur
from socle.outils.identifiants import nouvel_id


class _StillSealed(ModelIterable):
    """Loads rows whose sealed attributes are handed over unopened, for ``refresh_from_db``."""

    def __iter__(self) -> Iterator[Any]:
        for instance in super().__iter__():
            data = instance.__dict__
            for field in sealed_fields(type(instance)):
                if data.get(field.attname) is not None:
                    data[_descriptor(field).opened] = Scelle(data[field.attname])
            yield instance


def _descriptor(field: SealedField) -> SealedAttribute:
    return getattr(field.model, field.attname)


def sealed_fields(model: type[models.Model]) -> list[SealedField]:
    """Return the sealed fields of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]


class SealedRow(models.Model):
    """A row, current or historical, whose sealed fields open under the key of its subject.

    ``_origine`` is the ``id`` and the subject its bytes were sealed under, ``_ouverture`` the key
    and the binding kept beside the row until the scope wipes them.
    """

    declaration: ClassVar[Declaration]

    class Meta:
        abstract = True

    def __copy__(self) -> Self:
        duplicate = type(self).__new__(type(self))
        duplicate.__dict__.update(self.__dict__)
        duplicate.__dict__["_state"] = copy.copy(self._state)
        duplicate._state.fields_cache = self._state.fields_cache.copy()
        return duplicate

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        duplicate = type(self).__new__(type(self))
        memo[id(self)] = duplicate
        for name, value in self.__dict__.items():
            if name != "_ouverture":
                duplicate.__dict__[name] = copy.deepcopy(value, memo)
        return duplicate

    def __reduce__(self) -> Any:
        for field in sealed_fields(type(self)):
            if _descriptor(field).opened in self.__dict__:
                raise SealedFieldError(f"{self._meta.label}: an instance with opened values is not pickled")
        return super().__reduce__()

    def __getstate__(self) -> dict[str, Any]:
        state = super().__getstate__()
        state.pop("_ouverture", None)
        return state

    @classmethod
    def from_db(  # type: ignore[override]  # the stubs describe a later Django
        cls, db: str | None, field_names: Collection[str], values: Collection[Any]
    ) -> Self:
        """Load a row without opening anything, and note its subject for the next fetch of keys.

        It does not go through ``__init__``, which would hand ciphertext to the attributes that
        take clear values.
        """
        instance = cls.__new__(cls)
        data = instance.__dict__
        data["_state"] = state = ModelState()
        state.adding = False
        state.db = db
        data.update(zip(field_names, values, strict=False))
        sujet = cls.declaration.sujet
        if sujet is not None:
            sujet_id = data.get(sujet)
            if sujet_id is not None:
                data["_origine"] = (data.get("id"), sujet_id)
                scope = active_scope.get()
                if scope is not None:
                    scope.noted[sujet_id.int] = sujet_id
        if post_init.receivers:
            post_init.send(sender=cls, instance=instance)
        return instance

    def refresh_from_db(
        self, using: str | None = None, fields: Any = None, from_queryset: Any = None
    ) -> None:
        """Reload, leaving sealed values closed."""
        if from_queryset is None:
            from_queryset = type(self)._base_manager.db_manager(using, hints={"instance": self})
        from_queryset = from_queryset.all()
        from_queryset._iterable_class = _StillSealed
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)

    # --- binding ----------------------------------------------------------------------

    def _lien(self) -> tuple[UUID, UUID]:
        nom = self.declaration.sujet
        sujet_id = getattr(self, nom) if nom is not None else None
        if not isinstance(self.id, UUID) or not isinstance(sujet_id, UUID):  # type: ignore[attr-defined]
            raise SealedFieldError(f"{self._meta.label}: sealing needs the row's id and its subject")
        return self.id, sujet_id  # type: ignore[attr-defined]

    def deplace(self) -> bool:
        """Tell whether the row was copied: its bytes are bound to another id or subject."""
        origine = self.__dict__.get("_origine")
        return origine is not None and origine != self._lien()

    def ouverture(self, scope: KeyScope) -> tuple[SubjectKey, bytes]:
        """Return the key and the binding under which the loaded bytes were sealed."""
        data = self.__dict__
        origine = data.get("_origine")
        if origine is None or origine[0] is None:
            origine = data["_origine"] = self._lien()
        ident, sujet_id = origine
        key = scope.key(sujet_id)
        pair = key, ident.int.to_bytes(16, "big") + key.sujet
        if scope.is_settled(sujet_id):
            data["_ouverture"] = pair
        return pair

    def scellement(self, scope: KeyScope) -> tuple[SubjectKey, bytes]:
        """Return the key and the binding under which new values are sealed."""
        ident, sujet_id = self._lien()
        key = scope.key(sujet_id)
        return key, ident.bytes + key.sujet

    # --- saving -----------------------------------------------------------------------

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        """Save; the subject of a saved row never changes.

        Raises SealedFieldError when it did: the history and the row would need two keys.
        """
        if self.declaration.sujet is None:
            super().save_base(*args, **kwargs)
            return
        lien = self._lien()
        data = self.__dict__
        origine = data.get("_origine")
        if not self._state.adding and origine is not None and origine[1] != lien[1]:
            raise SealedFieldError(f"{self._meta.label}: the subject of a saved row never changes")
        data.pop("_scelles", None)
        try:
            super().save_base(*args, **kwargs)
        finally:
            data.pop("_scelles", None)
        if origine != lien:
            data["_origine"] = lien
            data.pop("_ouverture", None)

    def valeur_transmissible(self, field: models.Field) -> Any:
        """Return a value for another row of the same id: a sealed one goes unopened, as last saved."""
        if not isinstance(field, SealedField):
            return getattr(self, field.attname)
        data = self.__dict__
        octets = data.get("_scelles", {}).get(field.attname)
        if octets is None and type(data.get(field.attname)) is bytes and not self.deplace():
            octets = data[field.attname]
        return getattr(self, field.attname) if octets is None else Scelle(octets)


class SealedModel(SealedRow):
    """A record with sealed fields; its ``declaration`` names the attribute that holds its subject."""

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)

    class Meta:
        abstract = True


class CleSujet(models.Model):
    """The data key of one subject, wrapped by a key-encryption key.

    It lives in a schema of its own, dumped apart. Destroying a key erases ``cle_enveloppee`` and
    keeps the row: a destroyed subject is known as such, and never gets a second key.
    """

    id = models.UUIDField("sujet", primary_key=True)
    nature = models.CharField("nature", max_length=16, choices=NatureSujet.choices)
    cle_enveloppee = models.BinaryField("clé enveloppée", null=True)
    kek = models.CharField("clé de chiffrement de clé", max_length=32)
    generation = models.PositiveSmallIntegerField("génération", default=1)
    creee_le = models.DateTimeField("créée le", auto_now_add=True)
    detruite_le = models.DateTimeField("détruite le", null=True, blank=True)

    declaration = Declaration(
        categorie=Categorie.TECHNIQUE,
        sujet=None,
        enfant=None,
        mur=Mur.SANS,
        conservation="cles",
        droits="SIU",
        lecture_tracee=False,
    )

    class Meta:
        verbose_name = "clé de sujet"
        verbose_name_plural = "clés de sujets"
        db_table = 'cles"."cle_sujet'
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cle_enveloppee__isnull=True, detruite_le__isnull=False)
                | models.Q(cle_enveloppee__isnull=False, detruite_le__isnull=True),
                name="cle_presente_ou_detruite",
            ),
        ]

    def __str__(self) -> str:
        return f"clé {self.pk}"


class DemandeDestruction(SealedModel):
    """A request to destroy the key of one subject: asked by one person, validated by another.

    The acting persons are plain UUIDs: accounts stand above this layer. What is written here is
    sealed under the association's key, which outlives the subject's.
    """

    association_id = ID_ASSOCIATION

    cible_id = models.UUIDField("sujet visé")
    nature = models.CharField("nature", max_length=16, choices=NatureSujet.choices)
    etat = models.CharField(
        "état", max_length=10, choices=EtatDestruction.choices, default=EtatDestruction.DEMANDEE
    )
    motif = SealedTextField("motif", max_length=2000)
    visa_archives = SealedTextField("référence du visa d’élimination des archives", max_length=200)
    conservation_verifiee = models.BooleanField("durée légale de conservation vérifiée")
    demandeur_id = models.UUIDField("demandée par")
    demandee_le = models.DateTimeField("demandée le")
    valideur_id = models.UUIDField("validée par", null=True, blank=True)
    validee_le = models.DateTimeField("validée le", null=True, blank=True)
    executable_le = models.DateTimeField("exécutable à partir du", null=True, blank=True)
    annulee_par_id = models.UUIDField("annulée par", null=True, blank=True)
    close_le = models.DateTimeField("close le", null=True, blank=True)

    declaration = Declaration(
        categorie=Categorie.ACCES,
        sujet="association_id",
        enfant=None,
        mur=Mur.SANS,
        conservation="cles",
        droits="SIU",
        lecture_tracee=True,
    )

    class Meta:
        verbose_name = "demande de destruction"
        verbose_name_plural = "demandes de destruction"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valideur_id__isnull=True)
                | ~models.Q(valideur_id=models.F("demandeur_id")),
                name="destruction_a_deux",
            ),
            models.CheckConstraint(
                condition=models.Q(conservation_verifiee=True), name="destruction_conservation_verifiee"
            ),
            models.CheckConstraint(
                condition=~models.Q(etat__in=[EtatDestruction.VALIDEE, EtatDestruction.EXECUTEE])
                | models.Q(valideur_id__isnull=False, executable_le__gt=models.F("validee_le")),
                name="destruction_validee_puis_delai",
            ),
            models.UniqueConstraint(
                fields=["cible_id"],
                condition=models.Q(etat__in=[EtatDestruction.DEMANDEE, EtatDestruction.VALIDEE]),
                name="destruction_une_demande_ouverte",
            ),
        ]

    def __str__(self) -> str:
        return f"demande de destruction {self.pk}"
