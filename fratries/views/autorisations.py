"""Requests for authorisation: asked from « Qui décide ? », reminded, answered, put to the judge."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from enfants.views.onglets import tabs_of
from fratries.enums import NatureEtape
from fratries.forms.autorisations import DecisionJugeForm, DemandeForm, EtapeForm, ReponseForm, SaisineForm
from fratries.forms.revisions import RevisionForm
from fratries.models import DemandeAutorisation, EtapeAutorisation
from fratries.selectors.autorisations import LIT, demande_vue, demandes_de, demandes_en_attente
from fratries.selectors.decision import titulaires_de
from fratries.selectors.freres import freres_et_soeurs
from fratries.services import autorisations as services
from fratries.services.autorisations import ECRIT
from fratries.views.acces import enfant_ou_404, vers_autorisations
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.htmx import render_page
from socle.ui.pages import page_saisie


def _request(request: RequeteConnectee, ident: UUID, permission: str = ECRIT) -> DemandeAutorisation:
    rows = DemandeAutorisation.objects.visible_to(request.user, permission).select_related("enfant")
    demande = get_object_or_404(rows, pk=ident)
    record(
        "autorisations.lecture",
        enfants=[demande.enfant_id],
        objets=[demande.pk],
        type_objet="fratries.DemandeAutorisation",
    )
    return demande


def _back(demande: DemandeAutorisation) -> tuple[str, str]:
    return "La demande", reverse("fratries:autorisation", args=[demande.pk])


@requires("ecrire_organisation")
@require_safe
def en_attente(request: RequeteConnectee) -> HttpResponse:
    """What is awaited for the children one answers for, the oldest first."""
    found = demandes_en_attente(request.user)
    record(
        "autorisations.liste",
        enfants=list({vue.demande.enfant_id for vue in found}),
        objets=[vue.demande.pk for vue in found],
        type_objet="fratries.DemandeAutorisation",
    )
    return render(request, "fratries/autorisations_en_attente.html", {"demandes": found})


@requires("lire_famille_consentements")
@require_safe
def liste(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """The requests about one child: those awaited, then the closed ones, folded."""
    enfant = enfant_ou_404(request, enfant_id, LIT)
    found = demandes_de(request.user, enfant)
    record(
        "autorisations.lecture",
        enfants=[enfant.pk],
        objets=[vue.demande.pk for vue in found],
        type_objet="fratries.DemandeAutorisation",
    )
    contexte = {
        "enfant": enfant,
        "attendues": [vue for vue in found if vue.demande.attend],
        "closes": [vue for vue in found if not vue.demande.attend],
        "ecrit": request.user.has_perm(ECRIT, enfant),
        "onglets": tabs_of(request, enfant),
    }
    return render_page(request, "fratries/autorisations.html", contexte, fragment="contenu_panneau")


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Ask for one act, prefilled when one comes from « Qui décide ? »."""
    enfant = enfant_ou_404(request, enfant_id, ECRIT)
    holders = [h for h in titulaires_de(request.user, enfant, LIT) if h.autorite.proche_id is not None]
    autres = freres_et_soeurs(request.user, enfant, ECRIT)
    form = DemandeForm(
        request.POST or None,
        titulaires={h.autorite.proche_id: h.nom for h in holders if h.autorite.proche_id},
        autres={pk: str(e.prenom) for pk, e in autres.items()},
        initial={
            "acte": request.GET.get("acte", ""),
            "proches": [str(h.autorite.proche_id) for h in holders if h.decide],
        },
    )
    record(
        "famille.qui_decide",
        enfants=[enfant.pk],
        objets=[h.autorite.pk for h in holders],
        type_objet="fratries.AutoriteParentale",
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: services.demander(acteur=request.user, demandes=form.demandes(enfant, autres)),
            deja=lambda ident: DemandeAutorisation.objects.filter(pk=ident, enfant=enfant).exists(),
        )
    ):
        messages.success(request, "La demande est enregistrée.")
        return redirect("fratries:autorisation", autorisation_id=form.ident)
    return page_saisie(
        request,
        form,
        titre="Demander une autorisation",
        chapo="Pour un acte que la maison ne décide pas seule. Ici on garde la trace de la demande et de la réponse.",
        retour=vers_autorisations(enfant.pk),
    )


@requires("lire_famille_consentements")
@require_safe
def autorisation(request: RequeteConnectee, autorisation_id: UUID) -> HttpResponse:
    """One request: everything known, in the order it happened."""
    demande = _request(request, autorisation_id, LIT)
    contexte = {
        "vue": demande_vue(request.user, demande),
        "ecrit": request.user.has_perm(ECRIT, demande),
        "retour": vers_autorisations(demande.enfant_id),
        "juge_attendu": demande.juge_saisi_le is not None and not demande.juge_reponse,
    }
    return render(request, "fratries/autorisation.html", contexte)


def _step(
    request: RequeteConnectee, autorisation_id: UUID, nature: NatureEtape, *, titre: str, chapo: str
) -> HttpResponse:
    demande = _request(request, autorisation_id)
    form = EtapeForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: services.noter_etape(acteur=request.user, etape=form.etape(demande, nature)),
            deja=lambda ident: EtapeAutorisation.objects.filter(pk=ident, demande=demande).exists(),
        )
    ):
        messages.success(request, "C’est noté.")
        return redirect(_back(demande)[1])
    return page_saisie(request, form, titre=titre, chapo=chapo, retour=_back(demande))


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def relancer(request: RequeteConnectee, autorisation_id: UUID) -> HttpResponse:
    """A reminder: when, how, by whom."""
    return _step(
        request,
        autorisation_id,
        NatureEtape.RELANCE,
        titre="Noter une relance",
        chapo="Les relances datées servent si le juge doit être saisi. Une fois notée, elle ne se modifie plus.",
    )


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def informer(request: RequeteConnectee, autorisation_id: UUID) -> HttpResponse:
    """What the parents were told, whoever decides."""
    return _step(
        request,
        autorisation_id,
        NatureEtape.INFORMATION,
        titre="Information donnée aux parents",
        chapo="Même quand ils ne décident pas, les parents gardent le droit d’être informés.",
    )


def _answer(
    request: RequeteConnectee,
    demande: DemandeAutorisation,
    form: RevisionForm,
    acte: Callable[[], object],
    *,
    titre: str,
    chapo: str = "",
) -> HttpResponse:
    """One act on a request, on the state that was shown."""
    if request.method == "POST" and form.is_valid():
        demande.revision = form.cleaned_data["revision"]
        if form.enregistre_revision(acte):
            messages.success(request, "C’est enregistré.")
            return redirect(_back(demande)[1])
    return page_saisie(
        request,
        form,
        titre=titre,
        chapo=chapo,
        retour=_back(demande),
        template="fratries/saisie_revision.html",
    )


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def repondre(request: RequeteConnectee, autorisation_id: UUID) -> HttpResponse:
    """What was answered, or that nobody did."""
    demande = _request(request, autorisation_id)
    initial = ReponseForm.initial_of(demande)
    if demande.repondue_le is None:
        del initial["repondue_le"]
    form = ReponseForm(request.POST or None, initial=initial)

    def act() -> None:
        form.poser(demande)
        services.noter_reponse(acteur=request.user, demande=demande)

    return _answer(request, demande, form, act, titre="Noter la réponse")


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def saisir(request: RequeteConnectee, autorisation_id: UUID) -> HttpResponse:
    """The judge is asked to allow this one act."""
    demande = _request(request, autorisation_id)
    form = SaisineForm(request.POST or None, initial={"revision": demande.revision})

    def act() -> None:
        data = form.cleaned_data
        services.saisir_juge(acteur=request.user, demande=demande, le=data["le"], motif=data["motif"])

    return _answer(
        request,
        demande,
        form,
        act,
        titre="Saisir le juge pour cet acte",
        chapo="Après un refus injustifié ou sans réponse, le juge des enfants peut exceptionnellement autoriser "
        "un acte (Code civil, article 375-7, alinéa 2).",
    )


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def decider(request: RequeteConnectee, autorisation_id: UUID) -> HttpResponse:
    """What the judge decided."""
    demande = _request(request, autorisation_id)
    form = DecisionJugeForm(request.POST or None, initial={"revision": demande.revision})

    def act() -> None:
        data = form.cleaned_data
        services.noter_decision_du_juge(
            acteur=request.user,
            demande=demande,
            reponse=data["reponse"],
            le=data["le"],
            reference=data["reference"],
        )

    return _answer(request, demande, form, act, titre="Décision du juge")
