"""« Passage de relais »: what happened in my houses since I was last here."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from enfants.selectors.relais import houses_taken_over, relay_already_read, relay_to_read
from enfants.services.relais import accuser_lecture
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.navigation import Lien


@requires("lire_journal")
@require_safe
def relais(request: RequeteConnectee) -> HttpResponse:
    """Show what waits to be read, or with ``?vue=lues`` what was, and by whom."""
    houses = houses_taken_over(request.user)
    ids = {house.pk for house in houses}
    read = request.GET.get("vue") == "lues"
    page = (relay_already_read if read else relay_to_read)(request.user, ids)
    shown = page.notes
    record(
        "enfants.relais",
        objets=[note.lue.note.pk for note in shown],
        enfants=[note.enfant.pk for note in shown],
        type_objet="enfants.NoteJournal",
    )
    address = reverse("enfants:relais")
    context = {
        "maisons": houses,
        "relais": page,
        "lues": read,
        "onglets": [
            Lien("À lire", "", "inbox", address, not read),
            Lien("Lues et écrites", "", "check-check", f"{address}?vue=lues", read),
        ],
    }
    return render(request, "enfants/relais.html", context)


@requires("lire_journal")
@require_POST
def relais_lu(request: RequeteConnectee) -> HttpResponse:
    """Write the reader's receipts for exactly the notes that were shown."""
    accuser_lecture(acteur=request.user, notes=_uuids(request.POST.getlist("notes")))
    return redirect("enfants:relais")


def _uuids(values: list[str]) -> set[UUID]:
    found = set()
    for value in values:
        try:
            found.add(UUID(value))
        except ValueError:
            continue
    return found
