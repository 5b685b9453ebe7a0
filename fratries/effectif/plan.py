"""What an import would write: made by the checks, carried out by ``ecriture``, never stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from fratries.effectif.existant import EnfantConnu, LieuMaison, LieuVillage, PersonneConnue
from fratries.effectif.fiches import FicheMesure, FicheProche
from socle.outils.identifiants import nouvel_id


@dataclass(eq=False)
class MaisonPrevue:
    lieu: LieuMaison
    dispositif: str


@dataclass(eq=False)
class PersonnePrevue:
    nom: str
    prenom: str
    connue: PersonneConnue | None
    #: role, village, house, first day, last day
    affectations: list[tuple[str, LieuVillage | None, LieuMaison | None, date, date | None]] = field(
        default_factory=list
    )
    #: empty when there is one already
    courriel: str = ""


@dataclass(frozen=True)
class ScolaritePrevue:
    """The school of today: what is written of it, and what it is read as."""

    etablissement: str
    classe: str
    cadre: str
    niveau: str
    debut: date


@dataclass(frozen=True)
class InterlocuteurPrevu:
    """The référent ASE the file names, or, without ``nomme``, the Department's service alone."""

    nom: str
    service: str
    nomme: bool


@dataclass(eq=False)
class EnfantPrevu:
    """A child of the file, known already or not."""

    nom: str
    prenom: str
    naissance: date
    sexe: str
    empreinte: bytes
    village: LieuVillage
    connu: EnfantConnu | None
    lien: str
    dossier: str
    ident: UUID = field(default_factory=nouvel_id)
    #: house, arrival, departure, whether the house is over its capacity
    sejours: list[tuple[LieuMaison, date, date | None, bool]] = field(default_factory=list)
    #: every stay the file tells, those that are there already included
    periodes: list[tuple[date, date | None]] = field(default_factory=list)
    scolarite: ScolaritePrevue | None = None
    interlocuteur: InterlocuteurPrevu | None = None
    #: as the file writes them, those that are there already left out
    allergies: list[str] = field(default_factory=list)
    #: whether ``dossier`` is to be written
    numero_a_noter: bool = False


@dataclass(eq=False)
class FratriePrevue:
    village: LieuVillage
    membres: list[EnfantPrevu]
    ident: UUID
    nouvelle: bool


@dataclass(eq=False)
class ProchePrevu:
    """A relative of one child, or of several siblings; not ``nouveau`` when the record is there already."""

    village: LieuVillage
    nom: str
    prenom: str
    sexe: str
    ident: UUID
    nouveau: bool
    telephones: list[str] = field(default_factory=list)
    liens: list[tuple[EnfantPrevu, FicheProche]] = field(default_factory=list)


@dataclass
class Plan:
    villages: list[LieuVillage] = field(default_factory=list)
    maisons: list[MaisonPrevue] = field(default_factory=list)
    personnes: list[PersonnePrevue] = field(default_factory=list)
    enfants: list[EnfantPrevu] = field(default_factory=list)
    fratries: list[FratriePrevue] = field(default_factory=list)
    mesures: list[tuple[EnfantPrevu, FicheMesure]] = field(default_factory=list)
    proches: list[ProchePrevu] = field(default_factory=list)
    #: files of the same identity that somebody else keeps, by digest
    ailleurs: dict[bytes, set[UUID]] = field(default_factory=dict)
