"""What the pages of a declaration share: whose it is, where one stands in it, and its clock."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from protection.models import DeclarationEnCours
from protection.regles import ALERTE_INTERNE, REGLES
from protection.selectors.declaration import ma_declaration, peut_declarer
from socle.comptes.models import Utilisateur
from socle.echeances.etats import Echeance, calculer
from socle.echeances.regles import Fait
from socle.echeances.selectors import delais_de, reglages_en_vigueur
from socle.habilitations.decorators import RequeteConnectee

RAISON = "any professional declares, whatever their rights"
TITRES = {
    "danger": "Quelqu’un est-il en danger ?",
    "qui": "Qui, où, quand ?",
    "faits": "Que s’est-il passé ?",
    "fait": "Qu’avez-vous fait ?",
}
ORDRE = [*TITRES, "relire"]


def declares(user: Utilisateur) -> None:
    """Nothing is there for who does not work for the association today."""
    if not peut_declarer(user):
        raise Http404


def mine(user: Utilisateur, ident: UUID) -> DeclarationEnCours | None:
    """Return the declaration this person is writing, None once it is sent."""
    return DeclarationEnCours.objects.of(user.pk).filter(pk=ident).first()


def sent_already(request: RequeteConnectee, ident: UUID) -> HttpResponse:
    """Back on a page of what is sent: it shows what was sent."""
    if ma_declaration(request.user, ident) is None:
        raise Http404
    return redirect("protection:ma_declaration", incident_id=ident)


def address(nom: str, ident: UUID) -> str:
    return reverse(f"protection:declarer_{nom}", args=[ident])


def steps(nom: str) -> dict[str, object]:
    """Say which of the five pages this is."""
    rang = ORDRE.index(nom) + 1
    return {"rang": rang, "total": len(ORDRE), "titre": TITRES.get(nom, "Relire et envoyer")}


def clock(row: DeclarationEnCours) -> Echeance | None:
    """The internal alert, from what is kept of the moment it was seen; none before it is known."""
    kept = row.contenu.get("qui", {})
    jour = (kept.get("constate_le") or [""])[-1]
    if not jour:
        return None
    heure = (kept.get("constate_heure") or [""])[-1] or "00:00"
    try:
        depart = timezone.make_aware(datetime.fromisoformat(f"{jour}T{heure}"))
    except ValueError:
        return None
    regle = next(r for r in REGLES if r.code == ALERTE_INTERNE)
    fait = Fait(regle=regle.code, objet=row.pk, sujet="", adresse="", depart=depart)
    return calculer(regle, fait, delais_de(regle, reglages_en_vigueur()), timezone.now())
