"""Receiving a child on one page: identity and first stay, then moves and nights away."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from enfants import services
from enfants.forms.admission import (
    AbsenceForm,
    AccueilForm,
    ArriveeForm,
    IdentiteDuDossierForm,
    IdentiteForm,
    NouveauSejourForm,
    RetourForm,
)
from enfants.models import Absence, Admission, Enfant, Sejour
from enfants.selectors.depart import departs_vus
from enfants.selectors.lieu import lieux_caches
from enfants.views.onglets import tabs_of
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.permissions import parse_permission
from socle.outils.dates import aujourdhui
from socle.ui.htmx import render_page
from socle.ui.pages import page_saisie
from villages.models import Maison


def houses_of(request: RequeteConnectee) -> list[Maison]:
    """Open houses of the villages whose files this person keeps."""
    villages = perimetre_de(request.user.pk).villages_de_dossier(parse_permission("ecrire_identite"))
    found = Maison.objects.filter(
        Q(fermee_le__isnull=True) | Q(fermee_le__gt=aujourdhui()), village_id__in=villages
    )
    return list(found.select_related("village").order_by("village__nom", "nom"))


def _child(request: RequeteConnectee, enfant_id: UUID, permission: str) -> Enfant:
    return get_object_or_404(Enfant.objects.visible_to(request.user, permission), pk=enfant_id)


def _back(enfant: Enfant) -> tuple[str, str]:
    return str(enfant.prenom), reverse("enfants:sejour", args=[enfant.pk])


@requires("ecrire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def accueillir(request: RequeteConnectee) -> HttpResponse:
    """Open a file and begin the first stay, on one page."""
    form = AccueilForm(request.POST or None)
    form.offre(houses_of(request))
    if request.method == "POST" and form.is_valid():
        maison = form.maison_choisie
        enfant = form.apply(Enfant(pk=form.ident, village_id=maison.village_id))

        def admit() -> None:
            services.admettre(
                acteur=request.user,
                enfant=enfant,
                maison=maison,
                debut=form.cleaned_data["debut"],
                motif_depassement=form.cleaned_data["motif_depassement"],
                autre_enfant=form.autre_enfant,
                venu_de=form.cleaned_data["venu_de"],
                fin_prevue=form.cleaned_data["fin_prevue"],
            )

        if _done(form, admit, deja=lambda ident: _exists(request, ident)):
            messages.success(request, "L’enfant est accueilli. Son dossier est ouvert.")
            return redirect("enfants:admission_de", enfant_id=enfant.pk)
    return page_saisie(
        request,
        form,
        titre="Accueillir un enfant",
        chapo="Ce qui le nomme est scellé sous sa propre clé.",
        retour=("Admissions", reverse("enfants:admissions")),
        template="enfants/identite.html",
    )


def _exists(request: RequeteConnectee, ident: UUID) -> bool:
    return Enfant.objects.visible_to(request.user, "ecrire_identite").filter(pk=ident).exists()


def _done(
    form: IdentiteForm, act: Callable[[], object], *, deja: Callable[[UUID], bool] | None = None
) -> bool:
    """Save once; an identity already known brings a question rather than an error of a field."""

    def ask_about_doubles() -> None:
        try:
            act()
        except services.DoublonError as erreur:
            form.show_doubles(erreur.enfants)
            raise

    return form.enregistre(ask_about_doubles, deja=deja)


@requires("ecrire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def identite(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Correct who the child is; the former identity stays in the versions."""
    enfant = _child(request, enfant_id, "ecrire_identite")
    noms = ("prenom", "nom", "date_naissance", "sexe", "numero_dossier")
    retour = _back(enfant)
    form = IdentiteDuDossierForm(request.POST or None, initial={nom: getattr(enfant, nom) for nom in noms})
    record("enfants.fiche", objets=[enfant.pk], enfants=[enfant.pk], type_objet="enfants.Enfant")
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(
            form,
            lambda: services.modifier_identite(
                acteur=request.user, enfant=form.apply(enfant), autre_enfant=form.autre_enfant
            ),
        )
    ):
        messages.success(request, "L’identité est enregistrée.")
        return redirect(retour[1])
    return page_saisie(
        request, form, titre="Modifier l’identité", retour=retour, template="enfants/identite.html"
    )


# --- stays ----------------------------------------------------------------------------


@requires("lire_identite")
@require_safe
def sejour(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Where the child lives and has lived, and the nights away for whoever reads the journal."""
    enfant = _child(request, enfant_id, "lire_identite")
    user, today = request.user, aujourdhui()
    stays = Sejour.objects.visible_to(user, "lire_identite").filter(enfant=enfant)
    sejours = list(stays.select_related("maison", "chambre").order_by("-debut"))
    absences = (
        Absence.objects.visible_to(user, "lire_journal").filter(enfant=enfant).order_by("-debut", "-id")[:20]
    )
    record("enfants.fiche", objets=[enfant.pk], enfants=[enfant.pk], type_objet="enfants.Enfant")
    contexte = {
        "enfant": enfant,
        "onglets": tabs_of(request, enfant),
        "sejours": [(s, s.debut <= today and (s.fin is None or s.fin > today)) for s in sejours],
        "cache": bool(lieux_caches(user, [enfant.pk])),
        "en_cours": any(s.fin is None or s.fin > today for s in sejours),
        "absences": [(a, a.fin is None or a.fin > today) for a in absences],
        "lit_journal": user.has_perm("lire_journal", enfant),
        "ecrit_journal": user.has_perm("ecrire_journal", enfant),
        "ecrit": user.has_perm("ecrire_identite", enfant),
        "departs": departs_vus(user, enfant),
        "admission": Admission.objects.visible_to(user, "lire_identite")
        .current()
        .filter(enfant=enfant)
        .exists(),
    }
    return render_page(request, "enfants/sejour.html", contexte, fragment="contenu_panneau")


def open_stay(request: RequeteConnectee, enfant: Enfant) -> Sejour | None:
    """The stay that is not over: in course, or to begin."""
    rows = Sejour.objects.visible_to(request.user, "ecrire_identite").select_related("maison", "enfant")
    return (
        rows.filter(Q(fin__isnull=True) | Q(fin__gt=aujourdhui()), enfant=enfant).order_by("-debut").first()
    )


@requires("ecrire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def arrivee(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """A new stay, or a move: the stay in course then ends the same day."""
    enfant = _child(request, enfant_id, "ecrire_identite")
    present, retour = open_stay(request, enfant), _back(enfant)
    form = (ArriveeForm if present else NouveauSejourForm)(request.POST or None)
    form.offre([m for m in houses_of(request) if m.village_id == enfant.village_id])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        sent = {
            "acteur": request.user,
            "maison": form.maison_choisie,
            "debut": data["debut"],
            "motif_depassement": data["motif_depassement"],
        }
        already = Sejour.objects.filter(enfant=enfant, maison=sent["maison"], debut=data["debut"])
        if form.enregistre(
            lambda: (
                services.accueillir(
                    enfant=enfant, venu_de=data["venu_de"], fin_prevue=data["fin_prevue"], **sent
                )
                if present is None
                else services.changer_de_maison(sejour=present, **sent)
            ),
            deja=lambda ident: already.exists(),
        ):
            messages.success(request, "L’arrivée est enregistrée.")
            return redirect(retour[1])
    return page_saisie(
        request,
        form,
        titre="Changer de maison" if present else "Nouveau séjour",
        chapo=f"Aujourd’hui : {present.maison.nom}" if present else "",
        retour=retour,
    )


# --- absences -------------------------------------------------------------------------


@requires("ecrire_journal")
@require_http_methods(["GET", "HEAD", "POST"])
def absence(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Nights away: who is present tonight follows from them."""
    enfant = _child(request, enfant_id, "ecrire_journal")
    retour = _back(enfant)
    form = AbsenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        away = Absence(
            pk=form.ident,
            enfant=enfant,
            **{nom: form.cleaned_data[nom] for nom in ("nature", "debut", "fin", "precision")},
        )
        if form.enregistre(
            lambda: services.noter_absence(acteur=request.user, absence=away),
            deja=lambda ident: Absence.objects.filter(pk=ident, enfant=enfant).exists(),
        ):
            messages.success(request, "L’absence est enregistrée.")
            return redirect(retour[1])
    return page_saisie(request, form, titre="Noter une absence", chapo=str(enfant.prenom), retour=retour)


@requires("ecrire_journal")
@require_http_methods(["GET", "HEAD", "POST"])
def retour(request: RequeteConnectee, absence_id: UUID) -> HttpResponse:
    """« Est rentré »: the absence ends."""
    rows = Absence.objects.visible_to(request.user, "ecrire_journal").select_related("enfant")
    away = get_object_or_404(rows, pk=absence_id)
    back = _back(away.enfant)
    form = RetourForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: services.noter_retour(acteur=request.user, absence=away, le=form.cleaned_data["fin"])
        )
    ):
        messages.success(request, "Le retour est enregistré.")
        return redirect(back[1])
    return page_saisie(request, form, titre="Est rentré", chapo=back[0], retour=back)
