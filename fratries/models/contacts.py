"""Who decides for a child, and who may collect, call or visit."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from enfants.models import Enfant
from fratries.enums import Contact, EtatAutorite, NatureTitulaire
from fratries.models.famille import Proche, declaration_famille
from fratries.querysets import PeriodeQuerySet
from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.outils.declarations import Mur


def _period() -> Func:
    return Func(F("debut"), F("fin"), Value("[]"), function="daterange", output_field=DateRangeField())


class AutoriteParentale(SealedModel):
    """One holder of parental authority over one child, for a period, and whether they exercise it.

    The holder is a relative, or an institution named in ``organisme``. ``fin`` is the last day.
    Withdrawal: CC 378 and 379; suspension by law on prosecution: CC 378-2 (loi 2024-233 [S]);
    delegation: CC 377 [M].
    """

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="autorites"
    )
    proche = models.ForeignKey(
        Proche,
        verbose_name="titulaire",
        on_delete=models.PROTECT,
        related_name="autorites",
        null=True,
        blank=True,
    )
    organisme = SealedTextField("organisme titulaire", max_length=200, blank=True, default="")
    nature = models.CharField("à quel titre", max_length=12, choices=NatureTitulaire.choices)
    etat = models.CharField("état", max_length=10, choices=EtatAutorite.choices, default=EtatAutorite.EXERCEE)
    debut = models.DateField("depuis")
    fin = models.DateField("jusqu’au", null=True, blank=True)
    decision = SealedTextField("décision", max_length=500, blank=True, default="")
    limites = SealedTextField("limites", max_length=1000, blank=True, default="")
    versions = versions()
    objects = PeriodeQuerySet.as_manager()

    declaration = declaration_famille(sujet="enfant_id", enfant="enfant_id", mur=Mur.PAR_ENFANT)

    class Meta:
        verbose_name = "autorité parentale"
        verbose_name_plural = "autorités parentales"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="autorite_dates_ordonnees"
            ),
            models.CheckConstraint(
                condition=Q(nature=NatureTitulaire.SERVICE) | Q(proche__isnull=False),
                name="autorite_titulaire_nomme",
            ),
            ExclusionConstraint(
                name="autorite_un_etat_a_la_fois",
                expressions=[
                    ("enfant", RangeOperators.EQUAL),
                    ("proche", RangeOperators.EQUAL),
                    (_period(), RangeOperators.OVERLAPS),
                ],
                condition=Q(proche__isnull=False),
                violation_error_message="Cette personne a déjà une autorité inscrite à ces dates.",
            ),
        ]


class PersonneAutorisee(SealedModel):
    """What one relative may do with one child over a period: collect, call, visit, or none of it.

    Nobody who is not here is allowed anything. Contacts of a child entrusted by a judge are the
    judge's to set (CC 375-7 [V]).
    """

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="contacts"
    )
    proche = models.ForeignKey(
        Proche, verbose_name="proche", on_delete=models.PROTECT, related_name="contacts"
    )
    appeler = models.CharField("appeler", max_length=12, choices=Contact.choices, default=Contact.NON_PRECISE)
    visiter = models.CharField(
        "rendre visite", max_length=12, choices=Contact.choices, default=Contact.NON_PRECISE
    )
    chercher = models.CharField(
        "venir chercher", max_length=12, choices=Contact.choices, default=Contact.NON_PRECISE
    )
    debut = models.DateField("à partir du")
    fin = models.DateField("jusqu’au", null=True, blank=True)
    decision = SealedTextField("qui l’a décidé", max_length=500, blank=True, default="")
    consigne = SealedTextField("consigne", max_length=500, blank=True, default="")
    versions = versions()
    objects = PeriodeQuerySet.as_manager()

    declaration = declaration_famille(sujet="enfant_id", enfant="enfant_id", mur=Mur.PAR_ENFANT)

    class Meta:
        verbose_name = "personne autorisée ou interdite"
        verbose_name_plural = "personnes autorisées ou interdites"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="contact_dates_ordonnees"
            ),
            models.CheckConstraint(
                condition=~Q(
                    appeler=Contact.NON_PRECISE, visiter=Contact.NON_PRECISE, chercher=Contact.NON_PRECISE
                ),
                name="contact_dit_quelque_chose",
            ),
            ExclusionConstraint(
                name="contact_un_a_la_fois",
                expressions=[
                    ("enfant", RangeOperators.EQUAL),
                    ("proche", RangeOperators.EQUAL),
                    (_period(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Les contacts de cette personne sont déjà fixés à ces dates.",
            ),
        ]

    @property
    def interdit(self) -> bool:
        """Whether at least one kind of contact is forbidden."""
        return Contact.INTERDIT in {self.appeler, self.visiter, self.chercher}
