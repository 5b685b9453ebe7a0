"""From a runaway to the declaration of it: the four pages as somebody would have typed them, facts only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from protection.enums import Danger, DestinataireFugue, LieuIncident, RoleDansIncident
from protection.models import AlerteFugue, Fugue
from protection.selectors.fugue import ORIGINE
from socle.ui.typographie import heure_en_lettres, jour_en_toutes_lettres

#: Whom a runaway tells and a declaration knows by the same name.
COMMUNS = {DestinataireFugue.POLICE, DestinataireFugue.PARENTS, DestinataireFugue.ASE}

Page = dict[str, list[str]]


def pages_de(fugue: Fugue, alertes: Sequence[AlerteFugue]) -> dict[str, Page]:
    """Return what each page of the declaration holds to begin with; its author reads it all before sending."""
    seen, noticed = (timezone.localtime(m) for m in (fugue.vue_le, fugue.constatee_le))
    return {
        "danger": _page(danger=Danger.INCONNU if fugue.rentree_le else Danger.OUI),
        "qui": _page(
            village=str(fugue.village_id),
            maison=str(fugue.maison_id or ""),
            lieu=LieuIncident.INCONNU,
            lieu_precis=str(fugue.vue_ou),
            survenu_le=seen.date().isoformat(),
            survenu_heure=f"{seen:%H:%M}",
            constate_le=noticed.date().isoformat(),
            constate_heure=f"{noticed:%H:%M}",
            qui_0=f"e:{fugue.enfant_id}",
            role_0=RoleDansIncident.VICTIME,
            nom_0="",
        ),
        "faits": _page(faits=_facts(fugue), circonstances="", paroles="", avis=""),
        "fait": _page(mesures=_done(alertes), **_alerts(alertes)),
        ORIGINE: {"id": [str(fugue.pk)]},
    }


def _page(**champs: str) -> Page:
    return {nom: [str(texte)] for nom, texte in champs.items()}


def _moment(le: datetime) -> str:
    return f"{jour_en_toutes_lettres(le)} à {heure_en_lettres(le)}"


def _facts(fugue: Fugue) -> str:
    seen = [f"Vu pour la dernière fois {_moment(fugue.vue_le)}"]
    seen += [f"lieu : {fugue.vue_ou}"] if fugue.vue_ou else []
    seen += [f"par {fugue.vue_par}"] if fugue.vue_par else []
    lines = ["Fugue.", ", ".join(seen) + ".", f"Absence remarquée {_moment(fugue.constatee_le)}."]
    for label, texte in (("Vêtements", fugue.vetements), ("Avec lui", fugue.emporte)):
        lines += [f"{label} : {texte}"] if texte else []
    if fugue.rentree_le is not None:
        lines.append(f"De retour {_moment(fugue.rentree_le)}.")
    return "\n".join(lines)


def _done(alertes: Sequence[AlerteFugue]) -> str:
    lines = []
    for alerte in alertes:
        number = f", numéro {alerte.reference}" if alerte.reference else ""
        what = "Retour dit à" if alerte.du_retour else "Prévenu :"
        lines.append(f"{what} {alerte.get_destinataire_display()}, {_moment(alerte.le)}{number}.")
    return "\n".join(lines)


def _alerts(alertes: Sequence[AlerteFugue]) -> dict[str, str]:
    found: dict[str, str] = {}
    for alerte in alertes:
        code = alerte.destinataire
        if code not in COMMUNS or alerte.du_retour or f"alerte_{code}" in found:
            continue
        le = timezone.localtime(alerte.le)
        found |= {
            f"alerte_{code}": "on",
            f"jour_{code}": le.date().isoformat(),
            f"heure_{code}": f"{le:%H:%M}",
            f"canal_{code}": alerte.canal,
            f"qui_{code}": str(alerte.interlocuteur),
        }
    return found
