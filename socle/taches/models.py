"""The outbox."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone

from socle.outils.declarations import Categorie, Declaration, Mur
from socle.outils.identifiants import nouvel_id
from socle.taches import arguments
from socle.taches.enums import EtatTache
from socle.taches.querysets import TacheQuerySet
from socle.taches.registry import Primitive


class Tache(models.Model):
    """A job to do, written in the transaction of the service that asked for it.

    Arguments and results hold identifiers only, the error its class only: an exception's message
    may quote what it choked on.
    """

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    code = models.CharField("code", max_length=64)
    cle = models.CharField("clé d’unicité", max_length=128, null=True, blank=True)  # noqa: DJ001
    parametres = models.JSONField("arguments", default=dict)
    acteur_id = models.UUIDField("demandée par", null=True, blank=True)
    etat = models.CharField("état", max_length=12, choices=EtatTache.choices, default=EtatTache.EN_ATTENTE)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    prochaine_tentative = models.DateTimeField("prochaine tentative", default=timezone.now)
    bail = models.DateTimeField("tenue jusqu’à", null=True, blank=True)
    avancement = models.PositiveSmallIntegerField(
        "avancement", default=0, validators=[MaxValueValidator(100)]
    )
    resultat = models.JSONField("résultat", null=True, blank=True)
    erreur = models.CharField("erreur", max_length=100, blank=True)
    cree_le = models.DateTimeField("créée le", default=timezone.now)
    commence_le = models.DateTimeField("commencée le", null=True, blank=True)
    fini_le = models.DateTimeField("finie le", null=True, blank=True)

    objects = TacheQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.TECHNIQUE,
        sujet=None,
        enfant=None,
        mur=Mur.SANS,
        conservation="tache",
        droits="SIUD",
        lecture_tracee=False,
    )

    class Meta:
        verbose_name = "tâche"
        verbose_name_plural = "tâches"
        constraints = [
            models.UniqueConstraint(fields=["code", "cle"], name="tache_cle_unique"),
            models.CheckConstraint(condition=models.Q(avancement__lte=100), name="tache_avancement"),
        ]
        indexes = [
            models.Index(
                fields=["prochaine_tentative"],
                name="tache_en_attente",
                condition=models.Q(etat=EtatTache.EN_ATTENTE),
            ),
            models.Index(fields=["bail"], name="tache_en_cours", condition=models.Q(etat=EtatTache.EN_COURS)),
            models.Index(fields=["fini_le"], name="tache_finie", condition=models.Q(fini_le__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"tâche {self.code} {self.pk}"

    @property
    def est_finie(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.etat in {EtatTache.TERMINEE, EtatTache.ECHOUEE}

    @property
    def resultats(self) -> dict[str, Primitive]:
        """The identifiers the handler returned."""
        return arguments.decode(self.resultat or {})
