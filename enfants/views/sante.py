"""The medical file: the nurse writes it, the psychologist reads it without the minor's secrets."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from enfants.forms.sante import NoteMedicaleForm, VaccinationForm
from enfants.models import Enfant, NoteMedicale, Vaccination
from enfants.selectors.sante import dossier_medical
from enfants.services import sante as services
from enfants.views.acces import confirm
from enfants.views.onglets import tabs_of
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.htmx import render_page
from socle.ui.pages import page_saisie

POSER = (
    "À la demande du mineur : cette fiche ne sortira sur aucun papier, ses parents n'en seront pas informés, et "
    "seules les personnes qui écrivent le dossier médical la verront."
)
LEVER = "Cette fiche pourra de nouveau être imprimée et lue par qui lit le dossier médical. Le mineur est d'accord ?"

Fiche = TypeVar("Fiche", NoteMedicale, Vaccination)


@requires("lire_medical")
@require_safe
def sante(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Notes and consultations, then vaccinations beside the calendar of the child's cohort."""
    enfant = get_object_or_404(Enfant.objects.visible_to(request.user, "lire_medical"), pk=enfant_id)
    dossier = dossier_medical(request.user, enfant)
    record("sante.lecture", objets=dossier.objets, enfants=[enfant.pk], type_objet="enfants.NoteMedicale")
    context = {
        "enfant": enfant,
        "dossier": dossier,
        "ecrit": request.user.has_perm("ecrire_medical", enfant),
        "onglets": tabs_of(request, enfant),
    }
    return render_page(request, "enfants/sante.html", context, fragment="contenu_panneau")


@requires("ecrire_medical")
@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle_note(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Write a consultation, a care or a note."""
    enfant = _child(request, enfant_id)
    form = NoteMedicaleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note = form.apply(NoteMedicale(pk=form.ident, enfant=enfant))
        if form.enregistre(
            lambda: services.ecrire_note_medicale(acteur=request.user, note=note),
            deja=lambda ident: NoteMedicale.objects.filter(pk=ident, enfant=enfant).exists(),
        ):
            return _saved(request, enfant.pk, "C’est écrit dans le dossier médical.")
    return page_saisie(
        request, form, titre="Écrire dans le dossier médical", chapo=str(enfant.prenom), retour=_back(enfant)
    )


@requires("ecrire_medical")
@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle_vaccination(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Note an injection."""
    enfant = _child(request, enfant_id)
    form = VaccinationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        vaccination = form.apply(Vaccination(pk=form.ident, enfant=enfant))
        if form.enregistre(
            lambda: services.noter_vaccination(acteur=request.user, vaccination=vaccination),
            deja=lambda ident: Vaccination.objects.filter(pk=ident, enfant=enfant).exists(),
        ):
            return _saved(request, enfant.pk, "La vaccination est notée.")
    return page_saisie(
        request, form, titre="Noter une vaccination", chapo=str(enfant.prenom), retour=_back(enfant)
    )


@requires("ecrire_medical")
@require_http_methods(["GET", "HEAD", "POST"])
def secret_note(request: RequeteConnectee, note_medicale_id: UUID) -> HttpResponse:
    """Confirm, then set (or with ``?secret=0`` lift) the secret on a note."""
    return _secret(request, NoteMedicale, note_medicale_id, "enfants:secret_note_medicale")


@requires("ecrire_medical")
@require_http_methods(["GET", "HEAD", "POST"])
def secret_vaccination(request: RequeteConnectee, vaccination_id: UUID) -> HttpResponse:
    """Confirm, then set (or with ``?secret=0`` lift) the secret on a vaccination."""
    return _secret(request, Vaccination, vaccination_id, "enfants:secret_vaccination")


def _secret(request: RequeteConnectee, model: type[Fiche], pk: UUID, nom: str) -> HttpResponse:
    rows = model._default_manager.visible_to(request.user, "ecrire_medical")
    fiche: Fiche = get_object_or_404(rows, pk=pk)
    secret = request.GET.get("secret", "1") == "1"
    page = reverse(nom, args=[fiche.pk])
    return confirm(
        request,
        act=lambda: services.changer_secret(acteur=request.user, fiche=fiche, secret=secret),
        adresse=f"{page}?secret={int(secret)}",
        retour=reverse("enfants:sante", args=[fiche.enfant_id]),
        titre="Secret demandé par le mineur" if secret else "Le secret n'est plus demandé",
        phrase=POSER if secret else LEVER,
        libelle="Garder le secret" if secret else "Lever le secret",
        fait="Cette fiche est désormais secrète." if secret else "Cette fiche n'est plus secrète.",
    )


def _child(request: RequeteConnectee, enfant_id: UUID) -> Enfant:
    return get_object_or_404(Enfant.objects.visible_to(request.user, "ecrire_medical"), pk=enfant_id)


def _back(enfant: Enfant) -> tuple[str, str]:
    return str(enfant.prenom), reverse("enfants:sante", args=[enfant.pk])


def _saved(request: RequeteConnectee, enfant_id: UUID, phrase: str) -> HttpResponse:
    messages.success(request, phrase)
    return redirect("enfants:sante", enfant_id=enfant_id)
