"""The second page of a runaway, kept by itself while one types and when the session closes."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from protection.forms.fugue import SignalementForm
from protection.models import Fugue
from protection.querysets import DE_SERVICE
from protection.selectors.fugue_signalement import reprise
from protection.services import fugue_signalement as services
from protection.views.acte import SAISIE, donnees
from protection.views.fugue import etape
from socle.comptes.decorators import keeps_idle_clock
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.htmx import wants_fragment


@requires(DE_SERVICE)
@require_http_methods(SAISIE)
def fugue_signalement(request: RequeteConnectee, fugue_id: UUID) -> HttpResponse:
    """Clothes, places, people, photo; what one was typing when one last left is taken up again."""
    found = _on_duty(request.user, fugue_id)
    files, vue = request.FILES if request.method == "POST" else None, reprise(request.user, found)
    form = SignalementForm(donnees(request), files, initial=vue.valeurs | {"version": vue.version})
    if request.method == "POST" and form.is_valid():
        try:
            services.decrire_fugue(
                acteur=request.user,
                fugue=found,
                champs=form.cleaned_data,
                photo=form.recue,
                envoi=form.ident,
                version=form.cleaned_data["version"],
            )
        except ValidationError as erreur:
            form.refuse(erreur)
        else:
            return redirect("protection:fugue_alertes", fugue_id=found.pk)
    context = etape(1, form) | {"fugue": found, "enfant": found.enfant, "vue": vue, "garde_le": vue.garde_le}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "protection/fugue_signalement.html", context, status=status)


@keeps_idle_clock
@requires(DE_SERVICE)
def garder_signalement(request: RequeteConnectee, fugue_id: UUID) -> HttpResponse:
    """Keep the page by itself while one types: a fragment that says at what hour; the page without script."""
    found = _on_duty(request.user, fugue_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    context: dict[str, object]
    try:
        context = {"garde_le": _keep(request.user, found, request.POST)}
    except ValidationError as erreur:
        context = {"erreur": " ".join(erreur.messages)}
    if wants_fragment(request):
        return render(request, "protection/_garde.html", context)
    return redirect("protection:fugue_signalement", fugue_id=found.pk)


def keep_after_closing(
    sender: object, request: HttpRequest, utilisateur: Utilisateur, **kwargs: object
) -> None:
    """Keep what is sent, or keeps itself, on a session that has just closed; its author finds it again."""
    match = request.resolver_match
    if match is None or match.view_name not in {
        "protection:fugue_signalement",
        "protection:garder_signalement",
    }:
        return
    try:
        with acting_as(utilisateur):
            _keep(utilisateur, _on_duty(utilisateur, match.kwargs["fugue_id"]), request.POST)
    except (Http404, PermissionDenied, ValidationError):
        return


# --- inside ---------------------------------------------------------------------------


def _on_duty(user: Utilisateur, ident: UUID) -> Fugue:
    """Fetch a runaway one may act on: not visible is 404."""
    rows = Fugue.objects.visible_to(user, DE_SERVICE).on_duty(user)
    found: Fugue = get_object_or_404(rows.select_related("enfant", "photo"), pk=ident)
    return found


def _keep(user: Utilisateur, found: Fugue, data: QueryDict) -> datetime:
    typed = SignalementForm(data).en_cours()
    if typed is None:
        raise Http404
    envoi, version, champs = typed
    return services.garder_signalement(acteur=user, fugue=found, envoi=envoi, version=version, champs=champs)
