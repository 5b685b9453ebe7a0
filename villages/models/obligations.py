"""What every record of the organisation declares of itself."""

from __future__ import annotations

from socle.outils.declarations import Categorie, Declaration, Mur


def d_organisation(*, sujet: str | None = None, droits: str = "SIU") -> Declaration:
    return Declaration(
        categorie=Categorie.ORGANISATION,
        sujet=sujet,
        enfant=None,
        mur=Mur.SANS,
        conservation="organisation",
        droits=droits,
        lecture_tracee=False,
    )
