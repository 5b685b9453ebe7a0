"""« Mon histoire »: the life book of a child, written with the child."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from enfants.forms.histoire import MomentForm
from enfants.forms.papiers import PapierForm
from enfants.models import Enfant, MomentHistoire, PropositionMoment
from enfants.selectors.histoire import LIT, autres_enfants, moments_de, propositions_de
from enfants.services import histoire as services
from enfants.views.onglets import tabs_of
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.htmx import render_page
from socle.ui.pages import page_saisie

ECRIT = services.ECRIT


@requires(LIT)
@require_safe
def histoire(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """The moments of a child's life, in the order they were lived."""
    enfant = _child(request, enfant_id, LIT)
    moments, propositions = moments_de(request.user, enfant), propositions_de(request.user, enfant)
    _record([*(vu.moment.pk for vu in moments), *(row.pk for row in propositions)], enfant.pk)
    context = {
        "enfant": enfant,
        "moments": moments,
        "propositions": propositions,
        "ecrit": request.user.has_perm(ECRIT, enfant),
        "onglets": tabs_of(request, enfant),
    }
    return render_page(request, "enfants/histoire.html", context, fragment="contenu_panneau")


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def nouveau_moment(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Write a moment with the child."""
    return _moment(request, MomentHistoire(enfant=_child(request, enfant_id, ECRIT), version=0))


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def ecrire_proposition(request: RequeteConnectee, proposition_id: UUID) -> HttpResponse:
    """Write in the book, with the child, the moment the child proposed; their words are there already."""
    rows = PropositionMoment.objects.visible_to(request.user, ECRIT).select_related("enfant", "moment")
    found = get_object_or_404(rows.filter(proposee_le__isnull=False), pk=proposition_id)
    if found.retiree_le is not None:
        raise Http404
    if found.moment is not None and request.method != "POST":
        return redirect("enfants:histoire", enfant_id=found.enfant_id)
    _record([found.pk], found.enfant_id)
    return _moment(request, MomentHistoire(enfant=found.enfant, version=0), proposition=found)


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_moment(request: RequeteConnectee, moment_id: UUID) -> HttpResponse:
    """Correct the words of a moment, or add the photo it did not have."""
    return _moment(request, _standing(request, moment_id))


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def retirer_moment(request: RequeteConnectee, moment_id: UUID) -> HttpResponse:
    """Take a moment out of the book, after a question."""
    found = _standing(request, moment_id)
    if request.method == "POST":
        services.retirer_moment(acteur=request.user, moment=found)
        messages.success(request, "Le moment n’est plus dans son histoire.")
        return redirect("enfants:histoire", enfant_id=found.enfant_id)
    return page_saisie(
        request,
        PapierForm(),
        titre="Retirer ce moment ?",
        chapo=f"{found.enfant.prenom} ne veut plus le voir dans son histoire. Il ne sera plus imprimé.",
        retour=_back(found.enfant),
        bouton="Retirer",
    )


# --- inside ---------------------------------------------------------------------------


def _moment(
    request: RequeteConnectee, found: MomentHistoire, *, proposition: PropositionMoment | None = None
) -> HttpResponse:
    enfant, posted = found.enfant, request.method == "POST"
    nouveau = found._state.adding
    autres = autres_enfants(request.user, enfant)
    form = MomentForm(
        request.POST if posted else None,
        files=request.FILES if posted else None,
        initial=MomentForm.initial_neuf(proposition) if nouveau else MomentForm.initial_of(found, autres),
        enfant=enfant,
        autres=autres,
        photo=found.photo_id is not None,
    )
    if posted and form.is_valid():
        if nouveau:
            found.pk = form.ident
        if form.enregistre(
            lambda: services.ecrire_moment(
                acteur=request.user,
                moment=form.apply(found),
                version_lue=form.version_lue,
                fichier=form.recu,
                proposition=proposition,
            ),
            deja=(lambda ident: MomentHistoire.objects.filter(pk=ident, enfant=enfant).exists())
            if nouveau
            else None,
        ):
            messages.success(request, "Le moment est dans son histoire.")
            return redirect("enfants:histoire", enfant_id=enfant.pk)
    return page_saisie(
        request,
        form,
        titre="Un moment de son histoire" if nouveau else "Corriger un moment",
        chapo=f"{enfant.prenom} · à écrire avec l’enfant, à côté de vous",
        retour=_back(enfant),
        template="enfants/saisie_fichier.html",
        proposition=proposition,
    )


def _child(request: RequeteConnectee, enfant_id: UUID, permission: str) -> Enfant:
    return get_object_or_404(Enfant.objects.visible_to(request.user, permission), pk=enfant_id)


def _standing(request: RequeteConnectee, moment_id: UUID) -> MomentHistoire:
    rows = MomentHistoire.objects.visible_to(request.user, ECRIT).select_related("enfant")
    found = get_object_or_404(rows, pk=moment_id)
    if found.retire_le is not None:
        raise Http404
    _record([found.pk], found.enfant_id)
    return found


def _record(ids: list[UUID], enfant_id: UUID) -> None:
    record("histoire.lecture", objets=ids, enfants=[enfant_id], type_objet="enfants.MomentHistoire")


def _back(enfant: Enfant) -> tuple[str, str]:
    return f"Mon histoire : {enfant.prenom}", reverse("enfants:histoire", args=[enfant.pk])
