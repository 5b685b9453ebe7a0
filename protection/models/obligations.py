"""What every record of an incident declares of itself."""

from __future__ import annotations

from socle.outils.declarations import Categorie, Declaration, Mur

LONGUEUR_RECIT = 8000
LONGUEUR_MOTIF = 2000


def d_incident(droits: str, *, mur: Mur = Mur.PAR_INCIDENT, sujet: str = "incident_id") -> Declaration:
    """Return the obligations of a record kept under the incident's own key."""
    return Declaration(
        categorie=Categorie.INCIDENT,
        sujet=sujet,
        enfant=None,
        mur=mur,
        conservation="incident",
        droits=droits,
        lecture_tracee=True,
    )
