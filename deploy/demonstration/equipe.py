"""The invented team of the demo: one person per row of the role matrix, and each house's adults."""

from __future__ import annotations

from dataclasses import dataclass

from deploy.demonstration.familles import VILLAGES
from socle.habilitations.roles import Role

V1, V2 = VILLAGES[0].nom, VILLAGES[1].nom


@dataclass(frozen=True)
class PersonneDemo:
    """A professional and their assignment; ``depuis`` counts days before today."""

    identifiant: str
    prenom: str
    nom: str
    role: Role
    village: str = ""
    maison: str = ""
    #: children of reference, by first name
    references: tuple[str, ...] = ()
    depuis: int = 600


_EF, _AF = Role.EDUCATEUR_FAMILIAL, Role.AIDE_FAMILIAL

#: Claire first: the person a newcomer becomes.
EQUIPE = (
    PersonneDemo("claire.renaud", "Claire", "Renaud", _EF, V1, "Les Tilleuls", depuis=1400),
    PersonneDemo("sabrina.lopez", "Sabrina", "Lopez", _AF, V1, "Les Tilleuls", depuis=420),
    PersonneDemo("manon.girard", "Manon", "Girard", Role.STAGIAIRE, V1, "Les Érables", depuis=45),
    PersonneDemo(
        "karim.belkacem", "Karim", "Belkacem", Role.EDUCATEUR_SPECIALISE, V1,
        references=("Inaya", "Noé", "Marie-Lou", "Soline", "Maël", "Bilal"), depuis=900,
    ),
    PersonneDemo(
        "helene.vidal", "Hélène", "Vidal", Role.PSYCHOLOGUE, V1,
        references=("Inaya", "Noé", "Kévin", "Félicie", "Bilal"), depuis=1100,
    ),
    PersonneDemo("dominique.roche", "Dominique", "Roche", Role.INFIRMIER, V1),
    PersonneDemo("martine.aubin", "Martine", "Aubin", Role.SECRETARIAT, V1, depuis=4000),
    PersonneDemo("fabrice.leconte", "Fabrice", "Leconte", Role.CHEF_DE_SERVICE, V1),
    PersonneDemo("veronique.saunier", "Véronique", "Saunier", Role.DIRECTEUR, V1, depuis=1800),
    PersonneDemo("olivier.chassagne", "Olivier", "Chassagne", Role.CADRE_ASTREINTE, V1),
    PersonneDemo("leila.amrani", "Leïla", "Amrani", Role.REFERENT_PARTICIPATION),
    PersonneDemo("anne-marie.duval", "Anne-Marie", "Duval", Role.REFERENT_PROTECTION),
    PersonneDemo("yves.marchal", "Yves", "Marchal", Role.SUPPLEANT_PROTECTION),
    PersonneDemo("catherine.noel", "Catherine", "Noël", Role.DIRECTION_GENERALE),
    PersonneDemo("bernard.lacroix", "Bernard", "Lacroix", Role.PRESIDENT),
    PersonneDemo("philippe.garnier", "Philippe", "Garnier", Role.SIEGE),
    PersonneDemo("isabelle.kowalski", "Isabelle", "Kowalski", Role.DPO),
    PersonneDemo("julien.teyssier", "Julien", "Teyssier", Role.ADMINISTRATEUR_TECHNIQUE),
    PersonneDemo("samuel.okafor", "Samuel", "Okafor", _EF, V1, "Les Érables", depuis=700),
    PersonneDemo("benedicte.lemoine", "Bénédicte", "Lemoine", _EF, V1, "Les Noisetiers", depuis=1700),
    PersonneDemo("josiane.ferrand", "Josiane", "Ferrand", _EF, V1, "Les Mésanges", depuis=2600),
    PersonneDemo("hugo.pasquier", "Hugo", "Pasquier", _AF, V1, "Les Mésanges", depuis=310),
    PersonneDemo("erwan.lebihan", "Erwan", "Le Bihan", _EF, V2, "Les Sorbiers", depuis=1500),
    PersonneDemo("nathalie.cordier", "Nathalie", "Cordier", _EF, V2, "Les Hirondelles", depuis=980),
    PersonneDemo("paulo.mendes", "Paulo", "Mendes", _EF, V2, "Les Genêts", depuis=820),
    PersonneDemo("aurelie.tissot", "Aurélie", "Tissot", _EF, V2, "La Passerelle", depuis=540),
    PersonneDemo("thierry.blanchet", "Thierry", "Blanchet", Role.DIRECTEUR, V2, depuis=2100),
)  # fmt: skip

#: (login, house, first day, last day, told to the children): in force tonight.
RELAIS = ("hugo.pasquier", "Les Noisetiers", -2, 5, True)

#: (login, village, rank, days from today): the roster of this week and the next.
ASTREINTES = (
    ("olivier.chassagne", V1, 1, -2, 4),
    ("fabrice.leconte", V1, 2, -2, 4),
    ("fabrice.leconte", V1, 1, 5, 11),
    ("thierry.blanchet", V2, 1, -2, 4),
)

#: The officer of the *aide sociale à l’enfance*, outside the association.
REFERENTE_ASE = "sandrine.moulin"
ENFANTS_DE_LA_REFERENTE = ("Inaya", "Noé", "Marie-Lou")
#: The child whose account stands for the last row of the matrix.
ENFANT_AVEC_COMPTE = "Soline"

#: Who writes when the *éducateur familial* rests (two evenings a week), by house.
REMPLACANTS = {
    "Les Tilleuls": "sabrina.lopez",
    "Les Érables": "manon.girard",
    "Les Mésanges": "hugo.pasquier",
    "Les Noisetiers": "hugo.pasquier",
}
