"""Sibling groups: who is in them, wherever each lives."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from fratries.forms.groupe import ConstituerForm, MembreForm, NouveauMembreForm
from fratries.models import Fratrie, MembreFratrie
from fratries.regles import LIT
from fratries.selectors.groupe import enfants_a_reunir, groupes_vus
from fratries.selectors.liste import liste_fratries
from fratries.selectors.separation import vit_separee_sans_decision
from fratries.services.groupe import constituer_fratrie, enregistrer_membre, membre_de
from socle.audit.services import record
from socle.chiffrement.values import Illisible
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.htmx import announce, render_page
from socle.ui.pages import page_saisie


@requires("lire_identite")
@require_safe
def groupes(request: RequeteConnectee) -> HttpResponse:
    """The sibling groups of one's perimeter; filters and order stand in the address."""
    found = groupes_vus(request.user, Fratrie.objects.visible_to(request.user, "lire_identite"))
    liste = liste_fratries(found, request.GET)
    page = liste.page
    record("fratries.liste", objets=[g.fratrie.pk for g in page], type_objet="fratries.Fratrie")
    contexte = {"liste": liste, "page": page, "ecrit": request.user.has_perm("ecrire_identite")}
    response = render_page(request, "fratries/groupes.html", contexte, fragment="resultats")
    return announce(response, f"{liste.nombre} fratrie{'s' if liste.nombre > 1 else ''}")


@requires("lire_identite")
@require_safe
def groupe(request: RequeteConnectee, fratrie_id: UUID) -> HttpResponse:
    """One group; a sibling whose file is out of reach is named, without a link."""
    fratrie = _group(request, fratrie_id, "lire_identite")
    [vu] = groupes_vus(request.user, [fratrie])
    enfants = [m.dossier for m in vu.membres if m.dossier]
    record("fratries.ouverte", objets=[fratrie.pk], enfants=enfants, type_objet="fratries.Fratrie")
    lit_famille = Fratrie.objects.opened_for(request.user, LIT).filter(pk=fratrie.pk).exists()
    contexte = {
        "groupe": vu,
        "ecrit": request.user.has_perm("ecrire_identite", fratrie),
        "lit_famille": lit_famille,
        "a_decider": lit_famille and vit_separee_sans_decision(request.user, fratrie),
    }
    return render(request, "fratries/groupe.html", contexte)


def _group(request: RequeteConnectee, ident: UUID, permission: str) -> Fratrie:
    return get_object_or_404(Fratrie.objects.visible_to(request.user, permission), pk=ident)


def _back(fratrie_id: UUID) -> tuple[str, str]:
    return "La fratrie", reverse("fratries:groupe", args=[fratrie_id])


@requires("ecrire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def constituer(request: RequeteConnectee) -> HttpResponse:
    """Bring siblings together; the group's file is held by the village of the first of them."""
    enfants = enfants_a_reunir(request.user, "ecrire_identite")
    form = ConstituerForm(request.POST or None, enfants=enfants)
    record("enfants.liste", enfants=list(enfants), type_objet="enfants.Enfant")
    if request.method == "POST" and form.is_valid():
        choisis = form.choisis
        if form.enregistre(
            lambda: constituer_fratrie(
                acteur=request.user, village=choisis[0].village, enfants=choisis, ident=form.ident
            ),
            deja=lambda ident: (
                Fratrie.objects.visible_to(request.user, "lire_identite").filter(pk=ident).exists()
            ),
        ):
            messages.success(request, "La fratrie est constituée. Ajoutez ceux qui vivent ailleurs.")
            return redirect("fratries:groupe", fratrie_id=form.ident)
    return page_saisie(
        request,
        form,
        titre="Constituer une fratrie",
        chapo="Les frères et sœurs accueillis ; ceux qui vivent ailleurs s’ajoutent ensuite.",
        retour=("Fratries", reverse("fratries:groupes")),
    )


@requires("ecrire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def nouveau_membre(request: RequeteConnectee, fratrie_id: UUID) -> HttpResponse:
    """Add a child of one's perimeter, or someone who lives elsewhere."""
    fratrie = _group(request, fratrie_id, "ecrire_identite")
    enfants = enfants_a_reunir(request.user, "lire_identite")
    for pris in MembreFratrie.objects.filter(fratrie=fratrie).values_list("enfant_id", flat=True):
        enfants.pop(pris, None)
    form = NouveauMembreForm(request.POST or None, enfants=enfants)
    record("enfants.liste", enfants=list(enfants), type_objet="enfants.Enfant")
    if request.method == "POST" and form.is_valid():
        enfant = form.enfant_choisi
        if enfant is not None:
            membre = membre_de(fratrie, enfant, form.cleaned_data["lien"])
            membre.pk = form.ident
        else:
            membre = form.apply(MembreFratrie(pk=form.ident, fratrie=fratrie))
        if form.enregistre(
            lambda: enregistrer_membre(acteur=request.user, membre=membre),
            deja=lambda ident: MembreFratrie.objects.filter(pk=ident, fratrie=fratrie).exists(),
        ):
            messages.success(request, "La fratrie est enregistrée.")
            return redirect("fratries:groupe", fratrie_id=fratrie.pk)
    return page_saisie(
        request,
        form,
        titre="Ajouter un frère ou une sœur",
        chapo="Un enfant accueilli, ou quelqu’un qui vit ailleurs.",
        retour=_back(fratrie.pk),
    )


@requires("ecrire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_membre(request: RequeteConnectee, membre_id: UUID) -> HttpResponse:
    """Correct how a sibling is named and tied, as the group knows it."""
    rows = MembreFratrie.objects.visible_to(request.user, "ecrire_identite").select_related("fratrie")
    membre = get_object_or_404(rows, pk=membre_id)
    noms = ("lien", "prenom", "lieu_de_vie", "annee_naissance")
    initial = {nom: getattr(membre, nom) for nom in noms}
    if isinstance(initial["annee_naissance"], Illisible):
        del initial["annee_naissance"]
    form = MembreForm(request.POST or None, initial=initial)
    record("fratries.ouverte", objets=[membre.fratrie_id], type_objet="fratries.Fratrie")
    if request.method == "POST" and form.is_valid():
        form.apply(membre)
        if form.enregistre(lambda: enregistrer_membre(acteur=request.user, membre=membre)):
            messages.success(request, "La fratrie est enregistrée.")
            return redirect("fratries:groupe", fratrie_id=membre.fratrie_id)
    return page_saisie(
        request, form, titre="Modifier un membre de la fratrie", retour=_back(membre.fratrie_id)
    )
