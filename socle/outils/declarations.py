"""What every model says of itself, and the test that refuses a model that stays silent.

A declaration is pure data. Row-level security, database grants, the roll-call, audit and
retention are derived from it, so that a rule is written once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Categorie(StrEnum):
    """What a record is about; columns of the role matrix, plus three that hold no child's data."""

    IDENTITE = "identite"
    JOURNAL = "journal"
    SOIN_QUOTIDIEN = "soin_quotidien"
    MEDICAL = "medical"
    SCOLARITE = "scolarite"
    FAMILLE = "famille"
    JUSTICE_EXTRAIT = "justice_extrait"
    JUSTICE_PIECES = "justice_pieces"
    PROJET = "projet"
    PSY = "psy"
    INCIDENT = "incident"
    PAROLE = "parole"
    #: villages, houses, professionals, assignments: no child's data
    ORGANISATION = "organisation"
    #: rights, exceptions, accounts, devices
    ACCES = "acces"
    #: keys, jobs, sessions, caches
    TECHNIQUE = "technique"


class Mur(StrEnum):
    """Which row-level rule stands on the table."""

    #: the table of children itself: perimeter by village or by id
    ENFANT = "enfant"
    #: a column ``enfant_id`` names the child
    PAR_ENFANT = "par_enfant"
    #: a column ``fratrie_id`` (or the sibling group's own ``id``) reaches the children
    FRATRIE = "fratrie"
    PAR_FRATRIE = "par_fratrie"
    #: the table of relatives: reached through a child they are tied to
    PROCHE = "proche"
    #: a tie: through its child, or through the relatives at both ends
    LIEN_FAMILIAL = "lien_familial"
    #: a column ``proche_id``, for those named for protected addresses only
    ADRESSE_PROTEGEE = "adresse_protegee"
    #: a column ``village_id``, about children no file of ours knows yet: who reads the whole village
    VILLAGE = "village"
    #: the register of a village, less the lines of a child one is denied
    REGISTRE = "registre"
    #: an incident: who handles it at its rung, is assigned to it or declared it, never who is set aside
    INCIDENT_SUIVI = "incident_suivi"
    #: a column ``incident_id``: who handles the incident, or is assigned to it
    PAR_INCIDENT = "par_incident"
    #: a piece of an incident: who handles it, and who declared it for what they joined themselves
    PIECE_INCIDENT = "piece_incident"
    #: who declared an incident: themselves, and who handles it at its rung; never who is only assigned
    DECLARANT_AU_RANG = "declarant_au_rang"
    #: the same two as they were first raised, before anybody could be assigned: no table stands behind them now
    INCIDENT = "incident"
    DECLARANT = "declarant"
    #: a text for the council: who handles incidents at its rung, never who is set aside from one it covers
    RESTITUTION = "restitution"
    #: what was transmitted about a child: who handles the incident, and whom it was granted to
    TRANSMIS = "transmis"
    #: what a house must do about a child, less those set aside from its incident; and who handles that one
    CONSIGNE = "consigne"
    #: a runaway child: who reaches the child, and the siège until the return interview is held
    FUGUE = "fugue"
    #: a column ``fugue_id``: the same people
    PAR_FUGUE = "par_fugue"
    #: an alert of the on-call chain: who handles the incident or the child's message that raised it, or
    #: reaches the child whose runaway did
    ALERTE_ET_FUGUE = "alerte_et_fugue"
    #: the same as it was first raised, before a runaway woke anybody: no table stands behind it now
    ALERTE = "alerte"
    #: a column ``alerte_id``
    PAR_ALERTE = "par_alerte"
    #: « je ne me sens pas en sécurité »: who stands at its rung, never those it is about nor the house
    MESSAGE = "message"
    #: a column ``message_id``
    PAR_MESSAGE = "par_message"
    #: a column ``village_id``, about no child: who answers for protection there, or in the association
    PILIER = "pilier"
    #: only its author's rows (drafts, receipts)
    AUTEUR = "auteur"
    #: only its author's rows, about many children at once (a roster on its way in)
    DEPOSANT = "deposant"
    #: only its recipient's rows (notices and what one wants of them)
    DESTINATAIRE = "destinataire"
    #: no child's data: on the explicit list of tables without row-level security
    SANS = "sans"


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """Obligations of one model.

    ``categorie``: the one category it belongs to.
    ``sujet``: attribute that holds the UUID of the subject whose key seals its fields
    (``"id"`` when the record is its own subject), ``None`` when nothing is sealed.
    ``enfant``: attribute that holds the child's UUID, ``None`` when the record has no child.
    ``mur``: the row-level rule of its table.
    ``conservation``: code of the retention rule.
    ``droits``: what the application role may do, among ``S``elect, ``I``nsert, ``U``pdate, ``D``elete.
    ``lecture_tracee``: whether showing it is written to the audit journal.
    ``categorie_par_ligne``: attribute that holds the row's own category: documents are filed under the
    category of what they are about, an alert under that of what raised it; ``categorie`` then opens
    nothing (ADR 0025, 0054).
    ``compte_enfant``: whether the child's own account reaches its rows in the database; every other
    walled table is closed to it, whatever the perimeter (ADR 0044).
    """

    categorie: Categorie
    sujet: str | None
    enfant: str | None
    mur: Mur
    conservation: str
    droits: str
    lecture_tracee: bool
    categorie_par_ligne: str | None = None
    compte_enfant: bool = False

    def __post_init__(self) -> None:
        if set(self.droits) - set("SIUD") or not self.droits:
            raise ValueError(f"droits must be letters of SIUD, not {self.droits!r}")
        if self.mur in {Mur.ENFANT, Mur.PAR_ENFANT} and self.enfant is None:
            raise ValueError(f"a wall {self.mur} needs the path to the child")
