"""Daily care of one child: reading it, and writing allergies, landmarks, treatments, appointments."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from enfants.enums import EtatRendezVous
from enfants.forms.soins import (
    CHAMPS_TRAITEMENT,
    AllergieForm,
    RendezVousForm,
    ReperesForm,
    TraitementForm,
)
from enfants.models import Allergie, Enfant, RendezVous, RepereSante, Traitement
from enfants.selectors.soins import soins_de
from enfants.services import soins as services
from enfants.views.onglets import tabs_of
from socle.audit.services import record
from socle.chiffrement.models import SealedModel
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.htmx import render_page
from socle.ui.pages import page_saisie

Soin = TypeVar("Soin", Allergie, RendezVous, Traitement)


@requires("lire_soin_quotidien")
@require_safe
def soins(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """What the house must know and do; the same fragment is a panel of the child's page."""
    enfant = _child(request, enfant_id, "lire_soin_quotidien")
    page = soins_de(request.user, enfant)
    record("soins.lecture", objets=page.objets, enfants=[enfant.pk], type_objet="enfants.Traitement")
    context = {
        "enfant": enfant,
        "soins": page,
        "ecrit": request.user.has_perm("ecrire_soin_quotidien", enfant),
        "onglets": tabs_of(request, enfant),
    }
    return render_page(request, "enfants/soins.html", context, fragment="contenu_panneau")


@requires("ecrire_soin_quotidien")
@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle_allergie(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    enfant = _child(request, enfant_id)
    return _allergie(request, Allergie(enfant=enfant, version=0), "Ajouter une allergie")


@requires("ecrire_soin_quotidien")
@require_http_methods(["GET", "HEAD", "POST"])
def allergie(request: RequeteConnectee, allergie_id: UUID) -> HttpResponse:
    found = _row(request, Allergie, allergie_id)
    if found.fin is not None:
        raise Http404
    return _allergie(request, found, "Modifier l’allergie")


def _allergie(request: RequeteConnectee, found: Allergie, titre: str) -> HttpResponse:
    form = AllergieForm(
        request.POST or None, initial=_initial(found, "substance", "gravite", "conduite", "version")
    )
    if request.method == "POST" and form.is_valid():
        _identify(found, form.ident)
        if form.enregistre(
            lambda: services.noter_allergie(
                acteur=request.user, allergie=form.apply(found), version_lue=form.version_lue
            ),
            deja=_already(found),
        ):
            return _saved(request, found.enfant, "L’allergie est enregistrée.")
    return page_saisie(request, form, titre=titre, chapo=str(found.enfant.prenom), retour=_back(found.enfant))


@requires("ecrire_soin_quotidien")
@require_http_methods(["GET", "HEAD", "POST"])
def lever_allergie(request: RequeteConnectee, allergie_id: UUID) -> HttpResponse:
    """End an allergy, after a question: it will leave every screen and paper."""
    found = _row(request, Allergie, allergie_id)
    retour = _back(found.enfant)
    if request.method == "POST":
        services.lever_allergie(acteur=request.user, allergie=found)
        return _saved(request, found.enfant, "L’allergie est levée.")
    return page_saisie(
        request,
        AllergieForm(),
        titre="Lever cette allergie ?",
        chapo=str(found.enfant.prenom),
        retour=retour,
        template="enfants/lever_allergie.html",
        allergie=found,
    )


@requires("ecrire_soin_quotidien")
@require_http_methods(["GET", "HEAD", "POST"])
def reperes(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Weight, doctor, what must be known in an emergency."""
    enfant = _child(request, enfant_id)
    rows = RepereSante.objects.visible_to(request.user, "ecrire_soin_quotidien")
    found = rows.filter(enfant=enfant).first() or RepereSante(enfant=enfant, version=0)
    noms = ("poids", "pese_le", "medecin", "medecin_telephone", "a_savoir", "version")
    form = ReperesForm(request.POST or None, initial=_initial(found, *noms))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: services.noter_reperes(
                acteur=request.user, reperes=form.apply(found), version_lue=form.version_lue
            )
        )
    ):
        return _saved(request, enfant, "Les repères sont enregistrés.")
    return page_saisie(
        request, form, titre="Repères de santé", chapo=str(enfant.prenom), retour=_back(enfant)
    )


@requires("ecrire_soin_quotidien")
@require_http_methods(["GET", "HEAD", "POST"])
def nouveau_traitement(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Begin a treatment."""
    enfant = _child(request, enfant_id)
    form = TraitementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = form.apply(Traitement(pk=form.ident, enfant=enfant))
        if form.enregistre(
            lambda: services.prescrire(acteur=request.user, traitement=found), deja=_already(found)
        ):
            return _saved(request, enfant, "Le traitement est enregistré.")
    return page_saisie(
        request,
        form,
        titre="Ajouter un traitement",
        chapo=f"{enfant.prenom} · l’ordonnance sous les yeux",
        retour=_back(enfant),
    )


@requires("ecrire_soin_quotidien")
@require_http_methods(["GET", "HEAD", "POST"])
def traitement(request: RequeteConnectee, traitement_id: UUID) -> HttpResponse:
    """Change a treatment or its last day; doses already noted keep their words."""
    found = _row(request, Traitement, traitement_id)
    form = TraitementForm(request.POST or None, initial=_initial(found, *CHAMPS_TRAITEMENT, "version"))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: services.modifier_traitement(
                acteur=request.user, traitement=form.apply(found), version_lue=form.version_lue
            )
        )
    ):
        return _saved(request, found.enfant, "Le traitement est modifié.")
    return page_saisie(
        request,
        form,
        titre="Modifier le traitement",
        chapo=f"{found.enfant.prenom} · pour arrêter, donnez le dernier jour",
        retour=_back(found.enfant),
    )


@requires("ecrire_soin_quotidien")
@require_http_methods(["GET", "HEAD", "POST"])
def nouveau_rendez_vous(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    enfant = _child(request, enfant_id)
    return _rendez_vous(request, RendezVous(enfant=enfant, version=0), "Ajouter un rendez-vous")


@requires("ecrire_soin_quotidien")
@require_http_methods(["GET", "HEAD", "POST"])
def rendez_vous(request: RequeteConnectee, rendez_vous_id: UUID) -> HttpResponse:
    return _rendez_vous(request, _row(request, RendezVous, rendez_vous_id), "Rendez-vous")


def _rendez_vous(request: RequeteConnectee, found: RendezVous, titre: str) -> HttpResponse:
    """One form to plan it and to say what became of it; once done, the next one is offered."""
    initial = _initial(found, "objet", "lieu", "accompagnant", "etat", "suite", "version")
    form = RendezVousForm(request.POST or None, initial={**initial, "jour": found.le})
    if request.method == "POST" and form.is_valid():
        _identify(found, form.ident)
        if form.enregistre(
            lambda: services.noter_rendez_vous(
                acteur=request.user, rendez_vous=form.apply(found), version_lue=form.version_lue
            ),
            deja=_already(found),
        ):
            saved = _saved(request, found.enfant, "Le rendez-vous est enregistré.")
            if found.etat == EtatRendezVous.FAIT:
                messages.info(request, "S’il y en a un prochain, ajoutez-le maintenant.")
            return saved
    return page_saisie(
        request,
        form,
        titre=titre,
        chapo=f"{found.enfant.prenom} · lu par toute la maison",
        retour=_back(found.enfant),
    )


# --- inside ---------------------------------------------------------------------------


def _child(request: RequeteConnectee, enfant_id: UUID, permission: str = "ecrire_soin_quotidien") -> Enfant:
    return get_object_or_404(Enfant.objects.visible_to(request.user, permission), pk=enfant_id)


def _row(request: RequeteConnectee, model: type[Soin], pk: UUID) -> Soin:
    rows = model._default_manager.visible_to(request.user, "ecrire_soin_quotidien")
    found: Soin = get_object_or_404(rows.select_related("enfant"), pk=pk)
    record("soins.lecture", objets=[found.pk], enfants=[found.enfant_id], type_objet=found._meta.label)
    return found


def _initial(found: SealedModel, *noms: str) -> dict[str, object]:
    return {nom: getattr(found, nom) for nom in noms}


def _identify(found: Allergie | RendezVous, ident: UUID) -> None:
    """What is created takes the id of its form, so that a second sending finds it."""
    if found._state.adding:
        found.pk = ident


def _already(found: Allergie | RendezVous | Traitement) -> Callable[[UUID], bool] | None:
    """Whether an earlier sending of the form created the row; a change is never « already » done."""
    if not found._state.adding:
        return None
    return lambda ident: type(found).objects.filter(pk=ident, enfant_id=found.enfant_id).exists()


def _back(enfant: Enfant) -> tuple[str, str]:
    return str(enfant.prenom), reverse("enfants:soins", args=[enfant.pk])


def _saved(request: RequeteConnectee, enfant: Enfant, phrase: str) -> HttpResponse:
    messages.success(request, phrase)
    return redirect("enfants:soins", enfant_id=enfant.pk)
