"""Asking for exports, having them made, reading them back."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from socle.exports.models import Export
from socle.habilitations.contexte import acting_as_system
from socle.taches.execution import run_now
from socle.taches.models import Tache

FINALITE = "Canarimotif pour le commissaire aux comptes"


def demander(
    client: Client,
    liste: str = "enfants",
    colonnes: tuple[str, ...] | list[str] = ("prenom", "nom"),
    filtres: str = "",
    finalite: str = FINALITE,
) -> HttpResponse:
    url = reverse("exports:demander", args=[liste]) + filtres
    envoi = client.get(url).context["form"]["envoi"].value()
    return client.post(url, {"envoi": envoi, "colonnes": list(colonnes), "finalite": finalite})


def exporter(client: Client, **champs: Any) -> Export:
    response = demander(client, **champs)
    assert response.status_code == 302, response.text
    run_now(Tache.objects.filter(code="exports.produire").latest("cree_le").pk)
    with acting_as_system(raison="test"):
        return Export.objects.latest("cree_le")


def telecharger(client: Client, export: Export) -> HttpResponse:
    return client.post(reverse("exports:fichier", args=[export.pk]))


def lignes(response: HttpResponse, feuille: str = "Enfants") -> list[list[object]]:
    assert response.status_code == 200, response.status_code
    return [[c.value for c in row] for row in load_workbook(BytesIO(response.content))[feuille].rows]


def a_lire(response: HttpResponse) -> str:
    return " ".join(str(row[0].value) for row in load_workbook(BytesIO(response.content))["À lire"].rows)


def tout(response: HttpResponse) -> str:
    book = load_workbook(BytesIO(response.content))
    cells = [str(cell.value) for sheet in book for row in sheet.rows for cell in row]
    heads = [str(sheet.oddHeader.center.text) + str(sheet.oddFooter.left.text) for sheet in book]
    return " ".join([*cells, *heads, *book.sheetnames, str(response.headers)])
