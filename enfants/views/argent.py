"""Pocket money: the ledger of a child month by month, its lines, and the amounts of a village."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from enfants.argent import euros
from enfants.forms.argent import (
    BaremeForm,
    ConfirmationForm,
    CorrectionForm,
    FinBaremeForm,
    MouvementForm,
    ReglageForm,
)
from enfants.models import BaremeArgent, Enfant, MouvementArgent, ReglageArgent
from enfants.selectors.argent import LIT, attendus_de, livre_de
from enfants.selectors.argent_semaine import maison_a_payer
from enfants.selectors.presences import mois_suivant
from enfants.services import argent as services
from enfants.services.mesures import AvertissementError
from enfants.views.onglets import tabs_of
from enfants.views.presences import month_of
from socle.audit.services import record
from socle.chiffrement.values import Illisible
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.outils.dates import aujourdhui
from socle.ui.htmx import render_page
from socle.ui.pages import page_saisie
from villages.models import Village

ECRIT = services.ECRIT


@requires(LIT)
@require_safe
def argent(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Balances, what is due, and the lines of ``?mois=2026-11``, this month unless told otherwise."""
    enfant = _child(request, enfant_id, LIT)
    current = aujourdhui().replace(day=1)
    mois = min(month_of(request.GET.get("mois", "")) or current, current)
    livre = livre_de(request.user, enfant, mois)
    _record([vue.ligne.pk for vue in livre.lignes], enfant.pk)
    ecrit = request.user.has_perm(ECRIT, enfant)
    context = {
        "enfant": enfant,
        "livre": livre,
        "precedent": mois_suivant(mois, de=-1),
        "suivant": mois_suivant(mois) if mois < current else None,
        "ecrit": ecrit,
        "maison": maison_a_payer(request.user, enfant) if ecrit else None,
        "onglets": tabs_of(request, enfant),
    }
    return render_page(request, "enfants/argent.html", context, fragment="contenu_panneau")


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def mouvement(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Add a line, the amount that is due already typed."""
    enfant = _child(request, enfant_id, ECRIT)
    posted = request.method == "POST"
    due = {a.enveloppe.value: a.montant for a in attendus_de(request.user, enfant)}
    montant = due.get("poche")
    form = MouvementForm(
        request.POST if posted else None,
        files=request.FILES if posted else None,
        initial={"montant": None if isinstance(montant, Illisible) else montant, "nature": "donne"},
    )
    if posted and form.is_valid():
        row = form.mouvement(enfant.pk)
        if _saved(
            form,
            lambda: services.noter_mouvement(
                acteur=request.user, mouvement=row, fichier=form.recu, confirme=form.confirme
            ),
            enfant.pk,
        ):
            messages.success(request, "La ligne est au livre.")
            return redirect("enfants:argent", enfant_id=enfant.pk)
    return page_saisie(
        request,
        form,
        titre="Nouvelle ligne",
        chapo=f"{enfant.prenom} · une ligne ne s’efface pas, elle se corrige par une autre",
        retour=_back(enfant),
        template="enfants/saisie_fichier.html",
    )


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def corriger(request: RequeteConnectee, mouvement_id: UUID) -> HttpResponse:
    """Undo a line by its counter-line, with the reason."""
    rows = MouvementArgent.objects.visible_to(request.user, ECRIT).select_related("enfant")
    row = get_object_or_404(rows, pk=mouvement_id)
    _record([row.pk], row.enfant_id)
    form = CorrectionForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and _saved(
            form,
            lambda: services.corriger_mouvement(
                acteur=request.user,
                mouvement=row,
                ident=form.ident,
                motif=form.cleaned_data["motif"],
                confirme=form.confirme,
            ),
            row.enfant_id,
        )
    ):
        messages.success(request, "La ligne est annulée par une ligne contraire.")
        return redirect("enfants:argent", enfant_id=row.enfant_id)
    montant = row.montant if isinstance(row.montant, Illisible) else euros(row.montant)
    return page_saisie(
        request,
        form,
        titre="Annuler une ligne",
        chapo=f"{row.enfant.prenom} · {row.libelle}, {montant}",
        retour=_back(row.enfant),
        bouton="Annuler la ligne",
        template="enfants/saisie_fichier.html",
    )


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def reglage(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Fix what this child receives; the former amount ends the day before."""
    enfant = _child(request, enfant_id, ECRIT)
    form = ReglageForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: services.fixer_montant(acteur=request.user, reglage=form.reglage(enfant.pk)),
            deja=lambda ident: ReglageArgent.objects.filter(pk=ident, enfant=enfant).exists(),
        )
    ):
        messages.success(request, "Le montant est fixé.")
        return redirect("enfants:argent", enfant_id=enfant.pk)
    return page_saisie(
        request, form, titre="Son propre montant", chapo=str(enfant.prenom), retour=_back(enfant)
    )


@requires("lire_organisation")
@require_safe
def bareme(request: RequeteConnectee, village_id: UUID) -> HttpResponse:
    """What children receive by age in a village, now, then what ended."""
    village = get_object_or_404(Village.objects.visible_to(request.user, "lire_organisation"), pk=village_id)
    today = aujourdhui()
    rows = [
        (row, euros(row.montant), row.fin is None or row.fin >= today)
        for row in BaremeArgent.objects.filter(village=village)
    ]
    context = {
        "village": village,
        "actuels": [row for row in rows if row[2]],
        "anciens": [row for row in rows if not row[2]],
        "ecrit": request.user.has_perm("ecrire_organisation", village),
    }
    return render(request, "enfants/bareme.html", context)


@requires("ecrire_organisation")
@require_http_methods(["GET", "HEAD", "POST"])
def nouveau_bareme(request: RequeteConnectee, village_id: UUID) -> HttpResponse:
    """Fix an amount for some ages."""
    rows = Village.objects.visible_to(request.user, "ecrire_organisation")
    village = get_object_or_404(rows, pk=village_id)
    form = BaremeForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: services.fixer_bareme(acteur=request.user, bareme=form.bareme(village.pk)),
            deja=lambda ident: BaremeArgent.objects.filter(pk=ident, village=village).exists(),
        )
    ):
        messages.success(request, "Le montant est au barème.")
        return redirect("enfants:bareme", village_id=village.pk)
    return page_saisie(
        request, form, titre="Barème : nouveau montant", chapo=village.nom, retour=_back_scale(village)
    )


@requires("ecrire_organisation")
@require_http_methods(["GET", "HEAD", "POST"])
def terminer_bareme(request: RequeteConnectee, village_id: UUID, bareme_id: UUID) -> HttpResponse:
    """End an amount of the village, to write another."""
    villages = Village.objects.visible_to(request.user, "ecrire_organisation")
    village = get_object_or_404(villages, pk=village_id)
    row = get_object_or_404(BaremeArgent.objects.select_related("village"), pk=bareme_id, village=village)
    form = FinBaremeForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: services.terminer_bareme(acteur=request.user, bareme=row, le=form.cleaned_data["le"])
        )
    ):
        messages.success(request, "Ce montant a une fin.")
        return redirect("enfants:bareme", village_id=village.pk)
    return page_saisie(
        request,
        form,
        titre="Mettre fin à ce montant",
        chapo=f"{row.get_enveloppe_display()}, {row.age_min} à {row.age_max} ans : {euros(row.montant)}",
        retour=_back_scale(village),
    )


# --- inside ---------------------------------------------------------------------------


def _child(request: RequeteConnectee, enfant_id: UUID, permission: str) -> Enfant:
    rows = Enfant.objects.visible_to(request.user, permission).select_related("village")
    return get_object_or_404(rows, pk=enfant_id)


def _saved(form: ConfirmationForm, acte: Callable[[], object], enfant_id: UUID) -> bool:
    """Save once; a balance below zero brings a question rather than an error of a field."""

    def act() -> None:
        try:
            acte()
        except AvertissementError as warning:
            form.warn(warning.messages)
            raise

    return form.enregistre(
        act, deja=lambda ident: MouvementArgent.objects.filter(pk=ident, enfant_id=enfant_id).exists()
    )


def _record(ids: list[UUID], enfant_id: UUID) -> None:
    record("argent.lecture", objets=ids, enfants=[enfant_id], type_objet="enfants.MouvementArgent")


def _back(enfant: Enfant) -> tuple[str, str]:
    return f"Argent de poche : {enfant.prenom}", reverse("enfants:argent", args=[enfant.pk])


def _back_scale(village: Village) -> tuple[str, str]:
    return "Barème", reverse("enfants:bareme", args=[village.pk])
