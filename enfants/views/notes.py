"""One note: reading its versions, taking it back; and writing a quick one."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from enfants.forms.rapide import NoteRapideForm
from enfants.models import NoteJournal
from enfants.selectors.journal import (
    NoteAffichee,
    enfants_a_qui_ecrire,
    versions_de,
)
from enfants.services import (
    NoteSigneeError,
    annuler_note,
    ecrire_note_rapide,
    peut_corriger,
)
from socle.audit.services import record
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.outils.dates import jour_de_soiree


@requires("ecrire_journal")
@require_http_methods(["GET", "HEAD", "POST"])
def note_rapide(request: RequeteConnectee) -> HttpResponse:
    """One note at any hour: whom it is about first, then the words."""
    maisons = enfants_a_qui_ecrire(request.user)
    initial = {"jour": jour_de_soiree(), "enfants": request.GET.getlist("enfant")}
    form = NoteRapideForm(request.POST or None, maisons=maisons, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            lot = ecrire_note_rapide(
                acteur=request.user, jour=form.cleaned_data["jour"], lot=form.lot, entrees=form.entrees()
            )
        except ValidationError as erreur:
            form.add_error(None, erreur.messages)
        else:
            return redirect(f"{reverse('enfants:enregistre')}?envoi={lot}")
    record("enfants.liste", enfants=form.montres, type_objet="enfants.Enfant")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    contexte = {"form": form, "groupes": form.groupes(), "lot": form.lot}
    return render(request, "enfants/note_rapide.html", contexte, status=status)


@requires("lire_journal")
@require_safe
def note(request: RequeteConnectee, note_id: UUID) -> HttpResponse:
    """A note with every version of its words; one taken back is shown to its author only."""
    found = note_visible(request.user, note_id, "lire_journal")
    record("journal.lecture", objets=[found.pk], enfants=[found.enfant_id], type_objet="enfants.NoteJournal")
    versions = versions_de(found)
    contexte = {
        "note": found,
        "versions": versions,
        "mienne": found.auteur_id == request.user.pk,
        "peut_corriger": est_lisible(versions[0]) and peut_corriger(request.user, found),
    }
    return render(request, "enfants/note.html", contexte)


@requires("ecrire_journal")
@require_http_methods(["GET", "HEAD", "POST"])
def annuler(request: RequeteConnectee, note_id: UUID) -> HttpResponse:
    """Take back one's own note within ten minutes; afterwards, say so and lead to the correction."""
    found = note_visible(request.user, note_id, "ecrire_journal")
    if found.auteur_id != request.user.pk:
        raise Http404
    if request.method == "POST":
        try:
            rendus = annuler_note(acteur=request.user, note=found)
        except NoteSigneeError:
            pass
        else:
            if rendus:
                messages.success(request, "La note est annulée. Ses mots sont revenus dans votre brouillon.")
            else:
                messages.warning(
                    request, "La note est annulée. Ses mots y restent : le brouillon ne s’ouvre pas."
                )
            adresse = reverse("enfants:journal", args=[found.maison_id])
            return redirect(f"{adresse}?jour={found.jour.isoformat()}#enfants")
    contexte = {"note": found, "trop_tard": found.est_signee}
    status = HTTPStatus.CONFLICT if found.est_signee else HTTPStatus.OK
    return render(request, "enfants/annuler.html", contexte, status=status)


def note_visible(user: Utilisateur, note_id: UUID, permission: str) -> NoteJournal:
    """Fetch a note through the right; one taken back exists for its author only. Raises Http404."""
    notes = NoteJournal.objects.visible_to(user, permission).select_related("enfant", "maison")
    found: NoteJournal = get_object_or_404(notes, pk=note_id)
    if found.annulee_le is not None and found.auteur_id != user.pk:
        raise Http404
    return found


def est_lisible(derniere: NoteAffichee) -> bool:
    """Whether the latest words open: what cannot be read cannot be carried over into a correction."""
    version = derniere.version
    return not any(isinstance(v, Illisible) for v in (version.texte, version.complement, version.humeur))
