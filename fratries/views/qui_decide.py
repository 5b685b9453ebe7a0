"""« Qui décide ? »: one picks an act and reads who decides; and the holders of parental authority."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from enfants.views.onglets import tabs_of
from fratries.forms.famille import ActeForm, AutoriteForm, NouvelleAutoriteForm
from fratries.models import AutoriteParentale
from fratries.selectors.decision import reponse, titulaires_de
from fratries.selectors.famille import proches_de
from fratries.services.contacts import inscrire_autorite, modifier_autorite
from fratries.views.acces import enfant_ou_404, vers_qui_decide
from socle.audit.services import record
from socle.chiffrement.values import Illisible
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.htmx import render_page
from socle.ui.pages import page_saisie


@requires("lire_famille_consentements")
@require_safe
def qui_decide(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Show who holds parental authority, and who decides the act asked about; the address names no one."""
    enfant = enfant_ou_404(request, enfant_id, "lire_famille_consentements")
    titulaires = titulaires_de(request.user, enfant, "lire_famille_consentements")
    form = ActeForm(request.GET or None)
    acte, regime = form.demande
    birth = enfant.date_naissance
    record(
        "famille.qui_decide",
        enfants=[enfant.pk],
        objets=[holder.autorite.pk for holder in titulaires],
        type_objet="fratries.AutoriteParentale",
    )
    contexte = {
        "enfant": enfant,
        "titulaires": titulaires,
        "form": form,
        "reponse": acte
        and reponse(
            acte,
            titulaires=titulaires,
            regime=regime,
            naissance=None if isinstance(birth, Illisible) else birth,
        ),
        "ecrit": request.user.has_perm("ecrire_famille", enfant),
        "onglets": tabs_of(request, enfant),
    }
    return render_page(request, "fratries/qui_decide.html", contexte, fragment="contenu_panneau")


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Record a holder of parental authority, or what changed."""
    enfant = enfant_ou_404(request, enfant_id, "ecrire_famille")
    proches = proches_de(request.user, enfant, "ecrire_famille")
    form = NouvelleAutoriteForm(request.POST or None, proches=proches)
    record("famille.lecture", enfants=[enfant.pk], objets=list(proches), type_objet="fratries.Proche")
    if request.method == "POST" and form.is_valid():
        autorite = form.apply(AutoriteParentale(pk=form.ident, enfant=enfant, proche=form.choisi))
        autorite.organisme = "" if form.choisi else form.cleaned_data["organisme"]
        if form.enregistre(
            lambda: inscrire_autorite(acteur=request.user, autorite=autorite),
            deja=lambda ident: AutoriteParentale.objects.filter(pk=ident, enfant=enfant).exists(),
        ):
            messages.success(request, "L’autorité parentale est inscrite.")
            return redirect("fratries:qui_decide", enfant_id=enfant.pk)
    return page_saisie(
        request,
        form,
        titre="Inscrire l’autorité parentale",
        chapo="Ce qui était inscrit pour la même personne s’arrête la veille.",
        retour=vers_qui_decide(enfant.pk),
    )


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: RequeteConnectee, autorite_id: UUID) -> HttpResponse:
    """Correct what was recorded of one holder."""
    rows = AutoriteParentale.objects.visible_to(request.user, "ecrire_famille")
    autorite = get_object_or_404(rows, pk=autorite_id)
    champs = ("nature", "etat", "debut", "fin", "decision", "limites")
    form = AutoriteForm(request.POST or None, initial={nom: getattr(autorite, nom) for nom in champs})
    record(
        "famille.qui_decide",
        enfants=[autorite.enfant_id],
        objets=[autorite.pk],
        type_objet="fratries.AutoriteParentale",
    )
    if request.method == "POST" and form.is_valid():
        form.apply(autorite)
        if form.enregistre(lambda: modifier_autorite(acteur=request.user, autorite=autorite)):
            messages.success(request, "L’autorité parentale est corrigée.")
            return redirect("fratries:qui_decide", enfant_id=autorite.enfant_id)
    return page_saisie(
        request, form, titre="Corriger l’autorité parentale", retour=vers_qui_decide(autorite.enfant_id)
    )
