"""A child's visits: rights, what is coming, what was told; and the rights themselves."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from enfants.selectors.maison import habitants, maisons_visibles
from enfants.views.onglets import tabs_of
from fratries.enums import EtatRencontre
from fratries.forms.visites import DroitForm, NouveauDroitForm, RepriseForm, SuspensionForm
from fratries.models import DroitVisite
from fratries.selectors.dernier_contact import derniers_contacts
from fratries.selectors.droits_visite import droits_de
from fratries.selectors.famille import proches_de
from fratries.selectors.freres import freres_et_soeurs
from fratries.selectors.rencontres import A_DIRE, LIT, a_dire, peut_constater, rencontres_entre
from fratries.services.visites import ECRIT, inscrire_droits, modifier_droit, reprendre_droit, suspendre_droit
from fratries.views.acces import enfant_ou_404, vers_visites
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.outils.dates import aujourdhui
from socle.ui.htmx import render_page
from socle.ui.pages import page_saisie

PASSEES, A_VENIR, DE_LA_MAISON = timedelta(days=120), timedelta(days=45), timedelta(days=7)


@requires("lire_famille")
@require_safe
def visites(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """What nobody told yet, what is coming, what took place, the rights, and each parent's last contact."""
    enfant = enfant_ou_404(request, enfant_id, LIT)
    today = aujourdhui()
    found = rencontres_entre(request.user, [enfant.pk], today - PASSEES, today + A_VENIR)
    pending = [vue for vue in a_dire(found) if vue.jour >= today - A_DIRE]
    droits = droits_de(request.user, enfant)
    record(
        "visites.lecture",
        enfants=[enfant.pk],
        objets=[vue.rencontre.pk for vue in found if vue.rencontre],
        type_objet="fratries.Rencontre",
    )
    contexte = {
        "enfant": enfant,
        "a_dire": pending,
        "a_venir": [v for v in found if v.jour > today and v.etat is EtatRencontre.PREVUE],
        "passees": [v for v in reversed(found) if v.etat is not EtatRencontre.PREVUE],
        "jamais_dites": [v for v in reversed(a_dire(found)) if v.jour < today - A_DIRE],
        "droits": [vu for vu in droits if vu.en_cours],
        "droits_finis": [vu for vu in droits if not vu.en_cours],
        "contacts": derniers_contacts(request.user, [enfant.pk]),
        "ecrit": request.user.has_perm(ECRIT, enfant),
        "constate": peut_constater(request.user, enfant),
        "onglets": tabs_of(request, enfant),
    }
    return render_page(request, "fratries/visites.html", contexte, fragment="contenu_panneau")


@requires("lire_famille")
@require_safe
def visites_maison(request: RequeteConnectee, maison_id: UUID) -> HttpResponse:
    """The meetings of the children of one house: to tell first, then the week to come."""
    maison = get_object_or_404(maisons_visibles(request.user, LIT), pk=maison_id)
    today = aujourdhui()
    children = {e.enfant.pk: e.enfant for e in habitants(request.user, maison, today)}
    found = rencontres_entre(request.user, children, today - A_DIRE, today + DE_LA_MAISON)
    record("rencontres.maison", enfants=list(children), type_objet="fratries.Rencontre")
    contexte = {
        "maison": maison,
        "a_dire": a_dire(found),
        "a_venir": [v for v in found if v.jour > today and v.etat is EtatRencontre.PREVUE],
        "dites": [v for v in reversed(found) if v.etat is not EtatRencontre.PREVUE],
        "constate": any(peut_constater(request.user, enfant) for enfant in children.values()),
    }
    return render(request, "fratries/visites_maison.html", contexte)


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def nouveau_droit(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Record a visiting right, for the child or for several of the siblings at once."""
    enfant = enfant_ou_404(request, enfant_id, ECRIT)
    proches = proches_de(request.user, enfant, ECRIT)
    autres = freres_et_soeurs(request.user, enfant, ECRIT)
    form = NouveauDroitForm(
        request.POST or None,
        proches=proches,
        autres={pk: str(e.prenom) for pk, e in autres.items()},
        initial={"proche": request.GET.get("proche", "")},
    )
    record("famille.lecture", enfants=[enfant.pk], objets=list(proches), type_objet="fratries.Proche")
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: inscrire_droits(acteur=request.user, droits=form.droits(enfant, autres)),
            deja=lambda ident: DroitVisite.objects.filter(pk=ident, enfant=enfant).exists(),
        )
    ):
        messages.success(request, "Le droit de visite est inscrit : ses jours apparaissent au calendrier.")
        return redirect("fratries:visites", enfant_id=enfant.pk)
    return page_saisie(
        request,
        form,
        titre="Inscrire un droit de visite",
        chapo="Ce que la décision prévoit. Le calendrier en découle : rien à recopier jour par jour.",
        retour=vers_visites(enfant.pk),
        template="fratries/saisie_revision.html",
    )


def _right(request: RequeteConnectee, droit_id: UUID) -> DroitVisite:
    rows = DroitVisite.objects.visible_to(request.user, ECRIT).select_related("enfant", "proche")
    droit = get_object_or_404(rows, pk=droit_id)
    record("visites.lecture", enfants=[droit.enfant_id], objets=[droit.pk], type_objet="fratries.DroitVisite")
    return droit


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: RequeteConnectee, droit_id: UUID) -> HttpResponse:
    """Correct a right; its days follow."""
    droit = _right(request, droit_id)
    form = DroitForm(request.POST or None, initial=DroitForm.initial_of(droit))
    if request.method == "POST" and form.is_valid():
        form.poser(droit)
        if form.enregistre_revision(lambda: modifier_droit(acteur=request.user, droit=droit)):
            messages.success(request, "Le droit de visite est modifié.")
            return redirect("fratries:visites", enfant_id=droit.enfant_id)
    return page_saisie(
        request,
        form,
        titre="Modifier le droit de visite",
        chapo="Ce qui est déjà raconté ne change pas.",
        retour=vers_visites(droit.enfant_id),
        template="fratries/saisie_revision.html",
    )


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def suspendre(request: RequeteConnectee, droit_id: UUID) -> HttpResponse:
    """Suspend a right: from when, by whom, why."""
    droit = _right(request, droit_id)
    form = SuspensionForm(request.POST or None, initial={"revision": droit.revision})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        droit.revision = data["revision"]
        if form.enregistre_revision(
            lambda: suspendre_droit(
                acteur=request.user,
                droit=droit,
                du=data["du"],
                au=data["au"],
                par=data["par"],
                motif=data["motif"],
            )
        ):
            messages.success(request, "La suspension est notée : le calendrier ne prévoit plus rien.")
            return redirect("fratries:visites", enfant_id=droit.enfant_id)
    return page_saisie(
        request,
        form,
        titre="Suspendre le droit de visite",
        chapo="Pendant la suspension, plus aucune rencontre n’est prévue, et la page dit pourquoi.",
        retour=vers_visites(droit.enfant_id),
        template="fratries/saisie_revision.html",
    )


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def reprendre(request: RequeteConnectee, droit_id: UUID) -> HttpResponse:
    """Resume a suspended right."""
    droit = _right(request, droit_id)
    form = RepriseForm(request.POST or None, initial={"revision": droit.revision})
    if request.method == "POST" and form.is_valid():
        droit.revision = form.cleaned_data["revision"]
        if form.enregistre_revision(
            lambda: reprendre_droit(acteur=request.user, droit=droit, le=form.cleaned_data["le"])
        ):
            messages.success(request, "La reprise est notée.")
            return redirect("fratries:visites", enfant_id=droit.enfant_id)
    return page_saisie(
        request,
        form,
        titre="Reprise du droit de visite",
        chapo="Ce jour compris, le calendrier prévoit de nouveau les rencontres.",
        retour=vers_visites(droit.enfant_id),
        template="fratries/saisie_revision.html",
    )
