"""Writing the evening of a house, and what was just saved."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from enfants.forms.journal import Saisie
from enfants.selectors.journal import notes_de_l_envoi
from enfants.selectors.maison import maisons_visibles
from enfants.services import ecrire_journal
from enfants.views.brouillon import lire_saisie
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires


@requires("ecrire_journal")
@require_safe
def mon_journal(request: RequeteConnectee) -> HttpResponse:
    """Straight to the journal of one's only house, or through the list of houses."""
    deux = list(maisons_visibles(request.user, "ecrire_journal")[:2])
    if len(deux) == 1:
        return redirect(f"{reverse('enfants:journal', args=[deux[0].pk])}#enfants")
    return redirect("enfants:ma_maison")


@requires("ecrire_journal")
@require_http_methods(["GET", "HEAD", "POST"])
def journal(request: RequeteConnectee, maison_id: UUID) -> HttpResponse:
    """The evening of one house: one block per child, saved in one go."""
    donnees = request.POST if request.method == "POST" else None
    page, saisie = lire_saisie(request.user, maison_id, donnees, jour=request.GET.get("jour"))
    if request.method == "POST" and saisie.is_valid():
        try:
            lot = ecrire_journal(
                acteur=request.user,
                maison=page.maison,
                jour=saisie.jour,
                lot=saisie.lot,
                entrees=saisie.entrees(),
                remplacer=saisie.a_remplacer,
            )
        except ValidationError as erreur:
            _show(saisie, erreur)
        else:
            return redirect(f"{reverse('enfants:enregistre')}?envoi={lot}")
    record("enfants.liste", enfants=[bloc.enfant.pk for bloc in saisie.blocs], type_objet="enfants.Enfant")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if saisie.commun.is_bound else HTTPStatus.OK
    contexte = {
        "page": page,
        "saisie": saisie,
        "enregistre_le": page.brouillon_du,
        "reprise": page.brouillon_du is not None and not saisie.commun.is_bound,
    }
    return render(request, "enfants/journal.html", contexte, status=status)


@requires("ecrire_journal")
@require_safe
def enregistre(request: RequeteConnectee) -> HttpResponse:
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


def _show(saisie: Saisie, erreur: ValidationError) -> None:
    """Put what a service refused where it belongs on the page."""
    par_champ = getattr(erreur, "error_dict", {})
    saisie.commun.add_error("jour" if "jour" in par_champ else None, erreur.messages)
