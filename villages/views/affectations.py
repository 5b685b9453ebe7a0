"""Giving and ending roles, planning relays and on-call duties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from socle.habilitations.decorators import RequeteConnectee, requires
from socle.habilitations.roles import ROLES_DU_SIEGE, Capacite, Role
from socle.ui.pages import page_saisie
from villages.accueil import accueil
from villages.forms.affectations import (
    AffecterAilleursForm,
    AffecterForm,
    AstreinteDatesForm,
    AstreinteForm,
    RelaisDatesForm,
    RelaisForm,
    TerminerForm,
)
from villages.forms.organisation import initial_of
from villages.models import Affectation, Astreinte, Maison, Professionnel, Relais, Village
from villages.selectors.ecrans import lieu_et_role, nom_de, roles_a_donner, roster
from villages.services import affecter as donner
from villages.services import (
    planifier_astreinte,
    planifier_relais,
    terminer_affectation,
    trouver_un_professionnel,
)

RELAIS = ("maison", "professionnel")


def _giving(request: RequeteConnectee) -> list[str]:
    """Capacities by which this person gives roles."""
    return [c for c in (Capacite.AFFECTER, Capacite.AFFECTER_DIRECTION) if request.user.has_perm(c)]


@requires("lire_organisation")
@require_http_methods(["GET", "HEAD", "POST"])
def affecter(request: RequeteConnectee, professionnel_id: UUID) -> HttpResponse:
    """Give a role: the direction in its village, the siège for directions; never to oneself."""
    user, found = request.user, None
    villages: dict[UUID, Village] = {}
    for capacite in _giving(request):
        found = found or Professionnel.objects.visible_to(user, capacite).filter(pk=professionnel_id).first()
        villages |= {v.pk: v for v in Village.objects.visible_to(user, capacite)}
    if found is None or _own(request, found):
        raise Http404
    form = AffecterForm(request.POST or None, **_choices(request, villages))
    retour = (nom_de(found), reverse("villages:professionnel", args=[found.pk]))
    if request.method == "POST" and form.is_valid() and _give(request, form, found):
        return redirect(retour[1])
    return page_saisie(request, form, titre=f"Affecter {retour[0]}", bouton="Affecter", retour=retour)


@requires("affecter")
@require_http_methods(["GET", "HEAD", "POST"])
def affecter_ailleurs(request: RequeteConnectee) -> HttpResponse:
    """Give a role here to somebody of another village, whom one names exactly."""
    villages = {v.pk: v for v in Village.objects.visible_to(request.user, "affecter")}
    ici = next(iter(villages.values()))
    form = AffecterAilleursForm(
        request.POST or None,
        chercher=_finder(request, Capacite.AFFECTER, ici),
        **_choices(request, villages),
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.trouve is not None
        and _give(request, form, form.trouve)
    ):
        return redirect("villages:professionnel", professionnel_id=form.trouve.pk)
    return page_saisie(
        request,
        form,
        titre="Affecter quelqu’un d’un autre village",
        chapo="Vous lui donnez un rôle ici ; le sien, là-bas, ne change pas. Votre recherche est notée.",
        bouton="Affecter",
        retour=("Professionnels", reverse("villages:professionnels")),
    )


def _finder(
    request: RequeteConnectee, capacite: Capacite, village: Village
) -> Callable[[str], Professionnel]:
    return lambda texte: trouver_un_professionnel(
        acteur=request.user, capacite=capacite, village=village, texte=texte
    )


def _choices(request: RequeteConnectee, villages: dict[UUID, Village]) -> dict[str, Any]:
    """What an assignment may point at, for this person."""
    user = request.user
    maisons = Maison.objects.visible_to(user, "affecter").filter(fermee_le__isnull=True)
    enfants: dict[UUID, str] = {}
    for village in Village.objects.visible_to(user, "affecter"):
        enfants |= accueil().enfants_du_village(user, village.pk)
    return {
        "roles": roles_a_donner(user),
        "villages": sorted(villages.values(), key=lambda v: v.nom),
        "maisons": list(maisons.select_related("village").order_by("nom")),
        "enfants": enfants,
    }


def _give(request: RequeteConnectee, form: AffecterForm, found: Professionnel) -> bool:
    """Give the role of a valid form; what the service refuses stands beside its field."""
    data = form.cleaned_data
    done = form.enregistre(
        lambda: donner(
            acteur=request.user,
            professionnel=found,
            role=Role(data["role"]),
            village=_where(form),
            maison=form.choisi("maison") if "maison" in form.fields else None,
            enfant_id=form.choisi("enfant") if "enfant" in form.fields else None,
            debut=data["debut"],
            fin=data["fin"],
            motif=data["motif"],
            ident=form.ident,
        ),
        deja=lambda ident: Affectation.objects.filter(pk=ident, professionnel=found).exists(),
    )
    if done:
        messages.success(request, "L’affectation est enregistrée.")
    return done


def _where(form: AffecterForm) -> Village | None:
    """A role of the association has no village; the direction of a village has one."""
    role = Role(form.cleaned_data["role"])
    if role in ROLES_DU_SIEGE and role is not Role.DIRECTEUR:
        return None
    village: Village | None = form.choisi("village")
    return village


def _own(request: RequeteConnectee, professionnel: Professionnel) -> bool:
    compte = professionnel.compte
    return compte is not None and request.user.pk in (compte.pk, compte.cree_par_id)


@requires("lire_organisation")
@require_http_methods(["GET", "HEAD", "POST"])
def terminer(request: RequeteConnectee, affectation_id: UUID) -> HttpResponse:
    """End a role on a day."""
    rows = Affectation.objects.select_related("professionnel", "village", "maison")
    found = get_object_or_404(rows, pk=affectation_id)
    user = request.user
    if found.role in ROLES_DU_SIEGE:
        may = user.has_perm(Capacite.AFFECTER_DIRECTION)
    else:
        may = user.has_perm(Capacite.AFFECTER, found)
    if not may or _own(request, found.professionnel):
        raise Http404
    form = TerminerForm(request.POST or None)
    retour = (nom_de(found.professionnel), reverse("villages:professionnel", args=[found.professionnel_id]))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: terminer_affectation(acteur=user, affectation=found, fin=form.cleaned_data["fin"])
        )
    ):
        messages.success(request, "La fin de l’affectation est enregistrée.")
        return redirect(retour[1])
    chapo = f"{lieu_et_role(found)}."
    return page_saisie(request, form, titre="Mettre fin à une affectation", chapo=chapo, retour=retour)


# --- relays ---------------------------------------------------------------------------


@requires("ecrire_organisation")
@require_http_methods(["GET", "HEAD", "POST"])
def nouveau_relais(request: RequeteConnectee, village_id: UUID) -> HttpResponse:
    """Plan who replaces the éducateur familial of a house, and when."""
    village = get_object_or_404(
        Village.objects.visible_to(request.user, "ecrire_organisation"), pk=village_id
    )
    maisons = list(Maison.objects.filter(village=village, fermee_le__isnull=True).order_by("nom"))
    gens = Professionnel.objects.visible_to(request.user, "ecrire_organisation")
    form = RelaisForm(
        request.POST or None,
        initial={"maison": request.GET.get("maison", "")},
        maisons=maisons,
        professionnels=list(gens.exclude(compte=request.user)),
        chercher=_finder(request, Capacite.ECRIRE_ORGANISATION, village),
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        relais = Relais(
            pk=form.ident,
            maison=form.choisi("maison"),
            professionnel=form.personne(),
            **{name: data[name] for name in ("debut", "fin", "dit_aux_enfants", "motif")},
        )
        if form.enregistre(
            lambda: planifier_relais(acteur=request.user, relais=relais),
            deja=lambda ident: Relais.objects.filter(pk=ident, maison__village=village).exists(),
        ):
            messages.success(request, "Le relais est enregistré.")
            return redirect("villages:village", village_id=village.pk)
    return page_saisie(
        request,
        form,
        titre="Planifier un relais",
        chapo="La personne verra les dossiers de la maison pendant ces jours, et pas un de plus.",
        retour=("Le village", reverse("villages:village", args=[village.pk])),
    )


@requires("ecrire_organisation")
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_relais(request: RequeteConnectee, relais_id: UUID) -> HttpResponse:
    """Correct the dates of a relay, or say that the children know."""
    rows = Relais.objects.visible_to(request.user, "ecrire_organisation")
    relais = get_object_or_404(rows.select_related("maison", "professionnel"), pk=relais_id)
    if _own(request, relais.professionnel):
        raise Http404
    noms = ("debut", "fin", "dit_aux_enfants", "motif")
    form = RelaisDatesForm(request.POST or None, initial=initial_of(relais, *noms))
    if request.method == "POST" and form.is_valid():
        for nom in noms:
            setattr(relais, nom, form.cleaned_data[nom])
        if form.enregistre(lambda: planifier_relais(acteur=request.user, relais=relais)):
            messages.success(request, "Le relais est enregistré.")
            return redirect("villages:village", village_id=relais.maison.village_id)
    return page_saisie(
        request,
        form,
        titre="Modifier le relais",
        chapo=f"{nom_de(relais.professionnel)}, {relais.maison.nom}",
        retour=("Le village", reverse("villages:village", args=[relais.maison.village_id])),
    )


# --- on-call duties -------------------------------------------------------------------


@requires("lire_organisation")
@require_safe
def astreintes(request: RequeteConnectee, village_id: UUID) -> HttpResponse:
    """The roster in force and to come."""
    village = get_object_or_404(Village.objects.visible_to(request.user, "lire_organisation"), pk=village_id)
    contexte = {
        "village": village,
        "lignes": roster(village),
        "affecte": request.user.has_perm("affecter", village),
    }
    return render(request, "villages/astreintes.html", contexte)


@requires("affecter")
@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle_astreinte(request: RequeteConnectee, village_id: UUID) -> HttpResponse:
    """Put somebody on call for a village."""
    village = get_object_or_404(Village.objects.visible_to(request.user, "affecter"), pk=village_id)
    gens = Professionnel.objects.visible_to(request.user, "affecter").exclude(compte=request.user)
    form = AstreinteForm(
        request.POST or None,
        professionnels=list(gens),
        chercher=_finder(request, Capacite.AFFECTER, village),
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        astreinte = Astreinte(
            pk=form.ident,
            village=village,
            professionnel=form.personne(),
            **{name: data[name] for name in ("rang", "debut", "fin", "telephone")},
        )
        if form.enregistre(
            lambda: planifier_astreinte(acteur=request.user, astreinte=astreinte),
            deja=lambda ident: Astreinte.objects.filter(pk=ident, village=village).exists(),
        ):
            messages.success(request, "L’astreinte est enregistrée.")
            return redirect("villages:astreintes", village_id=village.pk)
    return page_saisie(
        request,
        form,
        titre="Ajouter une astreinte",
        chapo="La personne verra les dossiers du village pendant ces jours.",
        retour=("Astreintes", reverse("villages:astreintes", args=[village.pk])),
    )


@requires("affecter")
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_astreinte(request: RequeteConnectee, astreinte_id: UUID) -> HttpResponse:
    """Correct the dates, the rank or the number of a duty."""
    rows = Astreinte.objects.visible_to(request.user, "affecter").select_related("professionnel")
    astreinte = get_object_or_404(rows, pk=astreinte_id)
    if _own(request, astreinte.professionnel):
        raise Http404
    noms = ("rang", "debut", "fin", "telephone")
    form = AstreinteDatesForm(request.POST or None, initial=initial_of(astreinte, *noms))
    if request.method == "POST" and form.is_valid():
        for nom in noms:
            setattr(astreinte, nom, form.cleaned_data[nom])
        if form.enregistre(lambda: planifier_astreinte(acteur=request.user, astreinte=astreinte)):
            messages.success(request, "L’astreinte est enregistrée.")
            return redirect("villages:astreintes", village_id=astreinte.village_id)
    return page_saisie(
        request,
        form,
        titre="Modifier l’astreinte",
        chapo=nom_de(astreinte.professionnel),
        retour=("Astreintes", reverse("villages:astreintes", args=[astreinte.village_id])),
    )
