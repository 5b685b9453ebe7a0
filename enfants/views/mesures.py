"""A child's measures: reading, writing, renewing, lifting; and their deadlines."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from enfants.forms.mesures import DateMesureForm, MesureForm
from enfants.models import Enfant, MesureProtection
from enfants.selectors.mesures import ECRIT, LIT, mesures_vues
from enfants.services.mesures import AvertissementError, enregistrer_mesure, lever_mesure, noter_rapport
from enfants.views.onglets import tabs_of
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.htmx import render_page
from socle.ui.pages import page_saisie


def _child(request: RequeteConnectee, enfant_id: UUID, permission: str) -> Enfant:
    return get_object_or_404(Enfant.objects.visible_to(request.user, permission), pk=enfant_id)


def _measure(request: RequeteConnectee, mesure_id: UUID) -> MesureProtection:
    """Fetch a measure through both rights: reading the extract, and writing it."""
    rows = MesureProtection.objects.visible_to(request.user, LIT).select_related("enfant")
    writable = Enfant.objects.visible_to(request.user, ECRIT)
    return get_object_or_404(rows.filter(enfant__in=writable), pk=mesure_id)


def _back(enfant: Enfant) -> tuple[str, str]:
    return f"Mesures : {enfant.prenom}", reverse("enfants:mesures", args=[enfant.pk])


@requires(LIT)
@require_safe
def mesures(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Show on what grounds a child is here, and what each measure changes."""
    enfant = _child(request, enfant_id, LIT)
    vues = mesures_vues(request.user, enfant)
    record(
        "enfants.mesures",
        objets=[vue.mesure.pk for vue in vues],
        enfants=[enfant.pk],
        type_objet="enfants.MesureProtection",
    )
    contexte = {
        "enfant": enfant,
        "vues": vues,
        "ecrit": request.user.has_perm(ECRIT, enfant),
        "onglets": tabs_of(request, enfant),
    }
    return render_page(request, "enfants/mesures.html", contexte, fragment="contenu_panneau")


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle_mesure(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Record a decision."""
    enfant = _child(request, enfant_id, ECRIT)
    form = MesureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        mesure = form.apply(MesureProtection(pk=form.ident, enfant=enfant))
        if _saved(request, form, mesure, neuve=True):
            messages.success(request, "La mesure est enregistrée.")
            return redirect("enfants:mesures", enfant_id=enfant.pk)
    return _page(request, form, titre="Nouvelle mesure", enfant=enfant)


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_mesure(request: RequeteConnectee, mesure_id: UUID) -> HttpResponse:
    """Correct a measure; its former state stays in the versions."""
    mesure = _measure(request, mesure_id)
    form = MesureForm(request.POST or None, initial=MesureForm.initial_of(mesure))
    _record_reading(mesure)
    if (
        request.method == "POST"
        and form.is_valid()
        and _saved(request, form, form.apply(mesure), neuve=False)
    ):
        messages.success(request, "La mesure est enregistrée.")
        return redirect("enfants:mesures", enfant_id=mesure.enfant_id)
    return _page(request, form, titre="Modifier la mesure", enfant=mesure.enfant)


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def renouveler_mesure(request: RequeteConnectee, mesure_id: UUID) -> HttpResponse:
    """Record the decision that follows another: the chain stays readable."""
    former = _measure(request, mesure_id)
    initial = MesureForm.initial_of(former)
    kept = ("nature", "autorite", "numero", "longue_duree", "lieu_secret", "lieu_secret_pour", "suspension")
    form = MesureForm(
        request.POST or None,
        initial={nom: initial[nom] for nom in kept} | {"debut": former.fin},
    )
    _record_reading(former)
    if request.method == "POST" and form.is_valid():
        mesure = form.apply(MesureProtection(pk=form.ident, enfant=former.enfant, precedente=former))
        if _saved(request, form, mesure, neuve=True):
            messages.success(request, "Le renouvellement est enregistré.")
            return redirect("enfants:mesures", enfant_id=former.enfant_id)
    return _page(request, form, titre="Renouveler la mesure", enfant=former.enfant)


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def lever(request: RequeteConnectee, mesure_id: UUID) -> HttpResponse:
    """Note that a measure ended before its term."""
    return _date(
        request,
        mesure_id,
        lever_mesure,
        titre="Mesure levée",
        chapo="À partir de ce jour, elle n’autorise plus l’accueil.",
        message="La levée est enregistrée.",
    )


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def rapport(request: RequeteConnectee, mesure_id: UUID) -> HttpResponse:
    """Note that the report went out."""
    return _date(
        request,
        mesure_id,
        noter_rapport,
        titre="Rapport envoyé",
        chapo="Le prochain rapport se comptera à partir de ce jour.",
        message="L’envoi du rapport est noté.",
    )


# --- inside ---------------------------------------------------------------------------


def _record_reading(mesure: MesureProtection) -> None:
    record(
        "enfants.mesures",
        objets=[mesure.pk],
        enfants=[mesure.enfant_id],
        type_objet="enfants.MesureProtection",
    )


def _saved(request: RequeteConnectee, form: MesureForm, mesure: MesureProtection, *, neuve: bool) -> bool:
    """Save once; something unusual brings a question rather than an error of a field."""

    def act() -> None:
        try:
            enregistrer_mesure(acteur=request.user, mesure=mesure, confirme=form.confirme)
        except AvertissementError as warning:
            form.warn(warning.messages)
            raise

    def there(ident: UUID) -> bool:
        return MesureProtection.objects.visible_to(request.user, LIT).filter(pk=ident).exists()

    return form.enregistre(act, deja=there if neuve else None)


def _page(request: RequeteConnectee, form: MesureForm, *, titre: str, enfant: Enfant) -> HttpResponse:
    return page_saisie(
        request,
        form,
        titre=titre,
        chapo=str(enfant.prenom),
        retour=_back(enfant),
        template="enfants/mesure_saisie.html",
    )


def _date(
    request: RequeteConnectee,
    mesure_id: UUID,
    acte: Callable[..., object],
    *,
    titre: str,
    chapo: str,
    message: str,
) -> HttpResponse:
    mesure = _measure(request, mesure_id)
    retour = _back(mesure.enfant)
    form = DateMesureForm(request.POST or None, initial={"revision": mesure.revision})
    if request.method == "POST" and form.is_valid():
        mesure.revision = form.cleaned_data["revision"]
        if form.enregistre(lambda: acte(acteur=request.user, mesure=mesure, le=form.cleaned_data["le"])):
            messages.success(request, message)
            return redirect(retour[1])
    return page_saisie(request, form, titre=titre, chapo=chapo, retour=retour)
