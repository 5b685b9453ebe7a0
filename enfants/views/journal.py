"""Writing in the journal: the evening of a house, its drafts, a quick note, what was just saved."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from enfants.forms.journal import JourField, Saisie, enfants_postes
from enfants.selectors.journal import PageDuJournal, notes_de_l_envoi, page_du_journal
from enfants.selectors.maison import maisons_visibles
from enfants.services import ecrire_journal, enregistrer_brouillons
from socle.audit.services import record
from socle.comptes.decorators import keeps_idle_clock
from socle.habilitations.decorators import requires
from socle.outils.dates import jour_de_soiree
from socle.ui.htmx import wants_fragment
from socle.ui.typographie import heure_en_lettres
from villages.models import Maison


@requires("ecrire_journal")
@require_safe
def mon_journal(request: HttpRequest) -> HttpResponse:
    """Straight to the journal of one's only house, or through the list of houses."""
    deux = list(maisons_visibles(request.user, "ecrire_journal")[:2])
    if len(deux) == 1:
        return redirect(f"{reverse('enfants:journal', args=[deux[0].pk])}#enfants")
    return redirect("enfants:ma_maison")


@requires("ecrire_journal")
@require_http_methods(["GET", "HEAD", "POST"])
def journal(request: HttpRequest, maison_id: UUID) -> HttpResponse:
    """The evening of one house: one block per child, saved in one go."""
    maison = _maison(request, maison_id)
    page = _page(request, maison)
    saisie = _saisie(request, page)
    if request.method == "POST" and saisie.is_valid():
        try:
            lot = ecrire_journal(
                acteur=request.user,
                maison=maison,
                jour=saisie.jour,
                lot=saisie.lot,
                entrees=saisie.entrees(),
            )
        except ValidationError as erreur:
            _show(saisie, erreur)
        else:
            return redirect(f"{reverse('enfants:enregistre')}?envoi={lot}")
    record(
        "enfants.liste", enfants=[bloc.enfant.pk for bloc in saisie.blocs], type_objet="enfants.Enfant"
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if saisie.commun.is_bound else HTTPStatus.OK
    return render(request, "enfants/journal.html", {"page": page, "saisie": saisie}, status=status)


@keeps_idle_clock
@requires("ecrire_journal")
def brouillon(request: HttpRequest, maison_id: UUID) -> HttpResponse:
    """Keep what is being typed: by itself while one types, or by the button without script."""
    maison = _maison(request, maison_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    saisie = _saisie(request, _page(request, maison))
    jour = _jour_poste(request)
    contexte: dict[str, object]
    try:
        if jour is None:
            raise ValidationError({"jour": "Cette date n’est pas possible."})
        moment = enregistrer_brouillons(
            acteur=request.user,
            maison=maison,
            jour=jour,
            lot=saisie.lot,
            entrees=saisie.entrees_en_cours(),
        )
    except ValidationError as erreur:
        contexte = {"erreur": " ".join(erreur.messages)}
        message, niveau = f"Le brouillon n’est pas enregistré. {contexte['erreur']}", messages.WARNING
    else:
        contexte = {"enregistre_le": moment}
        message, niveau = f"Brouillon enregistré à {heure_en_lettres(moment)}.", messages.SUCCESS
    if wants_fragment(request):
        return render(request, "enfants/journal.html#brouillon", contexte)
    messages.add_message(request, niveau, message)
    suffixe = f"?jour={jour.isoformat()}" if jour else ""
    return redirect(f"{reverse('enfants:journal', args=[maison.pk])}{suffixe}#enfants")


@requires("ecrire_journal")
@require_safe
def enregistre(request: HttpRequest) -> HttpResponse:
    """What was just saved, each note with its ten minutes."""
    envoi = request.GET.get("envoi", "")
    if not envoi:
        return redirect("enfants:ma_maison")
    try:
        notes = notes_de_l_envoi(request.user, UUID(envoi))
    except ValueError:
        raise Http404 from None
    if not notes:
        raise Http404
    record(
        "journal.lecture",
        objets=[n.note.pk for n in notes],
        enfants=[n.enfant.pk for n in notes],
        type_objet="enfants.NoteJournal",
    )
    return render(request, "enfants/enregistre.html", {"notes": notes, "premiere": notes[0].note})


# --- inside ---------------------------------------------------------------------------


def _maison(request: HttpRequest, maison_id: UUID) -> Maison:
    found: Maison = get_object_or_404(maisons_visibles(request.user, "ecrire_journal"), pk=maison_id)
    return found


def _page(request: HttpRequest, maison: Maison) -> PageDuJournal:
    """Read the page of the day asked for; a child one may not write about does not exist."""
    try:
        postes = enfants_postes(request.POST)
    except ValueError:
        raise Http404 from None
    source = request.POST if request.method == "POST" else request.GET
    page = page_du_journal(request.user, maison, _jour(source.get("jour")) or jour_de_soiree(), postes=postes)
    if postes - {e.enfant.pk for e in page.enfants}:
        raise Http404
    return page


def _saisie(request: HttpRequest, page: PageDuJournal) -> Saisie:
    return Saisie(
        page.enfants,
        jour=page.jour,
        data=request.POST if request.method == "POST" else None,
        brouillons=page.brouillons,
    )


def _jour(value: str | None) -> date | None:
    try:
        jour: date | None = JourField(required=False).clean(value)
    except ValidationError:
        return None
    return jour


def _jour_poste(request: HttpRequest) -> date | None:
    return _jour(request.POST.get("jour"))


def _show(saisie: Saisie, erreur: ValidationError) -> None:
    """Put what a service refused where it belongs on the page."""
    par_champ = getattr(erreur, "error_dict", {})
    saisie.commun.add_error("jour" if "jour" in par_champ else None, erreur.messages)
