"""Alerts of the on-call chain: the list, one alert with each step, and a child's message when it is one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from protection.echelle import ECRIT, LIT, LIT_MESSAGE
from protection.forms.messages import SuiteForm
from protection.models import AlerteAstreinte, MessageDeSecurite, SuiteMessage
from protection.selectors.alertes import alertes_de, alertes_lues, suivi_de
from protection.selectors.chaine import de_la_chaine
from protection.selectors.declaration import NUMEROS, peut_declarer
from protection.selectors.messages import message_vu
from protection.services import alertes as services
from protection.services import messages as services_messages
from protection.views.acte import SAISIE, donnees
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.outils.identifiants import nouvel_id
from socle.ui.pages import page_saisie

POST_OU_RETOUR = ["GET", "HEAD", "POST"]


@requires(LIT)
@require_safe
def alertes(request: RequeteConnectee) -> HttpResponse:
    """The alerts of what one handles, each with its steps; seen in a list is not opened."""
    lignes = alertes_de(request.user)
    record("alertes.liste", objets=[ligne.alerte.pk for ligne in lignes], type_objet=services.OBJET)
    return render(request, "protection/alertes.html", {"lignes": lignes})


@requires(LIT)
@require_safe
def alerte(request: RequeteConnectee, alerte_id: UUID) -> HttpResponse:
    """One alert. Opening it is recorded and stops the chain: whoever was woken has read.

    Whoever reads a runaway without being of the chain opens nothing.
    """
    found = _alerte(request, alerte_id)
    prend = found.fugue_id is None or de_la_chaine(request.user, found)
    if prend:
        services.noter_lecture(acteur=request.user, alerte=found)
    record("alertes.lecture", objets=[found.pk], type_objet=services.OBJET)
    context: dict[str, object] = {
        "alerte": found,
        "suivi": suivi_de(found),
        "prend": prend and not found.eteinte,
        "numeros": NUMEROS,
    }
    if found.message is not None:
        record("messages.lecture", objets=[found.message.pk], type_objet=services_messages.OBJET)
        context |= {
            "message": message_vu(request.user, found.message),
            "ecrit": request.user.has_perm(ECRIT),
            "declare": peut_declarer(request.user),
            "envoi": nouvel_id(),
        }
    return render(request, "protection/alerte.html", context)


@requires(LIT)
@require_http_methods(POST_OU_RETOUR)
def prendre_alerte(request: RequeteConnectee, alerte_id: UUID) -> HttpResponse:
    """« Je m’en occupe »."""
    found = _alerte(request, alerte_id)
    if request.method == "POST":
        services.prendre_en_charge(acteur=request.user, alerte=found)
        messages.success(request, "C’est noté : vous vous en occupez.")
    return redirect("protection:alerte", alerte_id=found.pk)


@requires(ECRIT)
@require_http_methods(SAISIE)
def suite_message(request: RequeteConnectee, alerte_id: UUID) -> HttpResponse:
    """What is done about a child's message, and what the child was answered."""
    message = _message(request, alerte_id)
    form, retour = SuiteForm(donnees(request)), reverse("protection:alerte", args=[alerte_id])

    def act() -> SuiteMessage:
        return services_messages.noter_suite(
            acteur=request.user,
            message=message,
            ident=form.ident,
            fait=form.cleaned_data["fait"],
            reponse=form.cleaned_data["reponse"],
        )

    def known(ident: UUID) -> bool:
        return SuiteMessage.objects.filter(pk=ident, message=message).exists()

    if request.method == "POST" and form.is_valid() and form.enregistre(act, deja=known):
        messages.success(request, "La suite est notée.")
        return redirect(retour)
    return page_saisie(
        request,
        form,
        titre="La suite de ce message",
        chapo="Ce que vous écrivez reste avec les mots de l’enfant.",
        retour=("L’alerte", retour),
    )


@requires(ECRIT)
@require_http_methods(POST_OU_RETOUR)
def declarer_depuis_message(request: RequeteConnectee, alerte_id: UUID) -> HttpResponse:
    """Begin a declaration with the child's words in it."""
    message = _message(request, alerte_id)
    if request.method != "POST":
        return redirect("protection:alerte", alerte_id=alerte_id)
    try:
        ident = UUID(request.POST.get("envoi", ""))
    except ValueError:
        raise Http404 from None
    begun = services_messages.declarer_depuis(acteur=request.user, message=message, ident=ident)
    return redirect("protection:declarer_danger", declaration_id=begun)


# --- inside ---------------------------------------------------------------------------


def _alerte(request: RequeteConnectee, ident: UUID) -> AlerteAstreinte:
    found: AlerteAstreinte = get_object_or_404(alertes_lues(request.user), pk=ident)
    return found


def _message(request: RequeteConnectee, alerte_id: UUID) -> MessageDeSecurite:
    found = _alerte(request, alerte_id)
    rows = MessageDeSecurite.objects.visible_to(request.user, LIT_MESSAGE)
    message: MessageDeSecurite = get_object_or_404(rows, pk=found.message_id)
    return message
