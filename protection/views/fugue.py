"""A child is not back: three pages, then the page of the runaway until the return interview."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from enfants.models import Enfant
from protection.enums import DestinataireFugue
from protection.forms.fugue import AlerteForm, EntretienForm, QuandForm, QuiForm, RetourForm
from protection.models import AlerteFugue, EntretienDeRetour, Fugue
from protection.querysets import DE_SERVICE
from protection.selectors.declaration import NUMEROS, numeros_d_astreinte
from protection.selectors.fugue import (
    dossier_fugue,
    enfants_de_service,
    fugues_ouvertes,
    lignes_des_fugues,
    lit_des_fugues,
)
from protection.services import fugue as services
from protection.services.alertes import ouvrir_par_la_fugue
from protection.views.acte import SAISIE, donnees
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.pages import page_saisie

#: The siège reads no child: its protection referent follows a runaway all the same, until the interview.
SUIVI = "whoever is on duty for the child, and the siège while it is not over: the list is the rule"
TITRES = ["Qui, quand, où ?", "À quoi on le ou la reconnaît", "Qui est prévenu, à quelle heure ?"]


@requires(None, raison=SUIVI)
@require_safe
def fugues(request: RequeteConnectee) -> HttpResponse:
    """The runaways one reads: the children who are not back first."""
    if not lit_des_fugues(request.user):
        raise Http404
    lignes = lignes_des_fugues(request.user)
    record(
        "fugues.liste",
        objets=[ligne.fugue.pk for ligne in lignes],
        enfants=sorted({ligne.fugue.enfant_id for ligne in lignes}),
        type_objet="protection.Fugue",
    )
    signale = bool(enfants_de_service(request.user))
    return render(request, "protection/fugues.html", {"lignes": lignes, "signale": signale})


@requires(DE_SERVICE)
@require_http_methods(SAISIE)
def nouvelle_fugue(request: RequeteConnectee) -> HttpResponse:
    """First page: who, when, where; the runaway exists as soon as it is sent, once however often."""
    enfants = enfants_de_service(request.user)
    initial = {"enfant": request.GET.get("enfant", "")}
    form = QuiForm(donnees(request), enfants=enfants, initial=initial)
    if request.method == "POST" and form.is_valid():
        fugue = form.fugue()
        if form.enregistre(lambda: services.signaler_fugue(acteur=request.user, fugue=fugue), deja=_known):
            return redirect("protection:fugue_signalement", fugue_id=fugue.pk)
    context = etape(0, form) | {
        "numeros": [n for n in NUMEROS if n.numero in {"17", "112", "15"}],
        "astreinte": numeros_d_astreinte(request.user),
        "ouvertes": fugues_ouvertes(request.user),
    }
    return render(request, "protection/fugue_nouvelle.html", context, status=_status(form))


@requires(DE_SERVICE)
@require_safe
def fugue_de(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """From a child’s page: the runaway that is open, else the first page about this child."""
    enfant = get_object_or_404(Enfant.objects.visible_to(request.user, DE_SERVICE), pk=enfant_id)
    found = Fugue.objects.visible_to(request.user, DE_SERVICE).open().filter(enfant=enfant).first()
    if found is not None:
        return redirect(_address(found))
    return redirect(f"{reverse('protection:nouvelle_fugue')}?enfant={enfant.pk}")


@requires(DE_SERVICE)
@require_http_methods(SAISIE)
def fugue_quand(request: RequeteConnectee, fugue_id: UUID) -> HttpResponse:
    """Correct the first page."""
    found = _on_duty(request, fugue_id)
    form = QuandForm(donnees(request), initial=QuandForm.initial_of(found))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: services.corriger_fugue(acteur=request.user, fugue=found, champs=form.champs_fugue)
        )
    ):
        return redirect("protection:fugue_signalement", fugue_id=found.pk)
    return page_saisie(
        request, form, titre="Quand et où ?", retour=("La fugue", _address(found)), bouton="Continuer"
    )


@requires(DE_SERVICE)
@require_http_methods(SAISIE)
def fugue_alertes(request: RequeteConnectee, fugue_id: UUID) -> HttpResponse:
    """Third page: whom the protocol asks to tell, the delay left, one touch to call and one to note it."""
    found = _on_duty(request, fugue_id)
    sent: AlerteForm | None = None
    if request.method == "POST":
        qui = _recipient(request.POST.get("destinataire", ""))
        form = sent = AlerteForm(request.POST, destinataire=qui)
        if form.is_valid() and form.enregistre(
            lambda: services.noter_alerte(acteur=request.user, alerte=form.alerte(found)),
            deja=lambda ident: AlerteFugue.objects.filter(pk=ident, fugue=found).exists(),
        ):
            messages.success(request, "C’est noté.")
            return redirect(f"{reverse('protection:fugue_alertes', args=[found.pk])}#{qui.value}")
    vue = dossier_fugue(request.user, found)
    lines = [(ligne, _alert_form(ligne.destinataire, sent)) for ligne in vue.a_prevenir]
    context = etape(2, sent) | {
        "fugue": found,
        "vue": vue,
        "lignes": lines,
        "dix_sept": next(n for n in NUMEROS if n.numero == "17"),
        "astreinte": numeros_d_astreinte(request.user),
    }
    return render(request, "protection/fugue_alertes.html", context, status=_status(sent))


@requires(None, raison=SUIVI)
@require_safe
def fugue(request: RequeteConnectee, fugue_id: UUID) -> HttpResponse:
    """One runaway: hours, delays, who was told, the return, the interview."""
    rows = Fugue.objects.visible_to(request.user, DE_SERVICE).select_related("village", "maison", "photo")
    found: Fugue = get_object_or_404(rows, pk=fugue_id)
    _record("fugues.lecture", found)
    ouvrir_par_la_fugue(acteur=request.user, fugue=found)
    vue = dossier_fugue(request.user, found)
    return render(request, "protection/fugue.html", {"fugue": found, "vue": vue})


@requires(DE_SERVICE)
@require_http_methods(SAISIE)
def fugue_retour(request: RequeteConnectee, fugue_id: UUID) -> HttpResponse:
    """The child is back."""
    found = _on_duty(request, fugue_id)
    form = RetourForm(donnees(request))

    def acte() -> object:
        data = form.cleaned_data
        return services.noter_retour(
            acteur=request.user, fugue=found, le=form.moment, par=data["par"] or "", etat=data["etat"] or ""
        )

    if request.method == "POST" and not found.ouverte:
        return redirect(_address(found))
    if request.method == "POST" and form.is_valid() and form.enregistre(acte):
        messages.success(request, "Le retour est noté. Dites-le maintenant à ceux qui cherchent.")
        return redirect("protection:fugue_alertes", fugue_id=found.pk)
    return page_saisie(
        request,
        form,
        titre="L’enfant est rentré",
        chapo="D’abord l’enfant : chaleur, repas, sommeil. Les questions viendront après.",
        retour=("La fugue", _address(found)),
        bouton="Noter le retour",
    )


@requires(DE_SERVICE)
@require_http_methods(SAISIE)
def fugue_entretien(request: RequeteConnectee, fugue_id: UUID) -> HttpResponse:
    """The return interview: the child’s words apart, what changes."""
    found = _on_duty(request, fugue_id)
    form = EntretienForm(donnees(request))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: services.tenir_entretien(acteur=request.user, entretien=form.entretien(found)),
            deja=lambda ident: EntretienDeRetour.objects.filter(pk=ident, fugue=found).exists(),
        )
    ):
        messages.success(request, "L’entretien est noté.")
        return redirect(_address(found))
    return page_saisie(
        request,
        form,
        titre="L’entretien de retour",
        chapo="Écouter, sans punir ni faire répéter. Ses mots sont gardés à part.",
        retour=("La fugue", _address(found)),
    )


def etape(rang: int, form: Any) -> dict[str, Any]:
    """Say which of the three pages this is."""
    return {"rang": rang + 1, "total": len(TITRES), "titre": TITRES[rang], "form": form}


# --- inside ---------------------------------------------------------------------------


def _on_duty(request: RequeteConnectee, ident: UUID) -> Fugue:
    """Fetch a runaway one may act on: not visible is 404."""
    rows = Fugue.objects.visible_to(request.user, DE_SERVICE).on_duty(request.user)
    found: Fugue = get_object_or_404(rows.select_related("enfant", "photo"), pk=ident)
    return found


def _known(ident: UUID) -> bool:
    return Fugue.objects.filter(pk=ident).exists()


def _recipient(code: str) -> DestinataireFugue:
    try:
        return DestinataireFugue(code)
    except ValueError:
        raise Http404 from None


def _alert_form(qui: DestinataireFugue, sent: AlerteForm | None) -> AlerteForm:
    if sent is not None and sent.data.get("destinataire") == qui.value:
        return sent
    return AlerteForm(destinataire=qui)


def _address(found: Fugue) -> str:
    return reverse("protection:fugue", args=[found.pk])


def _status(form: Any) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form is not None and form.errors else HTTPStatus.OK


def _record(code: str, found: Fugue) -> None:
    record(code, objets=[found.pk], enfants=[found.enfant_id], type_objet="protection.Fugue")
