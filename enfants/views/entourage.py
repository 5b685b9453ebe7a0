"""Who counts for a child, and the sheet of the evenings of a house."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from enfants.forms.entourage import PersonneForm, QuestionForm, RituelsForm
from enfants.models import Enfant, FicheRituels, PersonneRessource
from enfants.selectors.entourage import fiches_de, personnes_de, soiree_de
from enfants.selectors.maison import maisons_visibles
from enfants.services import entourage as services
from enfants.views.onglets import tabs_of
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.htmx import render_page
from socle.ui.pages import page_saisie


@requires("lire_projet")
@require_safe
def personnes(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Who counts for a child, in the child's words; the same fragment is a card of the child's page."""
    enfant = _child(request, enfant_id, "lire_projet")
    found = personnes_de(request.user, enfant)
    _record_people([vue.personne.pk for vue in found], enfant)
    context = {
        "enfant": enfant,
        "presentes": [vue for vue in found if vue.personne.fin is None],
        "anciennes": [vue for vue in found if vue.personne.fin is not None],
        "ecrit": request.user.has_perm("ecrire_projet", enfant),
        "onglets": tabs_of(request, enfant),
    }
    return render_page(request, "enfants/personnes.html", context, fragment="contenu_panneau")


@requires("ecrire_projet")
@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle_personne(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Write down somebody the child says counts."""
    enfant = _child(request, enfant_id, "ecrire_projet")
    form = PersonneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = form.apply(PersonneRessource(pk=form.ident, enfant=enfant))
        if form.enregistre(
            lambda: services.noter_personne(acteur=request.user, personne=row, version_lue=0),
            deja=lambda ident: PersonneRessource.objects.filter(pk=ident, enfant=enfant).exists(),
        ):
            messages.success(request, "C’est noté, avec ses mots.")
            return redirect("enfants:personnes", enfant_id=enfant.pk)
    return page_saisie(
        request,
        form,
        titre="Quelqu’un d’important",
        chapo=f"{enfant.prenom} · avec ses mots",
        retour=_back_people(enfant),
    )


@requires("ecrire_projet")
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_personne(request: RequeteConnectee, ressource_id: UUID) -> HttpResponse:
    """Correct a line: a name, how to reach them; former words stay in the versions."""
    row = _person(request, ressource_id)
    form = PersonneForm(request.POST or None, initial=PersonneForm.initial_of(row))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: services.noter_personne(
                acteur=request.user, personne=form.apply(row), version_lue=form.version_lue
            )
        )
    ):
        messages.success(request, "La ligne est corrigée.")
        return redirect("enfants:personnes", enfant_id=row.enfant_id)
    return page_saisie(
        request, form, titre="Corriger", chapo=str(row.enfant.prenom), retour=_back_people(row.enfant)
    )


@requires("ecrire_projet")
@require_http_methods(["GET", "HEAD", "POST"])
def reposer_personne(request: RequeteConnectee, ressource_id: UUID) -> HttpResponse:
    """Ask the child again: still important?"""
    row = _person(request, ressource_id)
    form = QuestionForm(request.POST or None, initial={"version": row.version})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: services.reposer_la_question(
                acteur=request.user,
                personne=row,
                le=form.cleaned_data["le"],
                toujours=form.cleaned_data["toujours"],
                mots=form.cleaned_data["mots"],
                version_lue=form.version_lue,
            )
        )
    ):
        messages.success(request, "La réponse de l’enfant est notée.")
        return redirect("enfants:personnes", enfant_id=row.enfant_id)
    return page_saisie(
        request,
        form,
        titre="Toujours important ?",
        chapo=f"{row.enfant.prenom} · {row.mots}",
        retour=_back_people(row.enfant),
    )


@requires("lire_soin_quotidien")
@require_safe
def rituels(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """The sheet of one child: how the evening, the night and the morning go."""
    enfant = _child(request, enfant_id, "lire_soin_quotidien")
    vue = fiches_de(request.user, [enfant.pk]).get(enfant.pk)
    _record_sheets([vue.fiche.pk] if vue else [], [enfant.pk])
    context = {
        "enfant": enfant,
        "vue": vue,
        "ecrit": request.user.has_perm("ecrire_soin_quotidien", enfant),
        "onglets": tabs_of(request, enfant),
    }
    return render_page(request, "enfants/rituels.html", context, fragment="contenu_panneau")


@requires("ecrire_soin_quotidien")
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_rituels(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Keep the sheet of a child up to date."""
    enfant = _child(request, enfant_id, "ecrire_soin_quotidien")
    rows = FicheRituels.objects.visible_to(request.user, "ecrire_soin_quotidien")
    fiche = rows.filter(enfant=enfant).first() or FicheRituels(enfant=enfant, version=0)
    _record_sheets([] if fiche._state.adding else [fiche.pk], [enfant.pk])
    form = RituelsForm(request.POST or None, initial=RituelsForm.initial_of(fiche))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: services.tenir_rituels(
                acteur=request.user, fiche=form.apply(fiche), version_lue=form.version_lue
            )
        )
    ):
        messages.success(request, "La fiche de rituels est à jour.")
        return redirect("enfants:rituels", enfant_id=enfant.pk)
    return page_saisie(
        request,
        form,
        titre="Fiche de rituels",
        chapo=f"{enfant.prenom} · des lignes courtes, pour qui vient ce soir",
        retour=(f"Rituels : {enfant.prenom}", reverse("enfants:rituels", args=[enfant.pk])),
    )


@requires("ecrire_soin_quotidien")
@require_http_methods(["GET", "HEAD", "POST"])
def relire_rituels(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Read again, nothing to change; a plain visit only leads to the sheet."""
    enfant = _child(request, enfant_id, "ecrire_soin_quotidien")
    if request.method == "POST":
        rows = FicheRituels.objects.visible_to(request.user, "ecrire_soin_quotidien")
        services.relire_rituels(acteur=request.user, fiche=get_object_or_404(rows, enfant=enfant))
        messages.success(request, "La fiche est relue, datée d’aujourd’hui.")
    return redirect("enfants:rituels", enfant_id=enfant.pk)


@requires("lire_soin_quotidien")
@require_safe
def rituels_maison(request: RequeteConnectee, maison_id: UUID) -> HttpResponse:
    """The sheets of the children of one house, for whoever takes over tonight."""
    maison = get_object_or_404(maisons_visibles(request.user, "lire_soin_quotidien"), pk=maison_id)
    soiree = soiree_de(request.user, maison)
    children = [ligne.soir.enfant.pk for ligne in soiree]
    _record_sheets([ligne.fiche.fiche.pk for ligne in soiree if ligne.fiche], children)
    people = [p for ligne in soiree for p in ligne.personnes]
    if people:
        record(
            "entourage.lecture",
            objets=[p.pk for p in people],
            enfants={p.enfant_id for p in people},
            type_objet="enfants.PersonneRessource",
        )
    return render(request, "enfants/rituels_maison.html", {"maison": maison, "soiree": soiree})


# --- inside ---------------------------------------------------------------------------


def _child(request: RequeteConnectee, enfant_id: UUID, permission: str) -> Enfant:
    return get_object_or_404(Enfant.objects.visible_to(request.user, permission), pk=enfant_id)


def _person(request: RequeteConnectee, pk: UUID) -> PersonneRessource:
    """Return a line this person may change; once closed it is only read."""
    rows = PersonneRessource.objects.visible_to(request.user, "ecrire_projet").select_related("enfant")
    row = get_object_or_404(rows, pk=pk)
    if row.fin is not None:
        raise Http404
    _record_people([row.pk], row.enfant)
    return row


def _record_people(ids: list[UUID], enfant: Enfant) -> None:
    record("entourage.lecture", objets=ids, enfants=[enfant.pk], type_objet="enfants.PersonneRessource")


def _record_sheets(ids: list[UUID], enfants: list[UUID]) -> None:
    record("entourage.rituels_lus", objets=ids, enfants=enfants, type_objet="enfants.FicheRituels")


def _back_people(enfant: Enfant) -> tuple[str, str]:
    return f"Personnes importantes : {enfant.prenom}", reverse("enfants:personnes", args=[enfant.pk])
