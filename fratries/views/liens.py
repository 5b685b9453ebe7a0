"""Ties between relatives, siblings and children."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from fratries.forms.famille import LienForm, NouveauLienForm, RetraitForm
from fratries.models import LienFamilial, MembreFratrie
from fratries.selectors.cibles import cibles_de
from fratries.services.famille import inscrire_lien, modifier_lien, retirer_lien
from fratries.views.acces import proche_ou_404, vers_proche
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.pages import page_saisie


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def nouveau(request: RequeteConnectee, proche_id: UUID) -> HttpResponse:
    """Tie a relative to another one, or to a sibling known by the group only."""
    person = proche_ou_404(request, proche_id, "ecrire_famille")
    cibles = cibles_de(request.user, person)
    form = NouveauLienForm(request.POST or None, cibles=[(key, label) for key, (_, label) in cibles.items()])
    record("famille.proche_lu", objets=[person.pk], type_objet="fratries.Proche")
    if request.method == "POST" and form.is_valid():
        other, _ = cibles[form.cleaned_data["cible"]]
        end = "membre" if isinstance(other, MembreFratrie) else "autre"
        tie = form.apply_tie(LienFamilial(pk=form.ident, proche=person, **{end: other}))
        if form.enregistre(
            lambda: inscrire_lien(acteur=request.user, lien=tie),
            deja=lambda ident: LienFamilial.objects.filter(pk=ident, proche=person).exists(),
        ):
            messages.success(request, "Le lien est inscrit.")
            return redirect("fratries:proche", proche_id=person.pk)
    return page_saisie(
        request,
        form,
        titre="Inscrire un lien",
        chapo="Ce que cette personne est pour l’autre : sa mère, son compagnon.",
        retour=vers_proche(person.pk),
    )


def _tie(request: RequeteConnectee, lien_id: UUID) -> LienFamilial:
    rows = LienFamilial.objects.visible_to(request.user, "ecrire_famille").standing()
    return get_object_or_404(rows.select_related("proche"), pk=lien_id)


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: RequeteConnectee, lien_id: UUID) -> HttpResponse:
    """Correct a tie, or give it an end."""
    tie = _tie(request, lien_id)
    noms = ("nature", "certitude", "debut", "fin", "precision")
    form = LienForm(
        request.POST or None,
        initial={nom: getattr(tie, nom) for nom in noms},
        entre_proches=tie.autre_id is not None,
    )
    record("famille.proche_lu", objets=[tie.proche_id], type_objet="fratries.Proche")
    if request.method == "POST" and form.is_valid():
        form.apply_tie(tie)
        if form.enregistre(lambda: modifier_lien(acteur=request.user, lien=tie)):
            messages.success(request, "Le lien est enregistré.")
            return redirect("fratries:proche", proche_id=tie.proche_id)
    return page_saisie(request, form, titre="Modifier un lien", retour=vers_proche(tie.proche_id))


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def retirer(request: RequeteConnectee, lien_id: UUID) -> HttpResponse:
    """Take back a tie recorded by mistake."""
    tie = _tie(request, lien_id)
    form = RetraitForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(lambda: retirer_lien(acteur=request.user, lien=tie))
    ):
        messages.success(request, "Le lien est retiré.")
        if tie.enfant_id is not None:
            return redirect("fratries:famille", enfant_id=tie.enfant_id)
        return redirect("fratries:proche", proche_id=tie.proche_id)
    return page_saisie(
        request,
        form,
        titre="Retirer un lien inscrit par erreur",
        chapo="Un lien retiré n’ouvre plus rien. Un lien qui a pris fin se modifie : indiquez sa date.",
        retour=vers_proche(tie.proche_id),
        bouton="Retirer ce lien",
    )
