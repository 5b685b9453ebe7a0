"""« Le village »: houses and their team, the people who work there, and maintaining both."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from socle.comptes.models import Utilisateur
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.roles import Capacite
from socle.outils.dates import aujourdhui
from socle.ui.htmx import announce, render_page
from socle.ui.pages import page_saisie
from villages.forms.organisation import (
    LienCompteForm,
    MaisonForm,
    ModificationMaisonForm,
    ProfessionnelForm,
    VillageForm,
    initial_of,
)
from villages.models import Association, Maison, Professionnel, Village
from villages.selectors.ecrans import (
    affectations_vues,
    nom_de,
    places_prevues,
    professionnels_vus,
    roles_a_donner,
    village_vu,
)
from villages.selectors.liste import liste_professionnels
from villages.selectors.places import places_des_maisons
from villages.services import enregistrer_maison, enregistrer_professionnel, enregistrer_village, lier_compte

# --- places ---------------------------------------------------------------------------


@requires("lire_organisation")
@require_safe
def villages(request: RequeteConnectee) -> HttpResponse:
    """The one village of the person, or the list of those they know."""
    found = list(Village.objects.visible_to(request.user, "lire_organisation"))
    if len(found) == 1:
        return redirect("villages:village", village_id=found[0].pk)
    contexte = {"villages": found, "ouvre": _whole_association(request)}
    return render(request, "villages/villages.html", contexte)


def _whole_association(request: RequeteConnectee) -> bool:
    return perimetre_de(request.user.pk).villages(Capacite.ECRIRE_ORGANISATION) is None


@requires("lire_organisation")
@require_safe
def village(request: RequeteConnectee, village_id: UUID) -> HttpResponse:
    """Houses, team and on-call duties of one village, tonight."""
    found = get_object_or_404(Village.objects.visible_to(request.user, "lire_organisation"), pk=village_id)
    contexte = {
        "page": village_vu(found),
        "ecrit": request.user.has_perm("ecrire_organisation", found),
        "affecte": request.user.has_perm("affecter", found),
    }
    return render(request, "villages/village.html", contexte)


@requires("ecrire_organisation")
@require_http_methods(["GET", "HEAD", "POST"])
def nouveau_village(request: RequeteConnectee) -> HttpResponse:
    """Open a village: the siège's."""
    if not _whole_association(request):
        raise PermissionDenied
    form = VillageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        neuf = form.apply(Village(pk=form.ident, association=get_object_or_404(Association)))
        if form.enregistre(
            lambda: enregistrer_village(acteur=request.user, village=neuf),
            deja=lambda ident: Village.objects.filter(pk=ident).exists(),
        ):
            messages.success(request, "Le village est enregistré.")
            return redirect("villages:village", village_id=neuf.pk)
    return page_saisie(
        request, form, titre="Nouveau village", retour=("Villages", reverse("villages:villages"))
    )


@requires("ecrire_organisation")
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_village(request: RequeteConnectee, village_id: UUID) -> HttpResponse:
    """Change the name and numbers of a village."""
    found = _village(request, village_id)
    form = VillageForm(
        request.POST or None,
        initial=initial_of(found, "nom", "finess", "telephone_astreinte", "zone_scolaire"),
    )
    if request.method == "POST" and form.is_valid():
        form.apply(found)
        if form.enregistre(lambda: enregistrer_village(acteur=request.user, village=found)):
            messages.success(request, "Le village est enregistré.")
            return redirect("villages:village", village_id=village_id)
    return page_saisie(request, form, titre="Modifier le village", retour=_back(village_id))


@requires("ecrire_organisation")
@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle_maison(request: RequeteConnectee, village_id: UUID) -> HttpResponse:
    """Open a house in a village."""
    found = _village(request, village_id)
    form = MaisonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        neuve = form.apply(Maison(pk=form.ident, village=found))
        if form.enregistre(
            lambda: enregistrer_maison(
                acteur=request.user,
                maison=neuve,
                places=form.cleaned_data["places"],
                a_partir_du=form.a_partir_du,
            ),
            deja=lambda ident: Maison.objects.filter(pk=ident, village=found).exists(),
        ):
            messages.success(request, "La maison est enregistrée.")
            return redirect("villages:village", village_id=village_id)
    return page_saisie(request, form, titre="Nouvelle maison", chapo=found.nom, retour=_back(village_id))


@requires("ecrire_organisation")
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_maison(request: RequeteConnectee, maison_id: UUID) -> HttpResponse:
    """Change a house; closing it is giving its date, changing its places says from when."""
    maison = get_object_or_404(Maison.objects.visible_to(request.user, "ecrire_organisation"), pk=maison_id)
    places, today = places_des_maisons([maison.pk]), aujourdhui()
    form = ModificationMaisonForm(
        request.POST or None,
        initial=initial_of(maison, "nom", "dispositif", "ouverte_le", "fermee_le")
        | {"places": places.le(maison.pk, today)},
        prevus=places_prevues(places, maison.pk, today),
    )
    if request.method == "POST" and form.is_valid():
        form.apply(maison)
        if form.enregistre(
            lambda: enregistrer_maison(
                acteur=request.user,
                maison=maison,
                places=form.cleaned_data["places"],
                a_partir_du=form.a_partir_du,
            )
        ):
            messages.success(request, "La maison est enregistrée.")
            return redirect("villages:village", village_id=maison.village_id)
    return page_saisie(request, form, titre="Modifier la maison", retour=_back(maison.village_id))


def _village(request: RequeteConnectee, village_id: UUID) -> Village:
    return get_object_or_404(Village.objects.visible_to(request.user, "ecrire_organisation"), pk=village_id)


def _back(village_id: UUID) -> tuple[str, str]:
    return "Le village", reverse("villages:village", args=[village_id])


# --- people ---------------------------------------------------------------------------


@requires("lire_organisation")
@require_safe
def professionnels(request: RequeteConnectee) -> HttpResponse:
    """The people of one's villages, and those waiting for a first assignment for whoever may give it."""
    liste = liste_professionnels(professionnels_vus(_people(request)), request.GET)
    contexte = {
        "liste": liste,
        "page": liste.page,
        "ecrit": request.user.has_perm("ecrire_organisation"),
        "affecte": request.user.has_perm("affecter"),
    }
    response = render_page(request, "villages/professionnels.html", contexte, fragment="resultats")
    return announce(response, f"{liste.nombre} personne{'s' if liste.nombre > 1 else ''}")


def _people(request: RequeteConnectee) -> list[Professionnel]:
    """Readers see who works in their villages; those who maintain or assign also see newcomers."""
    found: dict[UUID, Professionnel] = {}
    for capacite in (Capacite.LIRE_ORGANISATION, Capacite.ECRIRE_ORGANISATION, Capacite.AFFECTER):
        if request.user.has_perm(capacite):
            found |= {p.pk: p for p in Professionnel.objects.visible_to(request.user, capacite)}
    return list(found.values())


def _person(request: RequeteConnectee, ident: UUID) -> Professionnel:
    for capacite in (Capacite.LIRE_ORGANISATION, Capacite.ECRIRE_ORGANISATION, Capacite.AFFECTER):
        if request.user.has_perm(capacite):
            found = Professionnel.objects.visible_to(request.user, capacite).filter(pk=ident).first()
            if found is not None:
                return found
    raise Http404


@requires("lire_organisation")
@require_safe
def professionnel(request: RequeteConnectee, professionnel_id: UUID) -> HttpResponse:
    """A person: their name, and what they do, did and will do."""
    found = _person(request, professionnel_id)
    user = request.user
    soi = found.compte_id == user.pk
    ecrit = Professionnel.objects.visible_to(user, "ecrire_organisation").filter(pk=found.pk).exists()
    contexte = {
        "professionnel": found,
        "nom": nom_de(found),
        "affectations": affectations_vues(user, found),
        "soi": soi,
        "ecrit": ecrit,
        "peut_affecter": bool(roles_a_donner(user)) and not soi,
        "compte": found.compte if ecrit else None,
    }
    return render(request, "villages/professionnel.html", contexte)


@requires("ecrire_organisation")
@require_http_methods(["GET", "HEAD", "POST"])
def nouveau_professionnel(request: RequeteConnectee) -> HttpResponse:
    """Add a person; they see nothing until linked to an account and assigned."""
    form = ProfessionnelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        neuf = form.apply(Professionnel(pk=form.ident))
        if form.enregistre(
            lambda: enregistrer_professionnel(acteur=request.user, professionnel=neuf),
            deja=lambda ident: any(p.pk == ident for p in _people(request)),
        ):
            messages.success(
                request, "La personne est enregistrée. Il reste à lier son compte et à l’affecter."
            )
            return redirect("villages:professionnel", professionnel_id=neuf.pk)
    return page_saisie(
        request,
        form,
        titre="Ajouter un professionnel",
        retour=("Professionnels", reverse("villages:professionnels")),
    )


@requires("ecrire_organisation")
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_professionnel(request: RequeteConnectee, professionnel_id: UUID) -> HttpResponse:
    """Correct a person's name, or the address one writes to them at."""
    found = _writable(request, professionnel_id)
    form = ProfessionnelForm(request.POST or None, initial=initial_of(found, "prenom", "nom", "courriel"))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: enregistrer_professionnel(acteur=request.user, professionnel=form.apply(found))
        )
    ):
        messages.success(request, "La personne est enregistrée.")
        return redirect("villages:professionnel", professionnel_id=found.pk)
    return page_saisie(request, form, titre="Modifier la fiche", retour=_back_to_person(found))


@requires("ecrire_organisation")
@require_http_methods(["GET", "HEAD", "POST"])
def lier(request: RequeteConnectee, professionnel_id: UUID) -> HttpResponse:
    """Say which account is this person's; an unknown account and a refused one get the same sentence."""
    found = _writable(request, professionnel_id)
    form = LienCompteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        compte = Utilisateur.objects.filter(identifiant=form.cleaned_data["identifiant"]).first()

        def link() -> None:
            try:
                if compte is None:
                    raise PermissionDenied
                lier_compte(acteur=request.user, professionnel=found, compte=compte)
            except PermissionDenied as erreur:
                raise ValidationError(
                    {"identifiant": "Vous ne pouvez pas lier ce compte : vérifiez l’identifiant."}
                ) from erreur

        if form.enregistre(link):
            messages.success(request, "Le compte est lié.")
            return redirect("villages:professionnel", professionnel_id=found.pk)
    return page_saisie(
        request,
        form,
        titre="Lier un compte",
        chapo="Ce compte recevra toutes les affectations de cette personne. Le lien est définitif.",
        bouton="Lier",
        retour=_back_to_person(found),
    )


def _writable(request: RequeteConnectee, ident: UUID) -> Professionnel:
    return get_object_or_404(Professionnel.objects.visible_to(request.user, "ecrire_organisation"), pk=ident)


def _back_to_person(found: Professionnel) -> tuple[str, str]:
    return nom_de(found), reverse("villages:professionnel", args=[found.pk])
