"""A child's school life: reading it, and writing schoolings, plans, internships and wishes."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from enfants.forms.scolarite import (
    CHAMPS_PLAN,
    CHAMPS_RECONDUITS,
    CHAMPS_SCOLARITE,
    CHAMPS_STAGE,
    CHAMPS_VOEU,
    JourForm,
    PlanForm,
    ScolariteForm,
    StageForm,
    VoeuForm,
)
from enfants.models import PlanScolaire, Scolarite, Stage, VoeuOrientation
from enfants.regles_scolarite import LIT
from enfants.selectors.scolarite import papiers_du_dossier, referents_possibles, vie_scolaire
from enfants.services import scolarite as services
from enfants.services.scolarite import ECRIT
from enfants.views.ecole import child, initial, row, saisir
from enfants.views.onglets import tabs_of
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.htmx import render_page


@requires(LIT)
@require_safe
def scolarite(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """The school life of a child; the same fragment is a panel of the child's page."""
    enfant = child(request, enfant_id, LIT)
    vie = vie_scolaire(request.user, enfant)
    record("scolarite.lecture", objets=vie.objets, enfants=[enfant.pk], type_objet="enfants.Scolarite")
    context = {
        "enfant": enfant,
        "vie": vie,
        "ecrit": request.user.has_perm(ECRIT, enfant),
        "onglets": tabs_of(request, enfant),
    }
    return render_page(request, "enfants/scolarite.html", context, fragment="contenu_panneau")


@requires(ECRIT)
@require_safe
def a_noter(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """What may be noted about school, without showing anything of what is there."""
    enfant = child(request, enfant_id)
    context = {"enfant": enfant, "onglets": tabs_of(request, enfant)}
    return render(request, "enfants/scolarite_a_noter.html", context)


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle_scolarite(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Another school, or another year: what does not change is there already, for who may read it."""
    enfant = child(request, enfant_id)
    start: dict[str, object] = {"version": 0}
    if request.user.has_perm(LIT, enfant):
        current = Scolarite.objects.visible_to(request.user, LIT).filter(enfant=enfant, fin__isnull=True)
        for found in current:
            start |= {nom: getattr(found, nom) for nom in CHAMPS_RECONDUITS}
            start["referent"] = found.referent_id
    return _scolarite(request, Scolarite(enfant=enfant), start, "Nouvelle école ou nouvelle année")


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_scolarite(request: RequeteConnectee, scolarite_id: UUID) -> HttpResponse:
    found = row(request, Scolarite, scolarite_id)
    start = initial(found, *CHAMPS_SCOLARITE) | {"referent": found.referent_id}
    return _scolarite(request, found, start, "Modifier cette scolarité")


def _scolarite(
    request: RequeteConnectee, found: Scolarite, start: dict[str, object], titre: str
) -> HttpResponse:
    form = ScolariteForm(request.POST or None, initial=start)
    form.propose(referents_possibles(found.enfant))
    return saisir(
        request,
        found,
        form,
        lambda: services.noter_scolarite(
            acteur=request.user, scolarite=form.apply(found), version_lue=form.version_lue
        ),
        titre=titre,
        message="La scolarité est enregistrée.",
    )


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def nouveau_plan(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    enfant = child(request, enfant_id)
    return _plan(request, PlanScolaire(enfant=enfant), "Ajouter un plan")


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_plan(request: RequeteConnectee, plan_id: UUID) -> HttpResponse:
    return _plan(request, row(request, PlanScolaire, plan_id), "Modifier le plan")


def _plan_form(request: RequeteConnectee, found: PlanScolaire, start: dict[str, object]) -> PlanForm:
    form = PlanForm(request.POST or None, initial=start)
    form.propose(papiers_du_dossier(request.user, found.enfant))
    return form


def _plan(request: RequeteConnectee, found: PlanScolaire, titre: str) -> HttpResponse:
    form = _plan_form(request, found, initial(found, *CHAMPS_PLAN, "document"))
    return saisir(
        request,
        found,
        form,
        lambda: services.noter_plan(
            acteur=request.user, plan=form.apply(found), version_lue=form.version_lue
        ),
        titre=titre,
        message="Le plan est enregistré.",
    )


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def renouveler_plan(request: RequeteConnectee, plan_id: UUID) -> HttpResponse:
    """The plan that follows: same kind, same adaptations, new dates."""
    former = row(request, PlanScolaire, plan_id)
    start: dict[str, object] = {nom: getattr(former, nom) for nom in ("nature", "amenagements")}
    form = _plan_form(request, former, start | {"debut": former.fin, "version": former.version})
    found = PlanScolaire(enfant=former.enfant)
    return saisir(
        request,
        found,
        form,
        lambda: services.renouveler_plan(
            acteur=request.user, ancien=former, plan=form.apply(found), version_lue=form.version_lue
        ),
        titre="Renouveler le plan",
        message="Le plan est renouvelé.",
    )


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def arreter_plan(request: RequeteConnectee, plan_id: UUID) -> HttpResponse:
    found = row(request, PlanScolaire, plan_id)
    form = JourForm(request.POST or None, initial={"version": found.version})
    return saisir(
        request,
        found,
        form,
        lambda: services.arreter_plan(
            acteur=request.user, plan=found, le=form.cleaned_data["le"], version_lue=form.version_lue
        ),
        titre="Ce plan s’arrête",
        chapo=f"{found.enfant.prenom} · il reste dans son dossier",
        message="L’arrêt du plan est noté.",
    )


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def nouveau_stage(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    return _stage(request, Stage(enfant=child(request, enfant_id)), "Ajouter un stage ou un apprentissage")


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_stage(request: RequeteConnectee, stage_id: UUID) -> HttpResponse:
    return _stage(request, row(request, Stage, stage_id), "Modifier le stage")


def _stage(request: RequeteConnectee, found: Stage, titre: str) -> HttpResponse:
    form = StageForm(request.POST or None, initial=initial(found, *CHAMPS_STAGE))
    return saisir(
        request,
        found,
        form,
        lambda: services.noter_stage(
            acteur=request.user, stage=form.apply(found), version_lue=form.version_lue
        ),
        titre=titre,
        message="Le stage est enregistré.",
    )


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def nouveau_voeu(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    return _voeu(request, VoeuOrientation(enfant=child(request, enfant_id)), "Noter un vœu d’orientation")


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_voeu(request: RequeteConnectee, voeu_id: UUID) -> HttpResponse:
    return _voeu(request, row(request, VoeuOrientation, voeu_id), "Suivre ce vœu")


def _voeu(request: RequeteConnectee, found: VoeuOrientation, titre: str) -> HttpResponse:
    form = VoeuForm(request.POST or None, initial=initial(found, *CHAMPS_VOEU))
    return saisir(
        request,
        found,
        form,
        lambda: services.noter_voeu(
            acteur=request.user, voeu=form.apply(found), version_lue=form.version_lue
        ),
        titre=titre,
        message="Le vœu est enregistré.",
    )
