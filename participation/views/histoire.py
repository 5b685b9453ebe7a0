"""« Mon histoire » in the child's space: read it, and propose a moment for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    QueryDict,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enfants.models import Enfant, PropositionMoment
from enfants.selectors.mon_histoire import (
    LIT_LE_SIEN,
    MaProposition,
    ma_photo,
    mes_moments,
    mes_personnes,
    mes_propositions,
)
from enfants.services.propositions import (
    ECRIT_LE_SIEN,
    garder_proposition,
    proposer_moment,
    reprendre_proposition,
)
from participation.forms import PropositionForm
from socle.audit.services import record
from socle.comptes.decorators import keeps_idle_clock
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.outils.dates import aujourdhui
from socle.ui.htmx import wants_fragment

#: Where what is written may come from when a session has just closed.
_SAISIES = {"participation:proposer", "participation:garder"}


@requires(LIT_LE_SIEN)
@require_safe
def mon_histoire(request: RequeteConnectee) -> HttpResponse:
    """The child's book, the people who count, and what they proposed."""
    enfant = _moi(request.user)
    moments, personnes = mes_moments(request.user, enfant), mes_personnes(request.user, enfant)
    propositions = mes_propositions(request.user, enfant)
    _read([vu.moment.pk for vu in moments], enfant)
    if personnes:
        record(
            "entourage.lecture",
            objets=[row.pk for row in personnes],
            enfants=[enfant.pk],
            type_objet="enfants.PersonneRessource",
        )
    context = {"moments": moments, "personnes": personnes, "propositions": propositions}
    return render(request, "participation/mon_histoire.html", context)


@requires(LIT_LE_SIEN)
@require_safe
def photo(request: RequeteConnectee, moment_id: UUID) -> HttpResponseBase:
    """The picture of one of the child's moments, when everybody on it agrees."""
    enfant = _moi(request.user)
    found = ma_photo(request.user, moment_id)
    if found is None:
        raise Http404
    moment, picture = found
    _read([moment.pk], enfant)
    headers = {
        "Content-Disposition": "inline",
        "Content-Length": str(picture.taille),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "no-store, private",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingHttpResponse(picture.contenu, content_type=picture.kind.value, headers=headers)


@requires(ECRIT_LE_SIEN)
@require_http_methods(["GET", "HEAD", "POST"])
def proposer(request: RequeteConnectee) -> HttpResponse:
    """Write a moment and send it; what is missing is said, and what was written stays."""
    enfant = _moi(request.user)
    form = PropositionForm(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: proposer_moment(acteur=request.user, enfant=enfant, ident=form.ident, recit=form.recit)
        )
    ):
        messages.success(request, "C’est envoyé. Tu peux en parler avec un adulte quand tu veux.")
        return redirect("participation:mon_histoire")
    begun = [] if form.is_bound else [vue for vue in mes_propositions(request.user, enfant) if vue.brouillon]
    return _page(request, form, commencees=begun)


@requires(ECRIT_LE_SIEN)
@require_safe
def continuer(request: RequeteConnectee, proposition_id: UUID) -> HttpResponse:
    """Take up again what was not sent."""
    found = _mine(request.user, proposition_id)
    if found.proposee_le is not None:
        return redirect("participation:mon_histoire")
    initial = {"envoi": found.pk, "titre": found.titre, "mots": found.mots, "quand": found.quand}
    return _page(request, PropositionForm(initial=initial), garde_le=found.modifiee_le)


@keeps_idle_clock
@requires(ECRIT_LE_SIEN)
def garder(request: RequeteConnectee) -> HttpResponse:
    """Keep what is being written: a fragment for htmx, back to the page without script."""
    enfant = _moi(request.user)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        kept, trop = _keep(request.user, enfant, request.POST), False
    except ValidationError:
        kept, trop = None, True
    if wants_fragment(request):
        context = {"garde_le": timezone.now() if kept else None, "trop": trop}
        return render(request, "participation/_garde.html", context)
    if trop:
        # The page is shown again with every word: leaving it would lose them.
        return _page(request, PropositionForm(request.POST))
    if kept is None:
        return redirect("participation:proposer")
    messages.success(request, "C’est gardé. Tu pourras finir plus tard.")
    return redirect("participation:continuer", proposition_id=kept.pk)


@requires(ECRIT_LE_SIEN)
@require_http_methods(["GET", "HEAD", "POST"])
def reprendre(request: RequeteConnectee, proposition_id: UUID) -> HttpResponse:
    """Take back what one wrote, after a question."""
    found = _mine(request.user, proposition_id)
    if request.method == "POST":
        try:
            reprendre_proposition(acteur=request.user, proposition=found)
        except ValidationError as erreur:
            messages.warning(request, " ".join(erreur.messages))
        else:
            messages.success(request, "C’est fait : les adultes ne le voient pas.")
        return redirect("participation:mon_histoire")
    return render(request, "participation/reprendre.html", {"proposition": found})


def keep_after_closing(
    sender: object, request: HttpRequest, utilisateur: Utilisateur, **kwargs: object
) -> None:
    """Keep as a draft what a child sends on a session that has just closed; they find it again."""
    match = request.resolver_match
    if match is None or match.view_name not in _SAISIES:
        return
    try:
        with acting_as(utilisateur):
            _keep(utilisateur, _moi(utilisateur), request.POST)
    except (Http404, PermissionDenied, ValidationError):
        return


# --- inside ---------------------------------------------------------------------------


def _moi(user: Utilisateur) -> Enfant:
    """The child this account belongs to; for anybody else the page does not exist."""
    return get_object_or_404(Enfant.objects.visible_to(user, LIT_LE_SIEN), compte_id=user.pk)


def _mine(user: Utilisateur, proposition_id: UUID) -> PropositionMoment:
    enfant = _moi(user)
    rows = PropositionMoment.objects.visible_to(user, ECRIT_LE_SIEN).select_related("enfant")
    found: PropositionMoment = get_object_or_404(rows, pk=proposition_id, enfant=enfant, retiree_le=None)
    return found


def _keep(user: Utilisateur, enfant: Enfant, data: QueryDict) -> PropositionMoment | None:
    form = PropositionForm(data)
    form.is_valid()
    if "envoi" not in form.cleaned_data:
        raise Http404
    return garder_proposition(acteur=user, enfant=enfant, ident=form.ident, recit=form.en_cours())


def _read(ids: list[UUID], enfant: Enfant) -> None:
    record("histoire.lecture", objets=ids, enfants=[enfant.pk], type_objet="enfants.MomentHistoire")


def _page(
    request: RequeteConnectee,
    form: PropositionForm,
    *,
    garde_le: datetime | None = None,
    commencees: Sequence[MaProposition] = (),
) -> HttpResponse:
    context = {
        "form": form,
        "garde_le": garde_le,
        # An hour alone would be read as today's.
        "garde_avant": garde_le is not None and timezone.localdate(garde_le) != aujourdhui(),
        "commencees": commencees,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "participation/proposer.html", context, status=status)
