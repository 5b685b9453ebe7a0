"""Noting what is handed over, on arrival as on leaving."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from enfants.enums import Destinataire, PieceRemise
from enfants.forms.depart import RemiseForm
from enfants.models import Remise, Sejour
from enfants.services.admission import remettre
from socle.habilitations.decorators import RequeteConnectee
from socle.ui.pages import page_saisie


def saisir_remise(
    request: RequeteConnectee,
    form: RemiseForm,
    sejour: Sejour,
    *,
    titre: str,
    chapo: str,
    retour: tuple[str, str],
) -> HttpResponse:
    """Show the form, or save what it says once and go back to the list."""

    def act() -> None:
        data = form.cleaned_data
        remettre(
            acteur=request.user,
            sejour=sejour,
            lot=form.ident,
            pieces=[PieceRemise(code) for code in data["pieces"]],
            destinataires=[Destinataire(code) for code in data["destinataires"]],
            le=data["le"],
            facile_a_lire=data.get("facile_a_lire", False),
            sans_objet=data.get("sans_objet", False),
            precision=data["precision"],
        )

    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(act, deja=lambda lot: Remise.objects.filter(lot=lot, sejour=sejour).exists())
    ):
        messages.success(request, "C’est noté.")
        return redirect(retour[1])
    return page_saisie(request, form, titre=titre, chapo=chapo, retour=retour)
