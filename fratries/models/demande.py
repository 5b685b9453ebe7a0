"""What a direction receives before any child: a department asks for a place for siblings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from fratries.enums import REPONDUES, EtatDemande
from fratries.querysets import DemandeAccueilQuerySet
from socle.chiffrement.fields import SealedJSONField, SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie, Declaration, Mur
from villages.models import Village


@dataclass(frozen=True, kw_only=True)
class EnfantDemande:
    """One child a request names; ``ident`` becomes the id of the admission prepared for them.

    A birth date, else a year, else neither: a request often knows only an age.
    """

    ident: UUID
    prenom: str
    nom: str = ""
    naissance: date | None = None
    annee: int | None = None
    sexe: str = ""
    besoins: str = ""

    @property
    def age(self) -> int | None:
        """Age today, at the year when only the year is known."""
        today = aujourdhui()
        if self.naissance is not None:
            passed = (today.month, today.day) >= (self.naissance.month, self.naissance.day)
            return today.year - self.naissance.year - (not passed)
        return today.year - self.annee if self.annee is not None else None

    def as_json(self) -> dict[str, Any]:
        return {
            "ident": str(self.ident),
            "prenom": self.prenom,
            "nom": self.nom,
            "naissance": self.naissance.isoformat() if self.naissance else None,
            "annee": self.annee,
            "sexe": self.sexe,
            "besoins": self.besoins,
        }

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> EnfantDemande:
        birth = row["naissance"]
        return cls(
            **{
                **row,
                "ident": UUID(row["ident"]),
                "naissance": date.fromisoformat(birth) if birth else None,
            }
        )


class DemandeAccueil(SealedModel):
    """A request to receive siblings, under a key of its own: one never followed is destroyed alone.

    The village, the department, the state and the dates stay in clear for the list; who the children are,
    what they need, who asks and why the answer is what it is are sealed. ``revision`` grows at each
    writing, so that two people do not undo each other.
    """

    village = models.ForeignKey(
        Village, verbose_name="village", on_delete=models.PROTECT, related_name="demandes"
    )
    departement = models.CharField("département", max_length=80)
    etat = models.CharField("état", max_length=12, choices=EtatDemande.choices, default=EtatDemande.RECUE)
    recue_le = models.DateField("reçue le")
    recue_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="reçue par", on_delete=models.PROTECT, related_name="+"
    )
    souhaitee_le = models.DateField("souhaitée pour le", null=True, blank=True)
    demandeur = SealedTextField("qui demande", max_length=300)
    enfants = SealedJSONField("enfants", default=list)
    ou_ils_sont = SealedTextField("où ils sont", max_length=1000, blank=True, default="")
    situation = SealedTextField("ce que dit la demande", max_length=4000, blank=True, default="")
    reponse_le = models.DateField("répondue le", null=True, blank=True)
    reponse_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="réponse de",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    reponse_motif = SealedTextField("motif de la réponse", max_length=4000, blank=True, default="")
    dite_le = models.DateField("réponse dite le", null=True, blank=True)
    dite_a = SealedTextField("réponse dite à", max_length=300, blank=True, default="")
    revision = models.PositiveIntegerField("révision", default=1, validators=[MinValueValidator(1)])
    versions = versions()
    objects = DemandeAccueilQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.IDENTITE,
        sujet="id",
        enfant=None,
        mur=Mur.VILLAGE,
        conservation="demande_accueil",
        droits="SIU",
        lecture_tracee=True,
    )

    class Meta:
        verbose_name = "demande d’accueil"
        verbose_name_plural = "demandes d’accueil"
        default_permissions = ()
        ordering = ["-recue_le", "-id"]
        indexes = [models.Index(fields=["village", "etat"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(etat__in=REPONDUES, reponse_le__isnull=False, reponse_par__isnull=False)
                | (~Q(etat__in=REPONDUES) & Q(reponse_le__isnull=True, reponse_par__isnull=True)),
                name="demande_repondue_par_quelqu_un",
            ),
            models.CheckConstraint(
                condition=Q(dite_le__isnull=True) | Q(reponse_le__isnull=False),
                name="demande_dite_apres_reponse",
            ),
        ]

    @property
    def repondue(self) -> bool:
        return self.etat in REPONDUES
