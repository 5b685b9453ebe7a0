"""The right to one's image: who agreed to which use, from when, until when."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Cast, Least

from enfants.enums import QualiteAccord, UsageImage
from enfants.models.documents import DocumentEnfant
from enfants.models.dossier import Enfant
from enfants.querysets import DroitImageQuerySet
from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie, Declaration, Mur


def _validite() -> Func:
    end = Least(Cast(F("fin"), models.DateField()), Cast(F("retire_le"), models.DateField()))
    return Func(F("debut"), end, function="daterange", output_field=DateRangeField())


class DroitImage(SealedModel):
    """One person's answer to one use of a child's image.

    Everybody has a right over their image (Code civil, art. 9, certainty M); those who hold parental
    authority protect it together and bring the child in (art. 372-1, M). ``personne`` is whose answer
    it is: the id of the holder's record, or the child's own; the name is sealed. It holds from
    ``debut`` until the day before ``fin`` (to be asked again) or ``retire_le`` (withdrawn).
    """

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="droits_image"
    )
    usage = models.CharField("usage", max_length=12, choices=UsageImage.choices)
    qualite = models.CharField("qui répond", max_length=12, choices=QualiteAccord.choices)
    personne = models.UUIDField("personne")
    nom = SealedTextField("nom", max_length=200)
    accorde = models.BooleanField("accordé")
    mots = SealedTextField("ses mots", max_length=1000, blank=True, default="")
    debut = models.DateField("depuis le")
    fin = models.DateField("à redemander le", null=True, blank=True)
    retire_le = models.DateField("retiré le", null=True, blank=True)
    document = models.ForeignKey(
        DocumentEnfant,
        verbose_name="document signé",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    revision = models.PositiveIntegerField("révision", default=1, validators=[MinValueValidator(1)])
    versions = versions()
    objects = DroitImageQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.IDENTITE,
        sujet="enfant_id",
        enfant="enfant_id",
        mur=Mur.PAR_ENFANT,
        conservation="dossier_enfant",
        droits="SIU",
        lecture_tracee=True,
    )

    class Meta:
        verbose_name = "droit à l’image"
        verbose_name_plural = "droits à l’image"
        default_permissions = ()
        ordering = ["usage", "-debut", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="image_dates_ordonnees"
            ),
            models.CheckConstraint(
                condition=Q(retire_le__isnull=True) | Q(retire_le__gte=F("debut")),
                name="image_retire_apres_debut",
            ),
            models.CheckConstraint(
                condition=Q(qualite=QualiteAccord.TITULAIRE) | Q(personne=F("enfant")),
                name="image_l_enfant_repond_pour_lui",
            ),
            ExclusionConstraint(
                name="image_une_reponse_a_la_fois",
                expressions=[
                    ("enfant", RangeOperators.EQUAL),
                    ("usage", RangeOperators.EQUAL),
                    ("personne", RangeOperators.EQUAL),
                    (_validite(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Cette personne a déjà une réponse à ces dates pour cet usage.",
            ),
        ]

    def en_vigueur(self, jour: date | None = None) -> bool:
        """Whether it holds on a day; the day it is withdrawn, or to be asked again, it no longer does."""
        jour = jour or aujourdhui()
        return self.debut <= jour and all(end is None or jour < end for end in (self.fin, self.retire_le))
