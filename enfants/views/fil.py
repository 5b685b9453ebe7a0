"""The thread of life of a child: filters by address, words to find by post."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from enfants.forms.fil import FiltreForm, RechercheForm
from enfants.models import Enfant
from enfants.selectors.fil import Curseur, NoteLue, authors_of_thread, page_of_thread, search_thread
from enfants.views.onglets import tabs_of
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.htmx import announce, focus_on, render_invalid, render_page, wants_fragment

PAGE = "enfants/fil.html"


@requires("lire_journal")
@require_http_methods(["GET", "HEAD", "POST"])
def fil(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Show one page of the thread, newest first; a posted search opens every note inside the filter."""
    enfant = get_object_or_404(Enfant.objects.visible_to(request.user, "lire_journal"), pk=enfant_id)
    filtre_form = FiltreForm(request.GET, auteurs=authors_of_thread(request.user, enfant))
    filtre_form.is_valid()
    filtre = filtre_form.filtre()
    recherche_form = RechercheForm(request.POST if request.method == "POST" else None)
    context = {
        "enfant": enfant,
        "filtre_form": filtre_form,
        "adresse_filtres": _filters_address(request),
        "filtre_actif": any(request.GET.get(name) for name in filtre_form.fields),
        "recherche_form": recherche_form,
        "ecrit": request.user.has_perm("ecrire_journal", enfant),
        "onglets": tabs_of(request, enfant),
    }
    if not recherche_form.is_bound:
        page = page_of_thread(request.user, enfant, filtre, _cursor(request.GET.get("avant", "")))
        record_thread(enfant, page.notes)
        return _answer(request, context | {"page": page, "notes": page.notes})
    if not recherche_form.is_valid():
        return render_invalid(request, PAGE, context | {"notes": []}, fragment="resultats")
    found = search_thread(
        request.user, enfant, filtre, recherche_form.cleaned_data["q"], _cursor(request.POST.get("avant", ""))
    )
    record_thread(enfant, found.notes, code="enfants.fil_recherche")
    return _answer(request, context | {"trouvees": found, "notes": found.notes})


def _answer(request: RequeteConnectee, context: dict) -> HttpResponse:
    """Answer with the page, or with what comes after the notes already shown."""
    suite = bool(request.GET.get("avant") or request.POST.get("avant"))
    context["depuis_le_milieu"] = suite
    fragment = "suite" if suite and wants_fragment(request) else "resultats"
    response = render_page(request, PAGE, context, fragment=fragment)
    notes: list[NoteLue] = context["notes"]
    if wants_fragment(request):
        count = len(notes)
        announce(response, f"{count} note{'s' if count > 1 else ''} affichée{'s' if count > 1 else ''}")
        if suite and notes:
            focus_on(response, f"#note-{notes[0].note.pk}")
    return response


def record_thread(enfant: Enfant, notes: Iterable[NoteLue], *, code: str = "enfants.fil") -> None:
    """Write to the audit journal which notes of a child were shown."""
    record(code, objets=[lue.note.pk for lue in notes], enfants=[enfant.pk], type_objet="enfants.NoteJournal")


def _filters_address(request: RequeteConnectee) -> str:
    query = request.GET.copy()
    query.pop("avant", None)
    return query.urlencode()


def _cursor(text: str) -> Curseur | None:
    if not text:
        return None
    try:
        return Curseur.parse(text)
    except ValueError:
        raise Http404 from None
