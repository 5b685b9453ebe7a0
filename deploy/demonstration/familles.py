"""The invented villages, houses and sibling groups of the demo. Any likeness is chance."""

from __future__ import annotations

from dataclasses import dataclass, field

from enfants.enums import NatureAbsence, Sexe
from fratries.enums import LienFratrie
from villages.enums import Dispositif

ASSOCIATION = "Les Villages de la Clairière (démonstration)"
TELEPHONE_NATIONAL = "01 99 00 00 00"

F, G = Sexe.FILLE, Sexe.GARCON


@dataclass(frozen=True)
class MaisonDemo:
    nom: str
    places: int
    dispositif: Dispositif = Dispositif.FAMILIALE


@dataclass(frozen=True)
class VillageDemo:
    nom: str
    finess: str
    telephone: str
    maisons: tuple[MaisonDemo, ...]


@dataclass(frozen=True)
class AbsenceDemo:
    """Nights away, in days from today: tonight when ``debut <= 0 < fin``."""

    nature: NatureAbsence
    debut: int
    fin: int
    precision: str


@dataclass(frozen=True)
class EnfantDemo:
    """A child: age in years and days past the birthday, house, days since arrival."""

    prenom: str
    nom: str
    sexe: Sexe
    age: int
    jours: int
    maison: str
    arrivee: int
    lien: LienFratrie = LienFratrie.GERMAIN
    #: an earlier house of the same village, and the day (before today) of the move
    venait_de: tuple[str, int] | None = None
    absences: tuple[AbsenceDemo, ...] = ()
    #: nights spent with a parent every other weekend
    week_ends: bool = False


@dataclass(frozen=True)
class AilleursDemo:
    """A sibling no file of ours knows."""

    prenom: str
    age: int | None
    lieu: str
    lien: LienFratrie = LienFratrie.GERMAIN


@dataclass(frozen=True)
class FamilleDemo:
    enfants: tuple[EnfantDemo, ...]
    ailleurs: tuple[AilleursDemo, ...] = field(default=())


VILLAGES = (
    VillageDemo(
        "Village de la Combe-aux-Loups", "990000017", "05 99 00 00 10",
        (
            MaisonDemo("Les Tilleuls", 6), MaisonDemo("Les Érables", 6),
            MaisonDemo("Les Noisetiers", 5), MaisonDemo("Les Mésanges", 5),
        ),
    ),
    VillageDemo(
        "Village du Pré-Saint-Jean", "990000025", "05 99 00 00 20",
        (
            MaisonDemo("Les Sorbiers", 5), MaisonDemo("Les Hirondelles", 6), MaisonDemo("Les Genêts", 5),
            MaisonDemo("La Passerelle", 4, Dispositif.SEMI_AUTONOMIE),
        ),
    ),
)  # fmt: skip

DEMI = LienFratrie.DEMI

FAMILLES = (
    FamilleDemo(
        (
            EnfantDemo("Inaya", "Benali", F, 9, 120, "Les Tilleuls", 810),
            EnfantDemo("Noé", "Benali", G, 7, 43, "Les Tilleuls", 810),
            EnfantDemo("Marie-Lou", "Carpentier", F, 4, 201, "Les Tilleuls", 402, DEMI),
        ),
        (AilleursDemo("Yanis", 17, "chez sa grand-mère maternelle"),),
    ),
    FamilleDemo(
        (
            EnfantDemo("Soline", "Le Guennec", F, 12, 77, "Les Tilleuls", 1240),
            EnfantDemo(
                "Maël", "Le Guennec", G, 10, 310, "Les Tilleuls", 1240, week_ends=True,
                absences=(AbsenceDemo(NatureAbsence.HEBERGEMENT, -1, 2, "Chez sa mère, retour dimanche."),),
            ),
        ),
    ),
    FamilleDemo(
        (
            EnfantDemo("Zoé", "Nguyen-Lambert", F, 8, 15, "Les Érables", 530),
            EnfantDemo("Théo", "Nguyen-Lambert", G, 8, 15, "Les Érables", 530),
            EnfantDemo(
                "Loïc", "Nguyen-Lambert", G, 14, 250, "Les Érables", 530,
                absences=(AbsenceDemo(NatureAbsence.CAMP, -2, 4, "Camp nature avec le club d’escalade."),),
            ),
        ),
    ),
    FamilleDemo(
        (
            EnfantDemo("Awa", "Traoré", F, 6, 92, "Les Érables", 275),
            EnfantDemo("Ousmane", "Traoré", G, 11, 180, "Les Érables", 275),
        ),
        (AilleursDemo("Fatoumata", 2, "pouponnière départementale"),),
    ),
    FamilleDemo(
        (
            EnfantDemo("Jean-Baptiste", "Fournier", G, 13, 33, "Les Noisetiers", 1610),
            EnfantDemo("Anaïs", "Fournier", F, 10, 288, "Les Noisetiers", 1610, week_ends=True),
            EnfantDemo("Héloïse", "Fournier", F, 6, 140, "Les Noisetiers", 1610, week_ends=True),
        ),
    ),
    FamilleDemo(
        (
            EnfantDemo(
                "Kévin", "N’Diaye", G, 15, 60, "Les Noisetiers", 690,
                absences=(AbsenceDemo(NatureAbsence.HOSPITALISATION, -1, 1, "Appendicite, sortie demain."),),
            ),
        ),
    ),
    FamilleDemo(
        (
            EnfantDemo("Félicie", "Dubois-Vasseur", F, 9, 210, "Les Mésanges", 365, DEMI),
            EnfantDemo("Émile", "Vasseur", G, 5, 18, "Les Mésanges", 365),
            EnfantDemo("Garance", "Vasseur", F, 3, 170, "Les Mésanges", 365),
        ),
    ),
    FamilleDemo(
        (
            EnfantDemo("Bilal", "Haddad", G, 12, 101, "Les Mésanges", 4),
            EnfantDemo("Sirine", "Haddad", F, 14, 5, "Les Hirondelles", 155),
        ),
    ),
    FamilleDemo(
        (
            EnfantDemo(
                "Gwenaëlle", "Kerboul", F, 16, 88, "Les Sorbiers", 1975,
                absences=(AbsenceDemo(NatureAbsence.INTERNAT, -3, 2, "Internat du lycée agricole."),),
            ),
            EnfantDemo("Enora", "Kerboul", F, 11, 241, "Les Sorbiers", 1975),
            EnfantDemo("Malo", "Kerboul", G, 8, 66, "Les Sorbiers", 1975),
        ),
    ),
    FamilleDemo((EnfantDemo("Ibrahim", "Sow", G, 7, 300, "Les Sorbiers", 120),)),
    FamilleDemo(
        (
            EnfantDemo("Côme", "d’Estrées", G, 7, 12, "Les Hirondelles", 455),
            EnfantDemo("Lou-Anne", "d’Estrées", F, 5, 190, "Les Hirondelles", 455),
            EnfantDemo("Nour", "Mansouri", F, 10, 55, "Les Hirondelles", 455, DEMI),
        ),
        (AilleursDemo("Gaspard", 19, "majeur, vit à Lyon"),),
    ),
    FamilleDemo(
        (
            EnfantDemo("Tiago", "Ferreira da Silva", G, 9, 130, "Les Genêts", 610, week_ends=True),
            EnfantDemo("Inês", "Ferreira da Silva", F, 6, 222, "Les Genêts", 610, week_ends=True),
            EnfantDemo("Rafael", "Ferreira da Silva", G, 3, 301, "Les Genêts", 610),
        ),
        (AilleursDemo("Bébé à venir", None, "naissance attendue dans deux mois", LienFratrie.A_NAITRE),),
    ),
    FamilleDemo(
        (
            EnfantDemo(
                "Océane", "Petit", F, 13, 145, "Les Genêts", 900, venait_de=("Les Hirondelles", 58),
            ),
        ),
    ),
    FamilleDemo(
        (EnfantDemo("Chloé", "Marchand", F, 19, 40, "La Passerelle", 3300),),
        (AilleursDemo("Dylan", 22, "majeur, en logement autonome"),),
    ),
    FamilleDemo(
        (
            EnfantDemo("Mamadou", "Cissé", G, 17, 205, "La Passerelle", 480),
        ),
    ),
    FamilleDemo((EnfantDemo("Eulalie", "Brunet", F, 17, 21, "La Passerelle", 2050),)),
    FamilleDemo(
        (
            EnfantDemo(
                "Siméon", "O’Connor", G, 16, 160, "La Passerelle", 735,
                absences=(AbsenceDemo(NatureAbsence.VISITE, 0, 1, "Chez son parrain."),),
            ),
        ),
    ),
)  # fmt: skip

#: Where the first persona lives and works; four of its children sleep there tonight.
MAISON_DE_CLAIRE = "Les Tilleuls"
