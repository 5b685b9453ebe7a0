"""Separations of siblings: what was decided and why, who was told, and looking at it again."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from fratries.forms.separation import (
    ASEPrevenueForm,
    FinSeparationForm,
    JugeInformeForm,
    RevueForm,
    SeparationForm,
)
from fratries.models import Fratrie, RevueSeparation, Separation
from fratries.regles import LIT
from fratries.selectors.rencontres_separes import suivis_des_separations
from fratries.selectors.separation import noms_des_membres, separations_vues, vit_separee_sans_decision
from fratries.selectors.versions_separation import versions_des_separations
from fratries.services import separation as services
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.pages import page_saisie
from socle.ui.saisie import SaisieForm, moment

ECRIT = services.ECRIT


def _group(request: RequeteConnectee, ident: UUID, permission: str) -> Fratrie:
    return get_object_or_404(Fratrie.objects.opened_for(request.user, permission), pk=ident)


def separation_ou_404(request: RequeteConnectee, ident: UUID) -> Separation:
    rows = Separation.objects.visible_to(request.user, ECRIT).select_related("fratrie")
    return get_object_or_404(rows, pk=ident)


def page_des_separations(fratrie_id: UUID) -> str:
    return reverse("fratries:separations", args=[fratrie_id])


@requires("lire_famille")
@require_safe
def separations(request: RequeteConnectee, fratrie_id: UUID) -> HttpResponse:
    """Every separation of the group, with its reasons, its clocks and its reviews."""
    fratrie = _group(request, fratrie_id, LIT)
    found = separations_vues(request.user, fratrie)
    noms = noms_des_membres(request.user, fratrie)
    former = versions_des_separations([vue.separation for vue in found], noms)
    record(
        "separations.lecture",
        objets=[fratrie.pk, *(vue.separation.pk for vue in found)],
        enfants=[m.enfant_id for m, _ in noms.values() if m.enfant_id],
        type_objet="fratries.Fratrie",
    )
    contexte = {
        "fratrie": fratrie,
        "noms": [nom for _, nom in noms.values()],
        "separations": [(vue, former.get(vue.separation.pk, [])) for vue in found],
        "a_decider": vit_separee_sans_decision(request.user, fratrie),
        "ecrit": Fratrie.objects.opened_for(request.user, ECRIT).filter(pk=fratrie.pk).exists(),
    }
    return render(request, "fratries/separations.html", contexte)


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle(request: RequeteConnectee, fratrie_id: UUID) -> HttpResponse:
    """Record a decision by which siblings live apart."""
    fratrie = _group(request, fratrie_id, ECRIT)
    membres = noms_des_membres(request.user, fratrie)
    form = SeparationForm(request.POST or None, membres=membres)
    record(
        "separations.lecture",
        objets=[fratrie.pk],
        enfants=[m.enfant_id for m, _ in membres.values() if m.enfant_id],
        type_objet="fratries.Fratrie",
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: services.decider_separation(acteur=request.user, separation=form.separation(fratrie.pk)),
            deja=lambda ident: Separation.objects.filter(pk=ident, fratrie=fratrie).exists(),
        )
    ):
        messages.success(request, "La séparation est enregistrée. Prévenez l’ASE aujourd’hui.")
        return redirect(page_des_separations(fratrie.pk))
    return page_saisie(
        request,
        form,
        titre="Enregistrer une séparation",
        chapo="Des frères et sœurs vivent ensemble, sauf si leur intérêt commande le contraire.",
        retour=("Séparations", page_des_separations(fratrie.pk)),
    )


def _saisir(
    request: RequeteConnectee,
    separation: Separation,
    form: SaisieForm,
    acte: Callable[[], object],
    *,
    deja: Callable[[UUID], bool] | None = None,
    titre: str,
    chapo: str = "",
    message: str,
) -> HttpResponse:
    """One act on a separation, typed on one page; back to the list once it is done."""
    if request.method == "POST" and form.is_valid() and form.enregistre(acte, deja=deja):
        messages.success(request, message)
        return redirect(page_des_separations(separation.fratrie_id))
    return page_saisie(
        request,
        form,
        titre=titre,
        chapo=chapo,
        retour=("Séparations", page_des_separations(separation.fratrie_id)),
    )


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def prevenir(request: RequeteConnectee, separation_id: UUID) -> HttpResponse:
    """The ASE was warned: when, how, by whom."""
    separation = separation_ou_404(request, separation_id)
    form = ASEPrevenueForm(request.POST or None)

    def act() -> None:
        data = form.cleaned_data
        services.noter_ase_prevenue(
            acteur=request.user,
            separation=separation,
            le=moment(data["le"], data["heure"]),
            canal=data["canal"],
            par=data["par"],
        )

    return _saisir(
        request,
        separation,
        form,
        act,
        titre="L’ASE est prévenue",
        chapo="Le jour même de la décision.",
        message="C’est noté : l’ASE est prévenue.",
    )


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def informer(request: RequeteConnectee, separation_id: UUID) -> HttpResponse:
    """The ASE has told the judge: the day it gives."""
    separation = separation_ou_404(request, separation_id)
    form = JugeInformeForm(request.POST or None)
    return _saisir(
        request,
        separation,
        form,
        lambda: services.noter_juge_informe(
            acteur=request.user, separation=separation, le=form.cleaned_data["le"]
        ),
        titre="Le juge est informé",
        chapo="C’est à l’ASE de le faire, sous 48 h ; ici on note qu’elle l’a fait.",
        message="C’est noté : le juge est informé.",
    )


def _suivi(request: RequeteConnectee, separation: Separation) -> str:
    membres = [membre for membre, _ in noms_des_membres(request.user, separation.fratrie).values()]
    return suivis_des_separations(request.user, [separation], membres)[separation.pk].phrase


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def revoir(request: RequeteConnectee, separation_id: UUID) -> HttpResponse:
    """A review, at least every six months."""
    separation = separation_ou_404(request, separation_id)
    form = RevueForm(request.POST or None)
    return _saisir(
        request,
        separation,
        form,
        lambda: services.noter_revue(acteur=request.user, revue=form.revue(separation)),
        deja=lambda ident: RevueSeparation.objects.filter(pk=ident, separation=separation).exists(),
        titre="Revoir la séparation",
        chapo=f"{_suivi(request, separation)} Une fois enregistrée, une revue ne se modifie plus.",
        message="La revue est enregistrée.",
    )


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def terminer(request: RequeteConnectee, separation_id: UUID) -> HttpResponse:
    """They live together again."""
    separation = separation_ou_404(request, separation_id)
    form = FinSeparationForm(request.POST or None)
    return _saisir(
        request,
        separation,
        form,
        lambda: services.mettre_fin(acteur=request.user, separation=separation, le=form.cleaned_data["le"]),
        titre="Fin de la séparation",
        chapo="Ils vivent de nouveau ensemble, ou la décision ne tient plus.",
        message="La séparation a pris fin.",
    )
