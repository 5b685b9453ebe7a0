"""The people outside who decide or follow, and how to reach them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from enfants.forms.mesures import InterlocuteurForm
from enfants.models import Enfant, Interlocuteur
from enfants.selectors.mesures import CLASSE, LIT, interlocuteurs_de
from enfants.services.mesures import enregistrer_interlocuteur
from enfants.views.onglets import tabs_of
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.outils.dates import aujourdhui
from socle.ui.htmx import render_page
from socle.ui.pages import page_saisie


@requires(LIT)
@require_safe
def interlocuteurs(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Show whom to call about a child."""
    enfant = get_object_or_404(Enfant.objects.visible_to(request.user, LIT), pk=enfant_id)
    people, today = interlocuteurs_de(request.user, enfant), aujourdhui()
    _record([i.pk for i in people], enfant)
    contexte = {
        "enfant": enfant,
        "presents": [i for i in people if i.en_fonction(today)],
        "autres": [i for i in people if not i.en_fonction(today)],
        "ecrit": request.user.has_perm(CLASSE, enfant),
        "onglets": tabs_of(request, enfant),
    }
    return render_page(request, "enfants/interlocuteurs.html", contexte, fragment="contenu_panneau")


@requires(CLASSE)
@require_http_methods(["GET", "HEAD", "POST"])
def nouvel_interlocuteur(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Add somebody outside."""
    enfant = get_object_or_404(Enfant.objects.visible_to(request.user, CLASSE), pk=enfant_id)
    form = InterlocuteurForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = form.apply(Interlocuteur(pk=form.ident, enfant=enfant))
        if form.enregistre(
            lambda: enregistrer_interlocuteur(acteur=request.user, interlocuteur=person),
            deja=lambda ident: Interlocuteur.objects.visible_to(request.user, LIT).filter(pk=ident).exists(),
        ):
            messages.success(request, "L’interlocuteur est enregistré.")
            return redirect("enfants:interlocuteurs", enfant_id=enfant.pk)
    return page_saisie(
        request, form, titre="Nouvel interlocuteur", chapo=str(enfant.prenom), retour=_back(enfant)
    )


@requires(CLASSE)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_interlocuteur(request: RequeteConnectee, interlocuteur_id: UUID) -> HttpResponse:
    """Correct how to reach somebody, or note that they left."""
    rows = Interlocuteur.objects.visible_to(request.user, LIT).select_related("enfant")
    writable = Enfant.objects.visible_to(request.user, CLASSE)
    person = get_object_or_404(rows.filter(enfant__in=writable), pk=interlocuteur_id)
    _record([person.pk], person.enfant)
    form = InterlocuteurForm(request.POST or None, initial=InterlocuteurForm.initial_of(person))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: enregistrer_interlocuteur(acteur=request.user, interlocuteur=form.apply(person))
        )
    ):
        messages.success(request, "L’interlocuteur est enregistré.")
        return redirect("enfants:interlocuteurs", enfant_id=person.enfant_id)
    return page_saisie(
        request,
        form,
        titre="Modifier l’interlocuteur",
        chapo=str(person.enfant.prenom),
        retour=_back(person.enfant),
    )


def _record(ids: list[UUID], enfant: Enfant) -> None:
    record("enfants.interlocuteurs", objets=ids, enfants=[enfant.pk], type_objet="enfants.Interlocuteur")


def _back(enfant: Enfant) -> tuple[str, str]:
    return f"Interlocuteurs : {enfant.prenom}", reverse("enfants:interlocuteurs", args=[enfant.pk])
