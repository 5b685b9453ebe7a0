"""The page of a plain form, shown by several apps."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page_saisie(
    request: HttpRequest,
    form: forms.Form,
    *,
    titre: str,
    retour: tuple[str, str],
    chapo: str = "",
    bouton: str = "Enregistrer",
    template: str = "ui/saisie.html",
    **contexte: object,
) -> HttpResponse:
    """Show a form with its errors; an invalid one answers 422. ``retour`` is where one came from."""
    contexte |= {"form": form, "titre": titre, "retour": retour, "chapo": chapo, "libelle_bouton": bouton}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, template, contexte, status=status)
