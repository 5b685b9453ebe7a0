"""« Chercher »: one field for every name one may see."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from socle.habilitations.decorators import RequeteConnectee, requires
from socle.outils.rapprochement import Recherche
from socle.ui.forms import RechercheForm
from socle.ui.htmx import announce, render_invalid, render_page
from socle.ui.recherche import chercher, sources_for


@requires(None, raison="each source asks its own permission; a child's account has none")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recherche(request: RequeteConnectee) -> HttpResponse:
    """Search by name; the words are posted, never in the address."""
    sources = sources_for(request.user)
    if not sources:
        raise PermissionDenied
    form = RechercheForm(request.POST if request.method == "POST" else None)
    contexte = {"form": form, "sources": sources}
    if not form.is_bound:
        return render_page(request, "ui/recherche.html", contexte, fragment="trouvailles")
    if not form.is_valid():
        return render_invalid(request, "ui/recherche.html", contexte, fragment="trouvailles")
    mots = Recherche(form.cleaned_data["q"])
    groupes = chercher(request.user, mots)
    nombre = sum(len(groupe.trouvailles) for groupe in groupes)
    contexte |= {"cherche": not mots.trop_courte, "groupes": groupes, "nombre": nombre}
    response = render_page(request, "ui/recherche.html", contexte, fragment="trouvailles")
    return announce(response, f"{nombre} résultat{'s' if nombre > 1 else ''}")
