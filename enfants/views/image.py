"""The right to one's image: answers about one child, and « peut-on publier cette photo ? »."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from enfants.enums import CategorieDocument, UsageImage
from enfants.forms.image import AccordForm, PublierForm, RetraitAccordForm
from enfants.mentions import noms_distincts
from enfants.models import DocumentEnfant, DroitImage, Enfant
from enfants.selectors.image import ECRIT, LIT, MAJORITE, SOURCE, Verdict, accords_de, verdicts
from enfants.selectors.titulaires import noms_des_titulaires
from enfants.services import image as services
from enfants.views.onglets import tabs_of
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.outils.dates import age_revolu, aujourdhui
from socle.outils.texte import plier
from socle.ui.htmx import render_page
from socle.ui.pages import page_saisie


@dataclass(frozen=True)
class ReponsePhoto:
    """One use for everybody on one picture: no as soon as one says no."""

    titre: str
    oui: bool
    contre: list[tuple[str, list[str]]]


@requires(LIT)
@require_safe
def droits_image(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Yes or no for each use, with the reasons, then each answer."""
    enfant = _child(request, enfant_id, LIT)
    accords = accords_de(request.user, enfant)
    _record([vu.accord.pk for vu in accords], [enfant.pk])
    context = {
        "enfant": enfant,
        "verdicts": verdicts(request.user, [enfant])[enfant.pk],
        "presents": [vu for vu in accords if vu.vaut],
        "anciens": [vu for vu in accords if not vu.vaut],
        "source": SOURCE,
        "ecrit": request.user.has_perm(ECRIT, enfant),
        "onglets": tabs_of(request, enfant),
    }
    return render_page(request, "enfants/droits_image.html", context, fragment="contenu_panneau")


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def nouvel_accord(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Write down somebody's answer to one use."""
    enfant = _child(request, enfant_id, ECRIT)
    naissance = enfant.date_naissance
    papers = DocumentEnfant.objects.readable_by(request.user).latest_versions()
    form = AccordForm(
        request.POST or None,
        enfant=enfant,
        titulaires=noms_des_titulaires(request.user, enfant),
        majeur=isinstance(naissance, date) and age_revolu(naissance, aujourdhui()) >= MAJORITE,
        papiers=list(papers.filter(enfant=enfant, categorie=CategorieDocument.IDENTITE)),
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: services.noter_accord(acteur=request.user, accord=form.accord()),
            deja=lambda ident: DroitImage.objects.filter(pk=ident, enfant=enfant).exists(),
        )
    ):
        messages.success(request, "La réponse est notée.")
        return redirect("enfants:droits_image", enfant_id=enfant.pk)
    return page_saisie(
        request,
        form,
        titre="Noter une réponse",
        chapo=f"{enfant.prenom} · chaque titulaire répond, et l’enfant aussi",
        retour=_back(enfant),
    )


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def retirer_accord(request: RequeteConnectee, droit_image_id: UUID) -> HttpResponse:
    """Withdraw an answer; what it allowed ends that day."""
    rows = DroitImage.objects.visible_to(request.user, ECRIT).select_related("enfant")
    accord = get_object_or_404(rows, pk=droit_image_id)
    _record([accord.pk], [accord.enfant_id])
    form = RetraitAccordForm(request.POST or None, initial={"revision": accord.revision})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: services.retirer_accord(
                acteur=request.user,
                accord=accord,
                le=form.cleaned_data["le"],
                revision=form.cleaned_data["revision"],
            )
        )
    ):
        messages.success(request, "L’accord est retiré. Retirez aussi les photos déjà publiées.")
        return redirect("enfants:droits_image", enfant_id=accord.enfant_id)
    return page_saisie(
        request,
        form,
        titre="Retirer cet accord",
        chapo=f"{accord.enfant.prenom} · {accord.nom} : {accord.get_usage_display()}",
        retour=_back(accord.enfant),
        bouton="Retirer",
    )


@requires(LIT)
@require_http_methods(["GET", "HEAD", "POST"])
def publier(request: RequeteConnectee) -> HttpResponse:
    """« Peut-on publier cette photo ? »: one yes or no per use, for everybody on it at once."""
    children = list(Enfant.objects.visible_to(request.user, LIT))
    noms = noms_distincts(children)
    order = sorted(noms, key=lambda pk: (plier(noms[pk]), pk))
    record("enfants.liste", objets=order, enfants=order, type_objet="enfants.Enfant")
    form = PublierForm(
        request.POST if request.method == "POST" else None, noms={pk: noms[pk] for pk in order}
    )
    reponses: list[ReponsePhoto] = []
    if form.is_bound and form.is_valid():
        chosen = set(form.cleaned_data["enfants"])
        shown = [enfant for enfant in children if str(enfant.pk) in chosen]
        found = verdicts(request.user, shown)
        _record([], [enfant.pk for enfant in shown])
        reponses = [
            _together([(noms[enfant.pk], found[enfant.pk][rank]) for enfant in shown])
            for rank in range(len(UsageImage))
        ]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form, "reponses": reponses, "source": SOURCE}
    return render(request, "enfants/publier.html", context, status=status)


# --- inside ---------------------------------------------------------------------------


def _together(answers: list[tuple[str, Verdict]]) -> ReponsePhoto:
    against = [(nom, verdict.contre) for nom, verdict in answers if verdict.contre]
    return ReponsePhoto(answers[0][1].titre, not against, against)


def _child(request: RequeteConnectee, enfant_id: UUID, permission: str) -> Enfant:
    return get_object_or_404(Enfant.objects.visible_to(request.user, permission), pk=enfant_id)


def _record(ids: list[UUID], enfants: list[UUID]) -> None:
    record("image.lecture", objets=ids, enfants=enfants, type_objet="enfants.DroitImage")


def _back(enfant: Enfant) -> tuple[str, str]:
    return f"Droit à l’image : {enfant.prenom}", reverse("enfants:droits_image", args=[enfant.pk])
