"""Days not spent at school: noted in two taps, followed kindly."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from enfants.ecole import demi_journees
from enfants.forms.assiduite import (
    CHAMPS_ABSENCE,
    CHAMPS_EXCLUSION,
    AbsenceScolaireForm,
    ClotureForm,
    EtapeForm,
    ExclusionForm,
    SuiviForm,
)
from enfants.models import AbsenceScolaire, EtapeAssiduite, ExclusionScolaire, SuiviAssiduite
from enfants.services import assiduite as services
from enfants.services.scolarite import ECRIT
from enfants.views.ecole import child, initial, row, saisir
from socle.habilitations.decorators import RequeteConnectee, requires


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle_absence(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Today, the whole day: one tap opens it from the house, one saves it."""
    return _absence(request, AbsenceScolaire(enfant=child(request, enfant_id)), "Pas à l’école")


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def absence(request: RequeteConnectee, absence_scolaire_id: UUID) -> HttpResponse:
    return _absence(request, row(request, AbsenceScolaire, absence_scolaire_id), "Compléter l’absence")


def _absence(request: RequeteConnectee, found: AbsenceScolaire, titre: str) -> HttpResponse:
    zone = found.enfant.village.zone_scolaire
    known = initial(found, *CHAMPS_ABSENCE)
    if not found._state.adding:
        guess = demi_journees(found.moment, found.debut, found.fin, zone=zone)
        # Counted by itself, and so it will be again if the days change.
        known["demi_journees"] = None if guess == found.demi_journees else found.demi_journees
    form = AbsenceScolaireForm(request.POST or None, initial=known, zone=zone)
    return saisir(
        request,
        found,
        form,
        lambda: services.noter_absence(
            acteur=request.user, absence=form.apply(found), version_lue=form.version_lue
        ),
        titre=titre,
        message="L’absence est notée.",
        template="enfants/absence_scolaire.html",
    )


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle_exclusion(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    return _exclusion(request, ExclusionScolaire(enfant=child(request, enfant_id)), "Noter une exclusion")


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def exclusion(request: RequeteConnectee, exclusion_id: UUID) -> HttpResponse:
    return _exclusion(request, row(request, ExclusionScolaire, exclusion_id), "Compléter l’exclusion")


def _exclusion(request: RequeteConnectee, found: ExclusionScolaire, titre: str) -> HttpResponse:
    form = ExclusionForm(request.POST or None, initial=initial(found, *CHAMPS_EXCLUSION))
    return saisir(
        request,
        found,
        form,
        lambda: services.noter_exclusion(
            acteur=request.user, exclusion=form.apply(found), version_lue=form.version_lue
        ),
        titre=titre,
        message="L’exclusion est notée.",
    )


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def ouvrir_suivi(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Open the follow-up: the child's words first."""
    found = SuiviAssiduite(enfant=child(request, enfant_id))
    form = SuiviForm(request.POST or None)
    return saisir(
        request,
        found,
        form,
        lambda: services.ouvrir_suivi(acteur=request.user, suivi=form.suivi(found)),
        titre="Faire le point sur l’école",
        chapo=f"{found.enfant.prenom} · comprendre d’abord, décider ensuite",
        message="Le suivi est ouvert.",
    )


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def etape(request: RequeteConnectee, suivi_id: UUID) -> HttpResponse:
    """A step, and when the next one is."""
    suivi = row(request, SuiviAssiduite, suivi_id)
    form = EtapeForm(request.POST or None, initial={"version": suivi.version})
    return saisir(
        request,
        EtapeAssiduite(suivi=suivi, enfant=suivi.enfant),
        form,
        lambda: services.noter_etape(
            acteur=request.user,
            etape=form.etape(suivi),
            prochaine_le=form.cleaned_data["prochaine_le"],
            version_lue=form.version_lue,
        ),
        titre="Noter une étape",
        chapo=f"{suivi.enfant.prenom} · une fois enregistrée, une étape ne se modifie plus",
        message="L’étape est notée.",
    )


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def clore_suivi(request: RequeteConnectee, suivi_id: UUID) -> HttpResponse:
    suivi = row(request, SuiviAssiduite, suivi_id)
    form = ClotureForm(request.POST or None, initial={"version": suivi.version})
    return saisir(
        request,
        suivi,
        form,
        lambda: services.clore_suivi(
            acteur=request.user,
            suivi=suivi,
            le=form.cleaned_data["le"],
            issue=form.cleaned_data["issue"],
            version_lue=form.version_lue,
        ),
        titre="Clore le suivi",
        message="Le suivi est clos.",
    )
