"""« Qui peut voir ce dossier ? », and the dated exceptions of a file."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from enfants.forms.acces import AccordForm, RefusForm
from enfants.models import AccordEnfant, Enfant, RefusEnfant
from enfants.selectors.acces import accords_de, administre, enfants_administres, lecteurs_de, refus_de
from enfants.services.acces import accorder as donner_accord
from enfants.services.acces import droits_accordables, lever_refus, terminer_accord
from enfants.services.acces import refuser as poser_refus
from enfants.views.onglets import tabs_of
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.habilitations.roles import Capacite
from socle.outils.dates import aujourdhui


def _enfant(request: RequeteConnectee, enfant_id: UUID, capacite: Capacite) -> Enfant:
    found: Enfant = get_object_or_404(enfants_administres(request.user, capacite), pk=enfant_id)
    return found


@requires("lire_acces")
@require_safe
def qui_peut_voir(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Everyone who reaches this child today, why, and what is open to them."""
    enfant = _enfant(request, enfant_id, Capacite.LIRE_ACCES)
    lecteurs = lecteurs_de(enfant.pk)
    record(
        "acces.lecture",
        objets=[lecteur.compte for lecteur in lecteurs],
        enfants=[enfant.pk],
        type_objet="enfants.Enfant",
    )
    context = {
        "enfant": enfant,
        "jour": aujourdhui(),
        "groupes": [(groupe, list(rows)) for groupe, rows in groupby(lecteurs, key=lambda r: r.groupe)],
        "nombre": len(lecteurs),
        "accorde": administre(request.user, enfant, Capacite.ACCORDER_EXCEPTION),
        "onglets": tabs_of(request, enfant),
    }
    return render(request, "enfants/qui_peut_voir.html", context)


@requires("accorder_exception")
@require_safe
def exceptions(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Grants and denials on one child, over ones included."""
    enfant = _enfant(request, enfant_id, Capacite.ACCORDER_EXCEPTION)
    accords, refus = accords_de(enfant), refus_de(enfant)
    record(
        "exception.lecture",
        objets=[ligne.objet.pk for ligne in (*accords, *refus)],
        enfants=[enfant.pk],
        type_objet="enfants.AccordEnfant",
    )
    context = {"enfant": enfant, "accords": accords, "refus": refus}
    return render(request, "enfants/exceptions.html", context)


@requires("accorder_exception")
@require_http_methods(["GET", "HEAD", "POST"])
def accorder(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Open one child's file to an account, for a time."""
    enfant = _enfant(request, enfant_id, Capacite.ACCORDER_EXCEPTION)
    form = AccordForm(request.POST or None, accordables=droits_accordables(request.user, enfant))

    def act() -> None:
        values = form.cleaned_data
        donner_accord(
            acteur=request.user,
            enfant=enfant,
            compte=form.compte,
            droits=values["droits"],
            debut=values["debut"],
            fin=values["fin"],
            motif=values["motif"],
        )

    if request.method == "POST" and form.is_valid() and _done(form, act):
        messages.success(request, "Le dossier est ouvert à ce compte, aux dates données.")
        return redirect("enfants:exceptions", enfant_id=enfant.pk)
    return _page(request, "enfants/accorder.html", {"form": form, "enfant": enfant})


@requires("accorder_exception")
@require_http_methods(["GET", "HEAD", "POST"])
def refuser(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Shut one child's file to an account, whatever its roles."""
    enfant = _enfant(request, enfant_id, Capacite.ACCORDER_EXCEPTION)
    form = RefusForm(request.POST or None)

    def act() -> None:
        poser_refus(
            acteur=request.user,
            enfant=enfant,
            compte=form.compte,
            motif=form.cleaned_data["motif"],
            fin=form.cleaned_data["fin"],
        )

    if request.method == "POST" and form.is_valid() and _done(form, act):
        messages.success(request, "Ce dossier est fermé à ce compte dès maintenant.")
        return redirect("enfants:exceptions", enfant_id=enfant.pk)
    return _page(request, "enfants/refuser.html", {"form": form, "enfant": enfant})


@requires("accorder_exception")
@require_http_methods(["GET", "HEAD", "POST"])
def fin_accord(request: RequeteConnectee, accord_id: UUID) -> HttpResponse:
    """Confirm, then end a grant."""
    accord = get_object_or_404(
        AccordEnfant.objects.select_related("content_object"),
        pk=accord_id,
        content_object__in=enfants_administres(request.user, Capacite.ACCORDER_EXCEPTION),
    )
    return confirm(
        request,
        act=lambda: terminer_accord(acteur=request.user, accord=accord),
        adresse=reverse("enfants:fin_accord", args=[accord.pk]),
        retour=reverse("enfants:exceptions", args=[accord.content_object_id]),
        titre="Mettre fin à cet accord",
        phrase="Le dossier se ferme aussitôt pour ce compte, sauf ce que ses affectations lui ouvrent.",
        libelle="Mettre fin à l'accord",
        fait="L'accord est terminé.",
    )


@requires("accorder_exception")
@require_http_methods(["GET", "HEAD", "POST"])
def fin_refus(request: RequeteConnectee, refus_id: UUID) -> HttpResponse:
    """Confirm, then lift a denial."""
    refus = get_object_or_404(
        RefusEnfant.objects.select_related("enfant", "utilisateur"),
        pk=refus_id,
        enfant__in=enfants_administres(request.user, Capacite.ACCORDER_EXCEPTION),
    )
    return confirm(
        request,
        act=lambda: lever_refus(acteur=request.user, refus=refus),
        adresse=reverse("enfants:fin_refus", args=[refus.pk]),
        retour=reverse("enfants:exceptions", args=[refus.enfant_id]),
        titre="Lever ce refus",
        phrase="Le compte retrouvera aussitôt ce que ses affectations et ses accords lui ouvrent.",
        libelle="Lever le refus",
        fait="Le refus est levé.",
    )


# --- inside ---------------------------------------------------------------------------


def _done(form: forms.Form, act: Callable[[], None]) -> bool:
    """Do it; put what the service refuses beside its field."""
    try:
        act()
    except ValidationError as error:
        form.add_error(None, error)
    except PermissionDenied:
        form.add_error(None, "Vous ne pouvez pas donner ce droit.")
    return form.is_valid()


def _page(request: RequeteConnectee, template: str, context: dict[str, Any]) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if context["form"].is_bound else HTTPStatus.OK
    return render(request, template, context, status=status)


def confirm(
    request: RequeteConnectee,
    *,
    act: Callable[[], object],
    adresse: str,
    retour: str,
    titre: str,
    phrase: str,
    libelle: str,
    fait: str,
) -> HttpResponse:
    """Ask on a page of its own, then do it."""
    if request.method == "POST":
        try:
            act()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        except PermissionDenied as error:
            raise Http404 from error
        else:
            messages.success(request, fait)
        return redirect(retour)
    context = {"titre": titre, "phrase": phrase, "libelle": libelle, "genre": "danger"}
    return render(request, "ui/confirmation.html", context | {"action": adresse, "retour": retour})
