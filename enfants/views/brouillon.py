"""Drafts: kept by themselves while one types, by a button without script, and when the session closes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from enfants.forms.journal import JourField, Saisie, enfants_postes
from enfants.forms.rapide import NoteRapideForm
from enfants.selectors.journal import PageDuJournal, enfants_a_qui_ecrire, page_du_journal
from enfants.selectors.maison import maisons_visibles
from enfants.services import NoteNonSigneeError, enregistrer_brouillons, joindre_aux_brouillons
from enfants.views.correction import keep_correction
from socle.comptes.decorators import keeps_idle_clock
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.outils.dates import jour_de_soiree
from socle.ui.htmx import wants_fragment
from socle.ui.typographie import heure_en_lettres


@keeps_idle_clock
@requires("ecrire_journal")
def brouillon(request: RequeteConnectee, maison_id: UUID) -> HttpResponse:
    """Keep what is being typed; a fragment for htmx, the page again without script."""
    get_object_or_404(maisons_visibles(request.user, "ecrire_journal"), pk=maison_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    page, saisie = lire_saisie(request.user, maison_id, request.POST)
    contexte: dict[str, object]
    try:
        if page.jour != lire_jour(request.POST.get("jour")):
            raise ValidationError("Cette date n’est pas possible.")
        garde = enregistrer_brouillons(
            acteur=request.user,
            maison=page.maison,
            jour=page.jour,
            lot=saisie.lot,
            entrees=saisie.entrees_en_cours(),
            remplacer=saisie.a_remplacer,
        )
    except ValidationError as erreur:
        contexte = {"erreur": " ".join(erreur.messages)}
        message, niveau = f"Le brouillon n’est pas enregistré. {contexte['erreur']}", messages.WARNING
    else:
        contexte = {
            "enregistre_le": garde.moment,
            "sauf": [bloc.nom for bloc in saisie.blocs if bloc.enfant.pk in garde.sauf],
        }
        message, niveau = f"Brouillon enregistré à {heure_en_lettres(garde.moment)}.", messages.SUCCESS
        if garde.sauf:
            message += " Un brouillon qui ne s’ouvre pas n’a pas été remplacé."
            niveau = messages.WARNING
    if wants_fragment(request):
        return render(request, "enfants/_etat_brouillon.html", contexte)
    messages.add_message(request, niveau, message)
    return redirect(f"{reverse('enfants:journal', args=[maison_id])}?jour={page.jour.isoformat()}#enfants")


def lire_saisie(
    user: Utilisateur, maison_id: UUID, data: QueryDict | None, *, jour: str | None = None
) -> tuple[PageDuJournal, Saisie]:
    """Read the house, its children and what is typed about them.

    Raises Http404 for a house or a child one may not write about.
    """
    maison = get_object_or_404(maisons_visibles(user, "ecrire_journal"), pk=maison_id)
    try:
        postes = enfants_postes(data) if data is not None else set()
    except ValueError:
        raise Http404 from None
    demande = lire_jour(data.get("jour") if data is not None else jour)
    page = page_du_journal(user, maison, demande or jour_de_soiree(), postes=postes)
    if postes - {e.enfant.pk for e in page.enfants}:
        raise Http404
    return page, Saisie(
        page.enfants, jour=page.jour, data=data, brouillons=page.brouillons, fermes=page.fermes
    )


def lire_jour(value: object) -> date | None:
    """Return a day that can be written about, or ``None``."""
    try:
        jour: date | None = JourField(required=False).clean(value)
    except ValidationError:
        return None
    return jour


def keep_after_closing(
    sender: object,
    request: HttpRequest,
    utilisateur: Utilisateur,
    view_func: Callable[..., HttpResponse],
    **kwargs: object,
) -> None:
    """Keep as a draft what arrives on a session that has just closed; the person finds it again."""
    match = request.resolver_match
    if match is None:
        return
    try:
        with acting_as(utilisateur):
            if match.view_name in {"enfants:journal", "enfants:brouillon"}:
                page, saisie = lire_saisie(utilisateur, match.kwargs["maison_id"], request.POST)
                enregistrer_brouillons(
                    acteur=utilisateur,
                    maison=page.maison,
                    jour=page.jour,
                    lot=saisie.lot,
                    entrees=saisie.entrees_en_cours(),
                    remplacer=saisie.a_remplacer,
                )
            elif match.view_name in {"enfants:corriger_note", "enfants:brouillon_correction"}:
                keep_correction(utilisateur, match.kwargs["note_id"], request.POST)
            elif match.view_name == "enfants:note_rapide":
                _keep_quick_note(utilisateur, request.POST)
    except (Http404, PermissionDenied, NoteNonSigneeError, ValidationError):
        return


def _keep_quick_note(utilisateur: Utilisateur, data: QueryDict) -> None:
    """A quick note joins the evening drafts of the children it was for."""
    groupes = enfants_a_qui_ecrire(utilisateur)
    form = NoteRapideForm(data, maisons=groupes)
    if not form.is_valid():
        return
    entrees = {entree.enfant.pk: entree for entree in form.entrees()}
    for maison, enfants in groupes:
        ici = [entrees[enfant.pk] for enfant, _ in enfants if enfant.pk in entrees]
        if ici:
            joindre_aux_brouillons(
                acteur=utilisateur, maison=maison, jour=form.cleaned_data["jour"], entrees=ici
            )
