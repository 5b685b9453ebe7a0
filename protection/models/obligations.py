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


def d_fugue(droits: str, *, mur: Mur = Mur.PAR_FUGUE) -> Declaration:
    """Return the obligations of a record of a runaway: of the journal, under the child's own key.

    No path to the child here: the siège follows it without reaching the child, so the list itself is the rule.
    """
    return Declaration(
        categorie=Categorie.JOURNAL,
        sujet="enfant_id",
        enfant=None,
        mur=mur,
        conservation="dossier_enfant",
        droits=droits,
        lecture_tracee=True,
    )
