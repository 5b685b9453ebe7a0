"""Rows once read: plain facts, not yet compared with anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from fratries.effectif.colonnes import Entete
from fratries.effectif.fautes import FeuilleLue, Rapport, Remarque, as_text
from fratries.effectif.formats.base import Valeur


@dataclass(slots=True)
class Place:
    """Where a row stands, to say something about it later."""

    feuille: str
    ligne: int
    entete: Entete

    def remarque(self, code: str, valeur: Valeur, probleme: str, que_faire: str) -> Remarque:
        """``code`` is empty when the row as a whole is meant."""
        colonne = self.entete.titre(code) if code else ""
        return Remarque(self.feuille, self.ligne, colonne, as_text(valeur), probleme, que_faire)


@dataclass(slots=True)
class FicheMaison:
    place: Place
    village: str
    nom: str
    places: int
    dispositif: str
    #: the row has a fault: its name may be cited by others, it will not be written
    fautive: bool = False


@dataclass(slots=True)
class FichePersonne:
    place: Place
    nom: str
    prenom: str
    role: str
    lieu: str
    debut: date
    fin: date | None
    courriel: str


@dataclass(slots=True)
class FicheEnfant:
    """``prenom`` and ``naissance`` are empty in a row with a fault, which is still known by its number."""

    place: Place
    dossier: str
    nom: str
    prenom: str
    naissance: date | None
    sexe: str
    village: str
    maison: str
    arrivee: date | None
    depart: date | None
    fratrie: str
    lien: str
    ecole: str = ""
    classe: str = ""
    departement: str = ""
    referent: str = ""
    allergies: tuple[str, ...] = ()


@dataclass(slots=True)
class FicheMesure:
    place: Place
    dossier: str
    #: empty in a row with a fault
    nature: str
    autorite: str
    decision: date
    debut: date
    fin: date | None
    visite: str
    secret: bool


@dataclass(slots=True)
class FicheProche:
    place: Place
    dossier: str
    #: empty in a row with a fault
    lien: str
    sexe: str
    nom: str
    prenom: str
    autorite: str
    contact: str
    telephone: str


@dataclass
class Fiches:
    """Every row of a file that could be read, by kind."""

    rapport: Rapport = field(default_factory=Rapport)
    maisons: list[FicheMaison] = field(default_factory=list)
    personnes: list[FichePersonne] = field(default_factory=list)
    enfants: list[FicheEnfant] = field(default_factory=list)
    mesures: list[FicheMesure] = field(default_factory=list)
    proches: list[FicheProche] = field(default_factory=list)

    def ouvre(self, nom: str, table: str) -> FeuilleLue:
        feuille = FeuilleLue(nom, table)
        self.rapport.feuilles.append(feuille)
        return feuille
