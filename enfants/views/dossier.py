"""The children one may see, and the front page of a child's file."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from enfants.forms.dossier import ListeForm
from enfants.models import Enfant
from enfants.selectors.dossier import by_house, children_list, children_seen, stays_of
from enfants.selectors.fil import FiltreFil, page_of_thread
from enfants.selectors.lieu import SANS_LIEU, au_lieu_secret, lieux_caches
from enfants.selectors.liste import liste_enfants
from enfants.views.fil import record_thread
from enfants.views.onglets import tabs_of
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.htmx import announce, render_page

NOTES_DE_LA_FICHE = 10


@requires("lire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def liste(request: RequeteConnectee) -> HttpResponse:
    """List the children of one's perimeter, by house unless told; a name is posted, never in the address."""
    form = ListeForm(request.POST if request.method == "POST" else None)
    recherche = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    everyone = children_list(request.user)
    rows = liste_enfants(everyone, request.GET, recherche=recherche)
    page = rows.page
    ids = [vu.enfant.pk for vu in page]
    record("enfants.liste", objets=ids, enfants=ids, type_objet="enfants.Enfant")
    context = {
        "form": form,
        "recherche": recherche,
        "page": page,
        "groupes": [] if rows.trie else by_house(page.object_list),
        "liste": rows,
        "sans_lieu": SANS_LIEU,
    }
    response = render_page(request, "enfants/liste.html", context, fragment="resultats")
    count = rows.nombre
    return announce(response, f"{count} enfant{'s' if count > 1 else ''}") if recherche else response


@requires("lire_identite")
@require_safe
def fiche(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Show who a child is, then the last notes to whoever reads the journal."""
    enfant = get_object_or_404(Enfant.objects.visible_to(request.user, "lire_identite"), pk=enfant_id)
    [vu] = children_seen(request.user, [enfant])
    record("enfants.fiche", objets=[enfant.pk], enfants=[enfant.pk], type_objet="enfants.Enfant")
    page = None
    if request.user.has_perm("lire_journal", enfant):
        page = page_of_thread(request.user, enfant, FiltreFil(), taille=NOTES_DE_LA_FICHE)
        record_thread(enfant, page.notes)
    context = {
        "vu": vu,
        "enfant": enfant,
        "page": page,
        "ecrit": request.user.has_perm("ecrire_journal", enfant),
        "lieu_secret": bool(au_lieu_secret([enfant.pk])),
        "onglets": tabs_of(request, enfant),
    }
    return render(request, "enfants/fiche.html", context)


@requires("lire_identite")
@require_safe
def sejours(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Show where a child has lived."""
    enfant = get_object_or_404(Enfant.objects.visible_to(request.user, "lire_identite"), pk=enfant_id)
    stays = stays_of(request.user, enfant)
    record("enfants.sejours", objets=[s.pk for s in stays], enfants=[enfant.pk], type_objet="enfants.Sejour")
    context = {
        "enfant": enfant,
        "sejours": stays,
        "cache": bool(lieux_caches(request.user, [enfant.pk])),
        "onglets": tabs_of(request, enfant),
    }
    return render_page(request, "enfants/sejours.html", context, fragment="contenu_panneau")
