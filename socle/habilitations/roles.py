"""The matrix roles × categories, as code: who may read, write, validate or declare what.

Source: the association's matrix (docs/reference/roles.md shows it, tests assert it cell by
cell). A *reserve* narrows a right: a reserved right never opens the whole category.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import models

from socle.outils.declarations import Categorie


class Action(StrEnum):
    """What a person does with a category."""

    LIRE = "lire"
    ECRIRE = "ecrire"
    VALIDER = "valider"
    DECLARER = "declarer"


class Reserve(StrEnum):
    """The part of a category a reserved right opens."""

    CONTACTS = "contacts"  # who may not approach, who may call or collect
    COMMUNICABLE = "communicable"  # communicable writings, never personal notes
    CONSENTEMENTS = "consentements"  # who consents
    NOMMES = "nommes"  # children named in an incident
    SIEN = "sien"  # one's own declarations, answers, file
    ADRESSE = "adresse"  # what is addressed to the reader
    SECURITE = "securite"  # safety messages
    AFFECTE = "affecte"  # incidents one is assigned to
    TRANSMIS = "transmis"  # what was transmitted
    PRENOM = "prenom"  # first name only
    INSTANCES = "instances"  # campaigns and councils
    SANS_NOMS = "sans_noms"  # serious incidents, without names
    CLASSEMENT = "classement"  # filing a piece without reading it
    VERSION_ENFANT = "version_enfant"  # the child's version


class Perimetre(StrEnum):
    """What an assignment to a role points at."""

    MAISON = "maison"
    REFERENCE = "reference"
    VILLAGE = "village"
    ASTREINTE = "astreinte"
    EXCEPTION = "exception"
    ASSOCIATION = "association"
    SOI = "soi"


class Role(models.TextChoices):
    """Rows of the matrix. Several roles may be held at once, each with its dates."""

    EDUCATEUR_FAMILIAL = "educateur_familial", "éducateur familial"
    AIDE_FAMILIAL = "aide_familial", "aide familial"
    STAGIAIRE = "stagiaire", "stagiaire"
    EDUCATEUR_SPECIALISE = "educateur_specialise", "éducateur spécialisé"
    PSYCHOLOGUE = "psychologue", "psychologue"
    INFIRMIER = "infirmier", "infirmier"
    SECRETARIAT = "secretariat", "secrétariat"
    CHEF_DE_SERVICE = "chef_de_service", "chef de service"
    DIRECTEUR = "directeur", "directeur"
    CADRE_ASTREINTE = "cadre_astreinte", "cadre d’astreinte"
    REFERENT_PARTICIPATION = "referent_participation", "référent participation"
    REFERENT_PROTECTION = "referent_protection", "référent protection"
    SUPPLEANT_PROTECTION = "suppleant_protection", "suppléant du référent protection"
    DIRECTION_GENERALE = "direction_generale", "direction générale"
    PRESIDENT = "president", "présidence de l’association"
    REFERENT_ASE = "referent_ase", "référent ASE"
    SIEGE = "siege", "siège"
    DPO = "dpo", "délégué à la protection des données"
    ADMINISTRATEUR_TECHNIQUE = "administrateur_technique", "administrateur technique"
    ENFANT = "enfant", "enfant ou jeune"


class Capacite(StrEnum):
    """What a role may do that is not about one category of a child's file."""

    LIRE_ORGANISATION = "lire_organisation"
    ECRIRE_ORGANISATION = "ecrire_organisation"
    AFFECTER = "affecter"
    AFFECTER_DIRECTION = "affecter_direction"
    ACCORDER_EXCEPTION = "accorder_exception"
    ACCES_EXCEPTIONNEL = "acces_exceptionnel"
    ENROLER_TABLETTE = "enroler_tablette"
    GERER_COMPTES = "gerer_comptes"
    LIRE_AUDIT = "lire_audit"
    LIRE_ACCES = "lire_acces"
    OUVRIR_COMPTE_ENFANT = "ouvrir_compte_enfant"
    DETRUIRE_DOSSIER = "detruire_dossier"
    REINITIALISER = "reinitialiser"
    ADRESSE_PROTEGEE = "adresse_protegee"
    #: the place of a child kept secret from somebody, on what leaves the village
    LIRE_LIEU_CACHE = "lire_lieu_cache"
    REGLER_ECHEANCES = "regler_echeances"
    #: attestations d’honorabilité of the people one answers for
    TENIR_HONORABILITE = "tenir_honorabilite"
    #: the four pillars of the child-protection policy: figures, trainings, risks, what is done about them
    LIRE_PILIERS = "lire_piliers"
    TENIR_PILIERS = "tenir_piliers"
    #: a list leaves as a spreadsheet: one who answers for the files of a village
    EXPORTER = "exporter"


@dataclass(frozen=True)
class Droit:
    """One right in a cell of the matrix."""

    action: Action
    reserve: Reserve | None = None


_ACTIONS = {"R": Action.LIRE, "W": Action.ECRIRE, "V": Action.VALIDER, "D": Action.DECLARER}


def _cell(text: str) -> frozenset[Droit]:
    """Read ``"RW"`` or ``"D R:sien"``: letters, each group with an optional reserve."""
    droits = set()
    for group in text.split():
        letters, _, reserve = group.partition(":")
        droits |= {Droit(_ACTIONS[letter], Reserve(reserve) if reserve else None) for letter in letters}
    return frozenset(droits)


def _row(**cells: str) -> dict[Categorie, frozenset[Droit]]:
    return {Categorie(code): _cell(text) for code, text in cells.items()}


PERIMETRES: dict[Role, Perimetre] = {
    Role.EDUCATEUR_FAMILIAL: Perimetre.MAISON,
    Role.AIDE_FAMILIAL: Perimetre.MAISON,
    Role.STAGIAIRE: Perimetre.MAISON,
    Role.EDUCATEUR_SPECIALISE: Perimetre.REFERENCE,
    Role.PSYCHOLOGUE: Perimetre.REFERENCE,
    Role.INFIRMIER: Perimetre.VILLAGE,
    Role.SECRETARIAT: Perimetre.VILLAGE,
    Role.CHEF_DE_SERVICE: Perimetre.VILLAGE,
    Role.DIRECTEUR: Perimetre.VILLAGE,
    Role.CADRE_ASTREINTE: Perimetre.ASTREINTE,
    Role.REFERENT_PARTICIPATION: Perimetre.ASSOCIATION,
    Role.REFERENT_PROTECTION: Perimetre.ASSOCIATION,
    Role.SUPPLEANT_PROTECTION: Perimetre.ASSOCIATION,
    Role.DIRECTION_GENERALE: Perimetre.ASSOCIATION,
    Role.PRESIDENT: Perimetre.ASSOCIATION,
    Role.REFERENT_ASE: Perimetre.EXCEPTION,
    Role.SIEGE: Perimetre.ASSOCIATION,
    Role.DPO: Perimetre.ASSOCIATION,
    Role.ADMINISTRATEUR_TECHNIQUE: Perimetre.ASSOCIATION,
    Role.ENFANT: Perimetre.SOI,
}

MATRICE: dict[Role, dict[Categorie, frozenset[Droit]]] = {
    Role.EDUCATEUR_FAMILIAL: _row(
        identite="R", journal="RW", soin_quotidien="RW", scolarite="RW", famille="R",
        justice_extrait="R", projet="RW", incident="D R:sien",
    ),
    Role.AIDE_FAMILIAL: _row(
        identite="R", journal="RW", soin_quotidien="R", scolarite="R", famille="R:contacts",
        projet="R", incident="D R:sien",
    ),
    Role.STAGIAIRE: _row(
        identite="R", journal="RW", soin_quotidien="R", scolarite="R", famille="R:contacts",
        projet="R", incident="D R:sien",
    ),
    Role.EDUCATEUR_SPECIALISE: _row(
        identite="R", journal="RW", soin_quotidien="R", scolarite="RW", famille="RW",
        justice_extrait="R", justice_pieces="R", projet="RW", psy="R:communicable",
        incident="D R:sien", parole="R:adresse",
    ),
    Role.PSYCHOLOGUE: _row(
        identite="R", journal="R", soin_quotidien="R", medical="R", scolarite="R", famille="RW",
        justice_extrait="R", justice_pieces="R", projet="RW", psy="RW", incident="R:affecte D",
        parole="R:adresse",
    ),
    Role.INFIRMIER: _row(
        identite="R", journal="R", soin_quotidien="RW", medical="RW", famille="R:consentements",
        projet="R", incident="D R:sien",
    ),
    Role.SECRETARIAT: _row(
        identite="RW", scolarite="W", famille="R:consentements", justice_extrait="R",
        justice_pieces="W:classement",
    ),
    Role.CHEF_DE_SERVICE: _row(
        identite="RW", journal="RW", soin_quotidien="R", scolarite="RW", famille="RW",
        justice_extrait="R", justice_pieces="RW", projet="RWV", psy="R:communicable",
        incident="RWV", parole="R:adresse",
    ),
    Role.DIRECTEUR: _row(
        identite="RW", journal="R", soin_quotidien="R", scolarite="R", famille="R",
        justice_extrait="R", justice_pieces="RW", projet="RWV", psy="R:communicable",
        incident="RWV", parole="R:adresse",
    ),
    Role.CADRE_ASTREINTE: _row(
        identite="R", journal="R", soin_quotidien="R", famille="R:contacts", justice_extrait="R",
        incident="RW", parole="R:securite",
    ),
    Role.REFERENT_PARTICIPATION: _row(identite="R:prenom", parole="R:instances R:adresse"),
    Role.REFERENT_PROTECTION: _row(identite="R:nommes", incident="RWV", parole="R:securite"),
    # The upper rungs of the ladder: an incident reaches them when those below may not handle it (ADR 0048).
    # A child's message « je ne me sens pas en sécurité » too (ADR 0050).
    Role.SUPPLEANT_PROTECTION: _row(identite="R:nommes", incident="RWV:affecte", parole="R:securite"),
    Role.DIRECTION_GENERALE: _row(identite="R:nommes", incident="RWV:affecte", parole="R:securite"),
    Role.PRESIDENT: _row(identite="R:nommes", incident="RWV:affecte", parole="R:securite"),
    Role.REFERENT_ASE: _row(
        identite="R", scolarite="R", famille="R", justice_extrait="R", justice_pieces="R",
        projet="R", psy="R:communicable", incident="R:transmis",
    ),
    Role.SIEGE: _row(incident="R:sans_noms"),
    Role.DPO: {},
    Role.ADMINISTRATEUR_TECHNIQUE: {},
    Role.ENFANT: _row(
        identite="R:sien", projet="RW:version_enfant", incident="R:sien", parole="R:sien W:sien"
    ),
}  # fmt: skip

_SOIGNANTS = {Capacite.LIRE_ORGANISATION, Capacite.ACCES_EXCEPTIONNEL}

CAPACITES: dict[Role, frozenset[Capacite]] = {
    Role.EDUCATEUR_FAMILIAL: frozenset(_SOIGNANTS),
    Role.AIDE_FAMILIAL: frozenset({Capacite.LIRE_ORGANISATION}),
    Role.STAGIAIRE: frozenset({Capacite.LIRE_ORGANISATION}),
    Role.EDUCATEUR_SPECIALISE: frozenset(_SOIGNANTS),
    Role.PSYCHOLOGUE: frozenset(_SOIGNANTS),
    Role.INFIRMIER: frozenset(_SOIGNANTS),
    Role.SECRETARIAT: frozenset({Capacite.LIRE_ORGANISATION, Capacite.EXPORTER}),
    Role.CHEF_DE_SERVICE: frozenset(
        _SOIGNANTS
        | {
            Capacite.ECRIRE_ORGANISATION,
            Capacite.ENROLER_TABLETTE,
            Capacite.LIRE_ACCES,
            Capacite.OUVRIR_COMPTE_ENFANT,
            Capacite.ADRESSE_PROTEGEE,
            Capacite.LIRE_LIEU_CACHE,
            Capacite.EXPORTER,
            Capacite.LIRE_PILIERS,
            Capacite.TENIR_PILIERS,
        }
    ),
    Role.DIRECTEUR: frozenset(
        _SOIGNANTS
        | {
            Capacite.ECRIRE_ORGANISATION,
            Capacite.AFFECTER,
            Capacite.ACCORDER_EXCEPTION,
            Capacite.ENROLER_TABLETTE,
            Capacite.LIRE_ACCES,
            Capacite.OUVRIR_COMPTE_ENFANT,
            Capacite.DETRUIRE_DOSSIER,
            Capacite.REINITIALISER,
            Capacite.ADRESSE_PROTEGEE,
            Capacite.LIRE_LIEU_CACHE,
            Capacite.EXPORTER,
            Capacite.LIRE_PILIERS,
            Capacite.TENIR_PILIERS,
            Capacite.TENIR_HONORABILITE,
        }
    ),
    Role.CADRE_ASTREINTE: frozenset(_SOIGNANTS),
    Role.REFERENT_PARTICIPATION: frozenset({Capacite.LIRE_ORGANISATION}),
    Role.REFERENT_PROTECTION: frozenset(
        {Capacite.LIRE_ORGANISATION, Capacite.LIRE_PILIERS, Capacite.TENIR_PILIERS}
    ),
    Role.SUPPLEANT_PROTECTION: frozenset({Capacite.LIRE_ORGANISATION, Capacite.LIRE_PILIERS}),
    Role.DIRECTION_GENERALE: frozenset({Capacite.LIRE_ORGANISATION, Capacite.LIRE_PILIERS}),
    Role.PRESIDENT: frozenset({Capacite.LIRE_ORGANISATION, Capacite.LIRE_PILIERS}),
    Role.REFERENT_ASE: frozenset(),
    Role.SIEGE: frozenset(
        {
            Capacite.LIRE_ORGANISATION,
            Capacite.ECRIRE_ORGANISATION,
            Capacite.AFFECTER_DIRECTION,
            Capacite.REGLER_ECHEANCES,
            Capacite.TENIR_HONORABILITE,
            Capacite.LIRE_PILIERS,
        }
    ),
    Role.DPO: frozenset(
        {
            Capacite.LIRE_ORGANISATION,
            Capacite.LIRE_AUDIT,
            Capacite.DETRUIRE_DOSSIER,
        }
    ),
    Role.ADMINISTRATEUR_TECHNIQUE: frozenset(
        {
            Capacite.LIRE_ORGANISATION,
            Capacite.GERER_COMPTES,
            Capacite.REINITIALISER,
            Capacite.REGLER_ECHEANCES,
        }
    ),
    Role.ENFANT: frozenset(),
}

#: Roles whose assignment reaches no child's row, whatever it points at.
SANS_DOSSIER = frozenset(
    role for role, kind in PERIMETRES.items() if kind in {Perimetre.ASSOCIATION, Perimetre.SOI}
)

#: Roles only the siège gives (« le siège pour les directions »).
ROLES_DU_SIEGE = frozenset(
    {
        Role.DIRECTEUR,
        Role.REFERENT_PROTECTION,
        Role.SUPPLEANT_PROTECTION,
        Role.DIRECTION_GENERALE,
        Role.PRESIDENT,
        Role.REFERENT_PARTICIPATION,
        Role.SIEGE,
        Role.DPO,
        Role.ADMINISTRATEUR_TECHNIQUE,
    }
)


def droits_de(role: Role, categorie: Categorie) -> frozenset[Droit]:
    """Return the rights of one cell of the matrix."""
    return MATRICE[role].get(categorie, frozenset())


def permet(role: Role, action: Action, categorie: Categorie, reserve: Reserve | None = None) -> bool:
    """Whether a cell opens the action; a whole right also opens each of its reserved parts."""
    cell = droits_de(role, categorie)
    return Droit(action) in cell or (reserve is not None and Droit(action, reserve) in cell)
