"""Trainings on protection: one's own, those of the team, sessions and who was there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.roles import Capacite
from socle.ui.pages import page_saisie
from villages.forms.formations import FormationForm, PresencesForm
from villages.models import Formation, PresenceFormation, Professionnel
from villages.regles import PILIERS_TENUS
from villages.selectors.formations import (
    PILIERS_LUS,
    a_noter,
    formations_de_l_equipe,
    mes_formations,
    presents,
    seances_de_formation,
    villages_tenus,
)
from villages.services.formations import enregistrer_formation, noter_presences, retirer_presence

SAISIE = ["GET", "HEAD", "POST"]


@requires("lire_organisation")
@require_safe
def miennes(request: RequeteConnectee) -> HttpResponse:
    """One's own trainings, and until when they hold."""
    return render(request, "villages/mes_formations.html", {"formations": mes_formations(request.user)})


@requires(PILIERS_LUS)
@require_safe
def formations(request: RequeteConnectee) -> HttpResponse:
    """The people of one's villages, who must be trained first, and the sessions; head office reads sessions only."""
    lignes = formations_de_l_equipe(request.user)
    record(
        "formations.liste",
        objets=[ligne.professionnel.pk for ligne in lignes],
        type_objet="villages.Professionnel",
    )
    contexte = {
        "lignes": lignes,
        "seances": seances_de_formation(request.user),
        "tient": request.user.has_perm(PILIERS_TENUS),
    }
    return render(request, "villages/formations.html", contexte)


@requires(PILIERS_TENUS)
@require_http_methods(SAISIE)
def nouvelle_formation(request: RequeteConnectee) -> HttpResponse:
    """Keep a session."""
    form = FormationForm(
        request.POST if request.method == "POST" else None,
        villages=villages_tenus(request.user),
        association=perimetre_de(request.user.pk).villages(Capacite.TENIR_PILIERS) is None,
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: enregistrer_formation(acteur=request.user, formation=form.formation()),
            deja=lambda ident: (
                Formation.objects.visible_to(request.user, PILIERS_TENUS).filter(pk=ident).exists()
            ),
        )
    ):
        messages.success(request, "La séance est enregistrée. Notez qui était là.")
        return redirect("villages:formation", formation_id=form.ident)
    return page_saisie(
        request, form, titre="Nouvelle formation", retour=("Formations", reverse("villages:formations"))
    )


@requires(PILIERS_TENUS)
@require_http_methods(SAISIE)
def formation(request: RequeteConnectee, formation_id: UUID) -> HttpResponse:
    """One session: who was there, and noting it."""
    rows = Formation.objects.visible_to(request.user, PILIERS_TENUS).select_related("village")
    found = get_object_or_404(rows, pk=formation_id)
    form = PresencesForm(
        request.POST if request.method == "POST" else None, professionnels=a_noter(request.user, found)
    )

    def note() -> None:
        people = Professionnel.objects.filter(pk__in=form.cleaned_data["professionnels"]).select_related(
            "compte"
        )
        noter_presences(acteur=request.user, formation=found, professionnels=list(people))

    if request.method == "POST" and form.is_valid() and form.enregistre(note):
        messages.success(request, "Les présences sont notées.")
        return redirect("villages:formation", formation_id=found.pk)
    return page_saisie(
        request,
        form,
        titre=f"Formation : {found.get_theme_display()}",
        retour=("Formations", reverse("villages:formations")),
        bouton="Noter les présences",
        template="villages/formation.html",
        formation=found,
        presents=presents(request.user, found),
    )


@requires(PILIERS_TENUS)
@require_http_methods(SAISIE)
def retirer(request: RequeteConnectee, presence_id: UUID) -> HttpResponse:
    """Withdraw a presence noted by mistake, never one's own."""
    rows = PresenceFormation.objects.visible_to(request.user, PILIERS_TENUS).in_force()
    row = get_object_or_404(rows.select_related("professionnel__compte"), pk=presence_id)
    if row.professionnel.compte_id == request.user.pk:
        raise Http404
    if request.method == "POST":
        retirer_presence(acteur=request.user, presence=row)
        messages.success(request, "La présence est retirée.")
    return redirect("villages:formation", formation_id=row.formation_id)
