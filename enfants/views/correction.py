"""Correcting a note, and the draft of what is being written."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from enfants.forms.journal import NoteForm
from enfants.mentions import enfants_cites, relire
from enfants.models import BrouillonCorrection, NoteJournal
from enfants.selectors.journal import (
    NoteAffichee,
    correction_en_cours,
    noms_de_la_maison,
    versions_de,
)
from enfants.services import (
    NoteNonSigneeError,
    VersionPerimeeError,
    corriger_note,
    garder_correction,
    jeter_correction,
    peut_corriger,
)
from enfants.services.saisie import SANS_RETOUR
from enfants.views.notes import est_lisible, note_visible
from socle.audit.services import record
from socle.chiffrement.values import Illisible
from socle.comptes.decorators import keeps_idle_clock
from socle.comptes.models import Utilisateur
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.htmx import wants_fragment
from socle.ui.typographie import heure_en_lettres

ANNULABLE = "Cette note peut encore être annulée."


@requires("ecrire_journal")
@require_http_methods(["GET", "HEAD", "POST"])
def corriger(request: RequeteConnectee, note_id: UUID) -> HttpResponse:
    """Write a new version with its reason; whoever comes second sees both texts and chooses.

    What was being written when one last left is taken up again, and so is that choice.
    """
    found = _a_corriger(request.user, note_id)
    if not found.est_signee:
        return redirect("enfants:note", note_id=found.pk)
    versions = versions_de(found)
    brouillon = correction_en_cours(request.user, found)
    form = _form(request, found, versions[0], brouillon)
    perimee = not form.is_bound and _depasse(brouillon, found)
    if request.method == "POST" and form.is_valid():
        try:
            corriger_note(
                acteur=request.user,
                note=found,
                envoi=form.ident,
                version_lue=form.cleaned_data["version"],
                motif=form.cleaned_data["motif"],
                entree=form.entree(found.enfant),
            )
        except VersionPerimeeError as erreur:
            perimee = True
            versions = versions_de(found)
            form.expect(erreur.note.version)
        except (NoteNonSigneeError, ValidationError) as erreur:
            form.add_error(None, getattr(erreur, "messages", None) or ANNULABLE)
        else:
            messages.success(request, "La correction est enregistrée.")
            return redirect("enfants:note", note_id=found.pk)
    record("journal.lecture", objets=[found.pk], enfants=[found.enfant_id], type_objet="enfants.NoteJournal")
    ferme = brouillon.contenu if brouillon and isinstance(brouillon.contenu, Illisible) else None
    contexte = {
        "note": found,
        "form": form,
        "perimee": perimee,
        "actuelle": versions[0],
        "avec_commun": form["commun"].value(),
        "enregistre_le": brouillon.modifie_le if brouillon and ferme is None else None,
        "ferme": ferme,
        "perdu": ferme is not None and ferme.raison in SANS_RETOUR,
    }
    status = HTTPStatus.CONFLICT if perimee else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "enfants/corriger.html", contexte, status=status if form.is_bound else None)


@keeps_idle_clock
@requires("ecrire_journal")
def brouillon_correction(request: RequeteConnectee, note_id: UUID) -> HttpResponse:
    """Keep the correction being typed; a fragment for htmx, the page again without script."""
    found = _a_corriger(request.user, note_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    contexte: dict[str, object]
    try:
        moment = _garder(request.user, found, request.POST)
    except (NoteNonSigneeError, ValidationError) as erreur:
        contexte = {"erreur": " ".join(getattr(erreur, "messages", None) or [ANNULABLE])}
        message, niveau = f"Le brouillon n’est pas enregistré. {contexte['erreur']}", messages.WARNING
    else:
        contexte = {"enregistre_le": moment}
        message, niveau = f"Brouillon enregistré à {heure_en_lettres(moment)}.", messages.SUCCESS
    if wants_fragment(request):
        return render(request, "enfants/_etat_brouillon.html", contexte)
    messages.add_message(request, niveau, message)
    return redirect("enfants:corriger_note", note_id=found.pk)


@requires("ecrire_journal")
def jeter_brouillon(request: RequeteConnectee, note_id: UUID) -> HttpResponse:
    """Drop one's draft of a correction and show the note again."""
    found = _a_corriger(request.user, note_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        jeter_correction(acteur=request.user, note=found)
    except ValidationError as erreur:
        messages.warning(request, " ".join(erreur.messages))
        return redirect("enfants:corriger_note", note_id=found.pk)
    messages.success(request, "Le brouillon est jeté. La note n’a pas changé.")
    return redirect("enfants:note", note_id=found.pk)


def keep_correction(utilisateur: Utilisateur, note_id: UUID, data: QueryDict) -> None:
    """Keep a correction sent on a session that has just closed.

    Raises Http404 and ValidationError for what cannot be kept, NoteNonSigneeError too early.
    """
    _garder(utilisateur, _a_corriger(utilisateur, note_id), data)


def _garder(utilisateur: Utilisateur, found: NoteJournal, data: QueryDict) -> datetime:
    form = NoteForm(data)
    motif, entree = form.en_cours(found.enfant)
    return garder_correction(
        acteur=utilisateur,
        note=found,
        envoi=form.ident,
        version_lue=form.version_lue or found.version,
        motif=motif,
        entree=entree,
    )


def _a_corriger(user: Utilisateur, note_id: UUID) -> NoteJournal:
    found = note_visible(user, note_id, "ecrire_journal")
    if not peut_corriger(user, found):
        raise Http404
    return found


def _depasse(brouillon: BrouillonCorrection | None, found: NoteJournal) -> bool:
    """Whether the note was corrected after the words of this draft were last kept."""
    if brouillon is None or isinstance(brouillon.contenu, Illisible):
        return False
    return brouillon.version_lue < found.version


def _form(
    request: RequeteConnectee,
    found: NoteJournal,
    derniere: NoteAffichee,
    brouillon: BrouillonCorrection | None,
) -> NoteForm:
    """Show one's draft, else the latest words, as typed: with the first names one may see."""
    if not est_lisible(derniere):
        raise Http404
    version = derniere.version
    if brouillon is not None and not isinstance(brouillon.contenu, Illisible):
        initial = brouillon.contenu | {"rien": brouillon.contenu["rien_de_particulier"]}
    else:
        textes = [texte for texte in (version.texte, version.complement) if texte]
        initial = {
            "commun": textes[0] if len(textes) == 2 else "",
            "texte": textes[-1] if textes else "",
            "humeur": version.humeur,
            "rien": version.rien_de_particulier,
            "themes": version.themes,
            "importante": version.importante,
        }
    cites = enfants_cites(version.texte, version.complement, initial["commun"], initial["texte"])
    noms = noms_de_la_maison(request.user, found.maison, found.jour, en_plus=cites)
    initial |= {champ: str(relire(initial[champ], noms)) for champ in ("commun", "texte")}
    form = NoteForm(request.POST or None, initial=initial | {"version": found.version})
    form.fields["texte"].label = "Note"
    return form
