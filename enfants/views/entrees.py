"""Admissions: those in progress, and the pages before a child exists."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from enfants import services
from enfants.enums import Sexe
from enfants.forms.admission import PreparationForm, ReceptionForm
from enfants.models import Enfant, PreparationAdmission
from enfants.selectors.admission import admissions_en_cours, preparations_en_cours
from enfants.services import admission as actes
from enfants.views.admission import houses_of
from socle.audit.services import record
from socle.chiffrement.values import Illisible
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.outils.dates import aujourdhui
from socle.ui.pages import page_saisie

MANQUE = {"nom": "le nom", "date_naissance": "la date de naissance"}


@requires("ecrire_identite")
@require_safe
def admissions(request: RequeteConnectee) -> HttpResponse:
    """Every admission in progress, with what is missing; those prepared first."""
    prepared, current = preparations_en_cours(request.user), admissions_en_cours(request.user)
    record(
        "admissions.liste",
        objets=[v.preparation.pk for v in prepared] + [v.admission.pk for v in current],
        enfants=[v.admission.enfant_id for v in current],
        type_objet="enfants.Admission",
    )
    return render(request, "enfants/admissions.html", {"preparations": prepared, "admissions": current})


def _preparation(request: RequeteConnectee, ident: UUID) -> PreparationAdmission:
    """An admission that still waits for its child; one that is over leads nowhere."""
    rows = PreparationAdmission.objects.visible_to(request.user, "ecrire_identite").current()
    return get_object_or_404(rows.select_related("village"), pk=ident)


def _content(preparation: PreparationAdmission) -> dict[str, Any]:
    return preparation.contenu if isinstance(preparation.contenu, dict) else {}


def _birth(content: dict[str, Any]) -> date | None:
    value = content.get("date_naissance")
    return date.fromisoformat(value) if value else None


def _arrival(content: dict[str, Any]) -> dict[str, date]:
    """The day a request wished for, when it is still to come."""
    wished = content.get("debut")
    day = date.fromisoformat(wished) if wished else None
    return {"debut": day} if day is not None and day > aujourdhui() else {}


RETOUR = "enfants:admissions"


@requires("ecrire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def preparer(request: RequeteConnectee) -> HttpResponse:
    """First page: who the child is, as far as one knows; it may be left and come back to."""
    villages = {m.village_id: m.village for m in houses_of(request)}
    form = PreparationForm(request.POST or None)
    form.offre_villages(villages.values())
    if (
        request.method == "POST"
        and villages
        and form.is_valid()
        and form.enregistre(
            lambda: actes.preparer(
                acteur=request.user,
                village_id=form.village_id,
                ident=form.ident,
                contenu=form.contenu,
            ),
            deja=lambda ident: (
                PreparationAdmission.objects.visible_to(request.user, "ecrire_identite")
                .filter(pk=ident)
                .exists()
            ),
        )
    ):
        return redirect("enfants:recevoir", preparation_id=form.ident)
    return page_saisie(
        request,
        form,
        titre="Accueillir un enfant",
        chapo="Étape 1 : qui est-ce ? Ce que vous savez suffit ; vous pourrez y revenir.",
        retour=("Admissions", reverse(RETOUR)),
        bouton="Continuer",
        template="enfants/preparer.html",
        sans_village=not villages,
    )


@requires("ecrire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def preparation(request: RequeteConnectee, preparation_id: UUID) -> HttpResponse:
    """The same page, come back to."""
    prepared = _preparation(request, preparation_id)
    content = _content(prepared)
    form = PreparationForm(
        request.POST or None,
        initial={**content, "date_naissance": _birth(content), "revision": prepared.revision},
    )
    record("admissions.lue", objets=[prepared.pk], type_objet="enfants.PreparationAdmission")
    if request.method == "POST" and form.is_valid():
        prepared.revision = form.cleaned_data["revision"]
        if form.enregistre(
            lambda: actes.completer_preparation(
                acteur=request.user, preparation=prepared, contenu=form.contenu
            )
        ):
            return redirect("enfants:recevoir", preparation_id=prepared.pk)
    return page_saisie(
        request,
        form,
        titre="Accueillir un enfant",
        chapo="Étape 1 : qui est-ce ? Ce que vous savez suffit ; vous pourrez y revenir.",
        retour=("Admissions", reverse(RETOUR)),
        bouton="Continuer",
    )


@requires("ecrire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def recevoir(request: RequeteConnectee, preparation_id: UUID) -> HttpResponse:
    """Second page: which house, from when. The child, the stay and the register come together."""
    done = PreparationAdmission.objects.visible_to(request.user, "ecrire_identite")
    already = done.filter(pk=preparation_id, enfant__isnull=False).first()
    if already is not None:
        return redirect("enfants:admission_de", enfant_id=already.enfant_id)
    prepared = _preparation(request, preparation_id)
    content = _content(prepared)
    missing = [words for nom, words in MANQUE.items() if not content.get(nom)]
    form = ReceptionForm(
        request.POST or None,
        initial={"revision": prepared.revision, "venu_de": content.get("venu_de", "")} | _arrival(content),
    )
    form.offre([m for m in houses_of(request) if m.village_id == prepared.village_id])
    record("admissions.lue", objets=[prepared.pk], type_objet="enfants.PreparationAdmission")
    if request.method == "POST" and form.is_valid() and not missing:
        prepared.revision = form.cleaned_data["revision"]
        enfant = Enfant(
            pk=form.ident,
            village_id=prepared.village_id,
            prenom=content["prenom"],
            nom=content["nom"],
            date_naissance=_birth(content),
            sexe=content.get("sexe") or Sexe.NON_PRECISE,
        )
        if form.enregistre(lambda: _receive(request, form, prepared, enfant)):
            messages.success(request, "L’enfant est accueilli. Voici ce qui reste à faire.")
            return redirect("enfants:admission_de", enfant_id=enfant.pk)
    return page_saisie(
        request,
        form,
        titre=f"Accueillir {content.get('prenom', '')}".strip(),
        chapo="Étape 2 : dans quelle maison, et quand ?",
        retour=("Admissions", reverse(RETOUR)),
        bouton="Accueillir",
        template="enfants/recevoir.html",
        preparation=prepared,
        manque=missing,
        illisible=isinstance(prepared.contenu, Illisible),
    )


def _receive(
    request: RequeteConnectee, form: ReceptionForm, prepared: PreparationAdmission, enfant: Enfant
) -> None:
    data = form.cleaned_data
    try:
        actes.recevoir(
            acteur=request.user,
            preparation=prepared,
            enfant=enfant,
            maison=form.maison_choisie,
            debut=data["debut"],
            motif_depassement=data["motif_depassement"],
            autre_enfant=form.autre_enfant,
            venu_de=data["venu_de"],
            fin_prevue=data["fin_prevue"],
        )
    except services.DoublonError as erreur:
        form.show_doubles(erreur.enfants)
        raise


@requires("ecrire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def abandonner(request: RequeteConnectee, preparation_id: UUID) -> HttpResponse:
    """Give it up: what was typed is emptied at once."""
    prepared = _preparation(request, preparation_id)
    if request.method == "POST":
        try:
            actes.abandonner_preparation(acteur=request.user, preparation=prepared)
        except ValidationError as erreur:
            messages.error(request, " ".join(erreur.messages))
        else:
            messages.success(request, "L’admission est abandonnée ; ce qui était saisi est effacé.")
        return redirect(RETOUR)
    record("admissions.lue", objets=[prepared.pk], type_objet="enfants.PreparationAdmission")
    contexte = {
        "titre": "Abandonner cette admission ?",
        "phrase": "Aucun enfant n’a été créé. Ce qui était saisi sera effacé.",
        "libelle": "Abandonner et effacer",
        "genre": "danger",
        "action": request.path,
        "retour": reverse(RETOUR),
    }
    return render(request, "ui/confirmation.html", contexte)
