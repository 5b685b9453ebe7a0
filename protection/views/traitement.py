"""Handling an incident: its steps, its regimes, whom it is transmitted to, what the parents are told."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from protection.echelle import ECRIT, VALIDE
from protection.enums import Canal
from protection.forms import traitement as formulaires
from protection.models import (
    Etape,
    InformationParents,
    Qualification,
    Transmission,
)
from protection.services import traitement
from protection.services.pieces import transmettre_avec_preuve
from protection.views.acte import AVEC_FICHIER, SAISIE, donnees, enfants_nommes, envoye, incident_de, saisir
from protection.workflow import passage
from socle.habilitations.decorators import RequeteConnectee, requires


@requires(ECRIT)
@require_http_methods(SAISIE)
def etape(request: RequeteConnectee, incident_id: UUID, vers: str) -> HttpResponse:
    """Take a step of the workflow."""
    found = incident_de(request, incident_id, ECRIT if vers == "protege" else VALIDE)
    # A sent page says from which state it was read; its step may have been taken since.
    depart = request.POST.get("de", found.etat)
    step = passage(depart, vers)
    if step is None or vers == "clos":
        raise Http404
    form = formulaires.EtapeForm(
        donnees(request), initial={"de": found.etat}, label="Ce qui est décidé", aide=step.attend
    )
    return saisir(
        request,
        found,
        form,
        lambda: traitement.franchir(
            acteur=request.user,
            incident=found,
            de=form.cleaned_data["de"],
            vers=vers,
            motif=form.cleaned_data["motif"],
            ident=form.ident,
        ),
        deja=Etape,
        titre=step.libelle,
        message="L’étape est franchie.",
    )


@requires(VALIDE)
@require_http_methods(SAISIE)
def qualifier(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Put the incident under one more regime."""
    found = incident_de(request, incident_id, VALIDE)
    form = formulaires.QualificationForm(donnees(request))
    return saisir(
        request,
        found,
        form,
        lambda: traitement.qualifier(acteur=request.user, qualification=form.qualification(found)),
        deja=Qualification,
        titre="Ajouter un régime",
        chapo="Plusieurs régimes peuvent tenir ensemble ; chacun a ses délais, comptés depuis que le village le sait.",
        message="Le régime est ajouté.",
    )


@requires(VALIDE)
@require_http_methods(SAISIE)
def retirer_qualification(request: RequeteConnectee, qualification_id: UUID) -> HttpResponse:
    """Take a regime back."""
    rows = Qualification.objects.visible_to(request.user, VALIDE).select_related("incident")
    row = get_object_or_404(rows, pk=qualification_id)
    form = formulaires.MotifForm(donnees(request), label="Pourquoi ce régime ne convient plus")
    return saisir(
        request,
        row.incident,
        form,
        lambda: traitement.retirer_qualification(
            acteur=request.user, qualification=row, motif=form.cleaned_data["motif"]
        ),
        deja=None,
        titre="Retirer un régime",
        chapo=row.get_regime_display(),
        message="Le régime est retiré.",
    )


@requires(ECRIT)
@require_http_methods(SAISIE)
def transmettre(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Record an alert or a writing, from any state."""
    found = incident_de(request, incident_id, ECRIT)
    said = [
        (t.pk, f"{t.get_destinataire_display()}, {timezone.localtime(t.le):%d/%m à %H h %M}")
        for t in Transmission.objects.filter(incident=found, confirmation__isnull=True)
        if Canal(t.canal).oral
    ]
    form = formulaires.TransmissionForm(
        *envoye(request),
        orales=said,
        enfants=enfants_nommes(request, found),
        initial={"destinataire": request.GET.get("a", "")},
    )
    return saisir(
        request,
        found,
        form,
        lambda: transmettre_avec_preuve(
            acteur=request.user,
            transmission=form.transmission(found),
            preuve=form.preuve(),
            enfant_id=form.enfant_id(),
        ),
        deja=Transmission,
        titre="Noter une transmission",
        chapo="Une alerte se donne d’abord, et se note ensuite : à tout moment, quel que soit l’état.",
        message="La transmission est notée.",
        template=AVEC_FICHIER,
    )


@requires(ECRIT)
@require_http_methods(SAISIE)
def accuse(request: RequeteConnectee, transmission_id: UUID) -> HttpResponse:
    """The recipient acknowledged."""
    rows = Transmission.objects.visible_to(request.user, ECRIT).select_related("incident")
    row = get_object_or_404(rows, pk=transmission_id)
    form = formulaires.AccuseForm(donnees(request))
    return saisir(
        request,
        row.incident,
        form,
        lambda: traitement.noter_accuse(acteur=request.user, transmission=row, le=form.cleaned_data["le"]),
        deja=None,
        titre="Accusé de réception",
        message="C’est noté.",
    )


@requires(VALIDE)
@require_http_methods(SAISIE)
def informer_parents(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Decide about telling the parents."""
    found = incident_de(request, incident_id, VALIDE)
    form = formulaires.InformationForm(donnees(request))
    return saisir(
        request,
        found,
        form,
        lambda: traitement.decider_information(acteur=request.user, information=form.information(found)),
        deja=InformationParents,
        titre="L’information des parents",
        chapo="Ils sont informés, sauf si c’est contraire à l’intérêt de l’enfant.",
        message="La décision est notée.",
    )
