"""Clocks of prevention, the association's own, as data."""

from __future__ import annotations

from datetime import date

from socle.echeances.calendrier import Delai
from socle.echeances.enums import Certitude, Unite
from socle.echeances.regles import Regle

CARTE, MESURE, ACTION_PREVUE = "PRE-01", "PRE-02", "PRE-03"


def _regle(
    code: str, titre: str, obligation: str, declencheur: str, *, icone: str, delai: Delai | None = None,
    periode: Delai | None = None, avertir: tuple[Delai, ...] = (),
) -> Regle:  # fmt: skip
    return Regle(
        code=code,
        titre=titre,
        obligation=obligation,
        declencheur=declencheur,
        delai=delai,
        periode=periode,
        avertir=avertir,
        acteur_legal="association",
        acteur_interne="direction",
        source="Politique de protection de l’association",
        certitude=Certitude.A,
        verifiee_le=date(2026, 11, 27),
        permission="tenir_piliers",
        icone=icone,
    )


REGLES_PILIERS = [
    _regle(
        CARTE,
        "Valider la carte des risques",
        "Chaque village regarde une fois par an ce qui pourrait arriver à un enfant, avec les enfants.",
        "la dernière carte validée, sinon le 1er janvier",
        delai=Delai(3, Unite.MOIS),
        periode=Delai(1, Unite.ANNEE),
        avertir=(Delai(1, Unite.MOIS),),
        icone="map",
    ),
    _regle(
        MESURE,
        "Prendre une mesure de la carte des risques",
        "Chaque risque a des mesures, quelqu’un qui en répond et une date.",
        "la date inscrite à la carte",
        icone="shield-check",
    ),
    _regle(
        ACTION_PREVUE,
        "Mener une action de prévention",
        "Une action prévue est menée, puis dite : ce qui en est sorti.",
        "la date prévue",
        icone="megaphone",
    ),
]
