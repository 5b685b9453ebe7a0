"""How an incident is handled: steps, regimes, who was told, the parents."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from protection.enums import Canal, CategorieEIG, Destinataire, EtatIncident, IssueInformation, Regime
from protection.models.incident import Incident
from protection.models.obligations import LONGUEUR_MOTIF, d_incident
from protection.querysets import OfIncidentPlainQuerySet, OfIncidentQuerySet
from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions


class Etape(SealedModel):
    """One step, only added: who moved the incident from a state to the next, when and why.

    A trigger moves ``Incident.etat``, and refuses any other way to change it: a step that does not start
    from the present state, that the workflow does not know, by somebody set aside, or a closing that two
    persons have not signed.
    """

    incident = models.ForeignKey(
        Incident, verbose_name="incident", on_delete=models.PROTECT, related_name="etapes"
    )
    de = models.CharField("de", max_length=12, choices=EtatIncident.choices)
    vers = models.CharField("vers", max_length=12, choices=EtatIncident.choices)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="par", on_delete=models.PROTECT, related_name="+"
    )
    le = models.DateTimeField("le")
    motif = SealedTextField("ce qui est décidé", max_length=LONGUEUR_MOTIF)
    objects = OfIncidentPlainQuerySet.as_manager()

    declaration = d_incident("SI")

    class Meta:
        verbose_name = "étape"
        verbose_name_plural = "étapes"
        default_permissions = ()
        ordering = ["le", "id"]


class Qualification(SealedModel):
    """A regime the incident falls under; several hold at once, and one may be withdrawn with its reason."""

    incident = models.ForeignKey(
        Incident, verbose_name="incident", on_delete=models.PROTECT, related_name="qualifications"
    )
    regime = models.CharField("régime", max_length=12, choices=Regime.choices)
    categorie = models.PositiveSmallIntegerField(
        "catégorie d’EIG", choices=CategorieEIG.choices, null=True, blank=True
    )
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="par", on_delete=models.PROTECT, related_name="+"
    )
    le = models.DateTimeField("le")
    motif = SealedTextField("pourquoi", max_length=LONGUEUR_MOTIF)
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)
    motif_retrait = SealedTextField("motif du retrait", max_length=LONGUEUR_MOTIF, blank=True, default="")
    versions = versions()
    objects = OfIncidentQuerySet.as_manager()

    declaration = d_incident("SIU")

    class Meta:
        verbose_name = "qualification"
        verbose_name_plural = "qualifications"
        default_permissions = ()
        ordering = ["le", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(regime="eig", categorie__isnull=False)
                | (~Q(regime="eig") & Q(categorie__isnull=True)),
                name="qualification_categorie_d_eig",
            ),
            models.UniqueConstraint(
                F("incident"),
                F("regime"),
                F("categorie"),
                condition=Q(retiree_le__isnull=True),
                nulls_distinct=False,
                name="qualification_une_par_regime",
            ),
        ]


class Transmission(SealedModel):
    """Somebody was alerted or written to: whom, when, how, what was said; possible from any state.

    ``par`` is empty for what the declaration says was done already: it would name its author.
    ``confirme`` is the oral alert that this writing confirms.
    """

    incident = models.ForeignKey(
        Incident, verbose_name="incident", on_delete=models.PROTECT, related_name="transmissions"
    )
    destinataire = models.CharField("destinataire", max_length=24, choices=Destinataire.choices)
    le = models.DateTimeField("le")
    canal = models.CharField("moyen", max_length=12, choices=Canal.choices)
    interlocuteur = SealedTextField("qui a répondu", max_length=200, blank=True, default="")
    objet = SealedTextField("ce qui a été transmis", max_length=LONGUEUR_MOTIF, blank=True, default="")
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="par",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    confirme = models.OneToOneField(
        "self",
        verbose_name="confirme",
        on_delete=models.PROTECT,
        related_name="confirmation",
        null=True,
        blank=True,
    )
    accusee_le = models.DateField("accusé de réception le", null=True, blank=True)
    versions = versions()
    objects = OfIncidentQuerySet.as_manager()

    declaration = d_incident("SIU")

    class Meta:
        verbose_name = "transmission"
        verbose_name_plural = "transmissions"
        default_permissions = ()
        ordering = ["le", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirme__isnull=True) | ~Q(canal__in=["telephone", "en_personne"]),
                name="transmission_confirmee_par_ecrit",
            ),
        ]


class InformationParents(SealedModel):
    """What was decided about telling the parents, by whom and why; the last line holds."""

    incident = models.ForeignKey(
        Incident, verbose_name="incident", on_delete=models.PROTECT, related_name="informations"
    )
    issue = models.CharField("décision", max_length=12, choices=IssueInformation.choices)
    le = models.DateTimeField("le")
    decideur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="décidé par", on_delete=models.PROTECT, related_name="+"
    )
    motif = SealedTextField("pourquoi, et comment", max_length=LONGUEUR_MOTIF)
    objects = OfIncidentPlainQuerySet.as_manager()

    declaration = d_incident("SI")

    class Meta:
        verbose_name = "information des parents"
        verbose_name_plural = "informations des parents"
        default_permissions = ()
        ordering = ["le", "id"]
