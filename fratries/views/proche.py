"""One relative: who they are, how they are tied, and the address that stays protected."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from fratries.forms.famille import AdresseProtegeeForm, NouveauProcheForm, ProcheForm, RattacherForm
from fratries.models import AdresseProtegee, LienFamilial, Proche
from fratries.selectors.famille import identite_de, liens_de, proches_a_rattacher
from fratries.selectors.mots import nom_de
from fratries.services.famille import (
    inscrire_lien,
    inscrire_proche,
    lever_protection,
    modifier_proche,
    proteger_adresse,
)
from fratries.views.acces import enfant_ou_404, proche_ou_404, vers_famille, vers_proche
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.outils.identifiants import nouvel_id
from socle.ui.pages import page_saisie


@requires("lire_famille")
@require_safe
def proche(request: RequeteConnectee, proche_id: UUID) -> HttpResponse:
    """Show a relative; of a protected address, only that it is."""
    person = proche_ou_404(request, proche_id, "lire_famille")
    ties = liens_de(request.user, person)
    children = [tie.enfant for tie in ties if tie.enfant]
    record("famille.proche_lu", objets=[person.pk], enfants=children, type_objet="fratries.Proche")
    contexte = {
        "proche": person,
        "nom": nom_de(person),
        "identite": identite_de(person),
        "parente": ties,
        "enfant": children[0] if children else None,
        "ecrit": request.user.has_perm("ecrire_famille", person),
        "protege": Proche.objects.filter(pk=person.pk).whose_address_is_open_to(request.user).exists(),
    }
    return render(request, "fratries/proche.html", contexte)


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def nouveau(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Record a relative and what they are to the child."""
    enfant = enfant_ou_404(request, enfant_id, "ecrire_famille")
    form = NouveauProcheForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = form.apply(Proche(pk=form.ident))
        tie = form.apply_tie(LienFamilial(pk=nouvel_id(), enfant=enfant))
        if form.enregistre(
            lambda: inscrire_proche(acteur=request.user, proche=person, lien=tie),
            deja=lambda ident: (
                Proche.objects.visible_to(request.user, "lire_famille").filter(pk=ident).exists()
            ),
        ):
            messages.success(request, "Le proche est inscrit.")
            return redirect("fratries:proche", proche_id=form.ident)
    return page_saisie(
        request,
        form,
        titre="Inscrire un proche",
        chapo="Un parent, un membre de la famille, une personne qui compte.",
        retour=vers_famille(enfant.pk),
    )


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def rattacher(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Tie to this child a relative recorded for a brother or a sister."""
    enfant = enfant_ou_404(request, enfant_id, "ecrire_famille")
    proches = proches_a_rattacher(request.user, enfant)
    form = RattacherForm(request.POST or None, proches=proches)
    record("famille.lecture", objets=list(proches), type_objet="fratries.Proche")
    if request.method == "POST" and form.is_valid():
        tie = form.apply_tie(LienFamilial(pk=form.ident, enfant=enfant, proche=form.choisi))
        if form.enregistre(
            lambda: inscrire_lien(acteur=request.user, lien=tie),
            deja=lambda ident: LienFamilial.objects.filter(pk=ident, enfant=enfant).exists(),
        ):
            messages.success(request, "Le proche est rattaché.")
            return redirect("fratries:famille", enfant_id=enfant.pk)
    return page_saisie(
        request,
        form,
        titre="Rattacher un proche déjà inscrit",
        chapo="Inscrit pour un frère ou une sœur que vous suivez aussi.",
        retour=vers_famille(enfant.pk),
    )


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: RequeteConnectee, proche_id: UUID) -> HttpResponse:
    """Correct who a relative is and how to reach them."""
    person = proche_ou_404(request, proche_id, "ecrire_famille")
    form = ProcheForm(request.POST or None, initial=ProcheForm.initial_of(person))
    if person.adresse_protegee:
        form.without_address()
    record("famille.proche_lu", objets=[person.pk], type_objet="fratries.Proche")
    if request.method == "POST" and form.is_valid():
        form.apply(person)
        if form.enregistre_revision(lambda: modifier_proche(acteur=request.user, proche=person)):
            messages.success(request, "Le proche est enregistré.")
            return redirect("fratries:proche", proche_id=person.pk)
    return page_saisie(
        request,
        form,
        titre="Modifier un proche",
        retour=vers_proche(person.pk),
        template="fratries/saisie_revision.html",
    )


@requires("adresse_protegee")
@require_http_methods(["GET", "HEAD", "POST"])
def adresse_protegee(request: RequeteConnectee, proche_id: UUID) -> HttpResponse:
    """Show, record or lift a protected address, to those named for it; each reading is journalled."""
    rows = Proche.objects.visible_to(request.user, "lire_famille").whose_address_is_open_to(request.user)
    person = get_object_or_404(rows, pk=proche_id)
    protection = AdresseProtegee.objects.open_to(request.user).filter(proche_id=person.pk).first()
    protection = protection or AdresseProtegee(proche=person)
    record("famille.adresse_protegee_lue", objets=[person.pk], type_objet="fratries.Proche")
    if request.method == "POST" and "lever" in request.POST and person.adresse_protegee:
        lever_protection(acteur=request.user, protection=protection)
        messages.success(request, "La protection est levée.")
        return redirect("fratries:proche", proche_id=person.pk)
    noms = ("adresse", "telephone", "motif", "decidee_le")
    form = AdresseProtegeeForm(request.POST or None, initial={nom: getattr(protection, nom) for nom in noms})
    if request.method == "POST" and form.is_valid():
        form.apply(protection)
        if form.enregistre(lambda: proteger_adresse(acteur=request.user, protection=protection)):
            messages.success(request, "L’adresse est protégée.")
            return redirect("fratries:proche", proche_id=person.pk)
    return page_saisie(
        request,
        form,
        titre="Adresse protégée",
        chapo="Elle n’apparaît que sur cette page. Chaque ouverture est inscrite au journal des accès.",
        retour=vers_proche(person.pk),
        template="fratries/adresse_protegee.html",
        proche=person,
        adresse_de=reverse("fratries:adresse_protegee", args=[person.pk]),
    )
