"""School life of the demo: every child of age somewhere, one out of school, one contract running."""

from __future__ import annotations

from datetime import date, timedelta

from deploy.demonstration.dossiers import Dossier
from enfants.ecole import debut_de_l_instruction, derniere_rentree
from enfants.enums import (
    CadreScolaire,
    EtatContrat,
    Justification,
    MomentAbsence,
    NatureEtape,
    NaturePlan,
    NatureStage,
    NiveauScolaire,
    PartieContrat,
    RegimeScolaire,
)
from enfants.models import (
    AbsenceScolaire,
    ContratEducatif,
    Enfant,
    EtapeAssiduite,
    PlanScolaire,
    Scolarite,
    SignatureContrat,
    Stage,
    SuiviAssiduite,
    VoeuOrientation,
)
from socle.outils.dates import age_revolu

#: Level by age reached this calendar year, from three on.
NIVEAUX = (
    NiveauScolaire.PS, NiveauScolaire.MS, NiveauScolaire.GS, NiveauScolaire.CP, NiveauScolaire.CE1,
    NiveauScolaire.CE2, NiveauScolaire.CM1, NiveauScolaire.CM2, NiveauScolaire.SIXIEME,
    NiveauScolaire.CINQUIEME, NiveauScolaire.QUATRIEME, NiveauScolaire.TROISIEME, NiveauScolaire.SECONDE,
    NiveauScolaire.PREMIERE, NiveauScolaire.TERMINALE,
)  # fmt: skip
ADULTE = 18
#: What some children say of their school.
PAROLES = {
    "Inaya": "J’aime bien la bibliothèque. La cantine, il y a trop de bruit.",
    "Noé": "Quand Mme Perrot me laisse me lever, j’arrive mieux à écouter.",
    "Soline": "J’ai deux copines dans la classe, ça change tout.",
    "Gwenaëlle": "À l’internat on se couche tard, mais on rit bien.",
    "Loïc": "Le car me fait peur depuis la bagarre.",
}
#: Who arrived four days ago: the school is still to be found.
A_INSCRIRE = "Bilal"
AILLEURS = {
    "Gwenaëlle": (
        CadreScolaire.ECOLE,
        NiveauScolaire.SECONDE_PRO,
        "Lycée agricole du Val",
        RegimeScolaire.INTERNAT,
    ),
    "Mamadou": (
        CadreScolaire.APPRENTISSAGE,
        NiveauScolaire.CAP2,
        "CFA des Halles",
        RegimeScolaire.DEMI_PENSION,
    ),
    "Noé": (CadreScolaire.ULIS, NiveauScolaire.CE1, "École Louise-Michel", RegimeScolaire.DEMI_PENSION),
    "Eulalie": (
        CadreScolaire.ECOLE,
        NiveauScolaire.TERMINALE,
        "Lycée Émilie-du-Châtelet",
        RegimeScolaire.EXTERNE,
    ),
}


def creer_scolarites(dossiers: list[Dossier], jour: date) -> None:
    """Enrol everybody of age but one, then tell the school life of a few."""
    enfants = {d.description.prenom: d.enfant for d in dossiers}
    for dossier in dossiers:
        naissance = dossier.enfant.date_naissance
        minor = age_revolu(naissance, jour) < ADULTE
        if minor and debut_de_l_instruction(naissance) <= jour and dossier.description.prenom != A_INSCRIRE:
            _inscrire(dossier.enfant, jour)
    _contrat(enfants["Inaya"], jour)
    _plans(enfants, jour)
    _presence(enfants["Loïc"], jour)
    _orientation(enfants, jour)
    for prenom, jours, motif in (
        ("Maël", -3, "Fièvre, vu par le médecin."),
        ("Soline", -12, "Orthodontiste."),
    ):
        _absence(enfants[prenom], jour + timedelta(days=jours), Justification.JUSTIFIEE, motif)


def _inscrire(enfant: Enfant, jour: date) -> None:
    prenom = str(enfant.prenom)
    rang = jour.year - enfant.date_naissance.year - 3
    level = NIVEAUX[min(max(rang, 0), len(NIVEAUX) - 1)]
    primary = NIVEAUX.index(level) < NIVEAUX.index(NiveauScolaire.SIXIEME)
    school = "École Louise-Michel" if primary else "Collège des Deux-Rives"
    cadre, level, school, regime = AILLEURS.get(
        prenom, (CadreScolaire.ECOLE, level, school, RegimeScolaire.DEMI_PENSION)
    )
    Scolarite(
        enfant=enfant,
        cadre=cadre,
        niveau=level,
        etablissement=school,
        ville="Brécy",
        debut=derniere_rentree(jour),
        parole=PAROLES.get(prenom, ""),
        referent_ecole="Mme Perrot" if primary else "M. Vidal, professeur principal",
        regime=regime,
        transport="À pied, avec les grands" if primary else "Car, ligne 12",
        carnet="L’éducatrice familiale",
    ).save()


def _contrat(enfant: Enfant, jour: date) -> None:
    debut = jour - timedelta(days=40)
    contrat = ContratEducatif(
        enfant=enfant,
        etat=EtatContrat.EN_COURS,
        parole="Je veux lire toute seule l’histoire du soir à Marie-Lou.",
        objectifs=[
            "Lire dix minutes chaque soir, à voix haute",
            "Demander de l’aide avant de m’énerver",
            "Apporter le carnet signé le vendredi",
        ],
        aides="Claire écoute la lecture. Mme Perrot garde un petit temps le mardi.",
        debut=debut,
        fin=jour + timedelta(days=10),
    )
    contrat.save()
    noms = {
        PartieContrat.ENFANT: "",
        PartieContrat.FAMILLE: "Mme Benali, la mère",
        PartieContrat.ECOLE: "Mme Perrot, enseignante",
        PartieContrat.VILLAGE: "Claire Renaud",
    }
    for partie, nom in noms.items():
        SignatureContrat(contrat=contrat, enfant=enfant, partie=partie, nom=nom, le=debut).save()


def _plans(enfants: dict[str, Enfant], jour: date) -> None:
    for prenom, nature, jours, amenagements in (
        (
            "Inaya",
            NaturePlan.PAI,
            250,
            "Stylo d’adrénaline au bureau de la directrice. Aucun fruit à coque au goûter.",
        ),
        (
            "Noé",
            NaturePlan.PPS,
            45,
            "ULIS le matin, classe de CE1 l’après-midi. Il peut se lever quand il en a besoin.",
        ),
        ("Noé", NaturePlan.MDPH, 45, "Notification pour l’ULIS et le taxi."),
        ("Enora", NaturePlan.PAP, 120, "Consignes lues, un tiers de temps en plus."),
    ):
        PlanScolaire(
            enfant=enfants[prenom],
            nature=nature,
            debut=jour - timedelta(days=300),
            fin=jour + timedelta(days=jours),
            amenagements=amenagements,
        ).save()


def _presence(enfant: Enfant, jour: date) -> None:
    for jours in (-24, -20, -17):
        _absence(enfant, jour + timedelta(days=jours), Justification.SANS_MOTIF, "")
    suivi = SuiviAssiduite(
        enfant=enfant,
        ouvert_le=jour - timedelta(days=14),
        parole="Le car me fait peur depuis la bagarre. À l’école, ça va.",
        situation="Trois jours manqués sans motif, toujours un lendemain de car.",
        prochaine_le=jour + timedelta(days=5),
    )
    suivi.save()
    EtapeAssiduite(
        suivi=suivi,
        enfant=enfant,
        le=jour - timedelta(days=7),
        nature=NatureEtape.ECOLE,
        parole="Je veux bien essayer si M. Vidal m’attend à la grille.",
        texte="M. Vidal l’attend le matin. Réunion du GPDS dans deux semaines.",
    ).save()


def _absence(enfant: Enfant, jour: date, justification: Justification, motif: str) -> None:
    jour -= timedelta(days=max(0, jour.weekday() - 4))
    AbsenceScolaire(
        enfant=enfant,
        debut=jour,
        fin=jour,
        moment=MomentAbsence.JOURNEE,
        demi_journees=2,
        justification=justification,
        motif=motif,
        prevenus="L’école",
    ).save()


def _orientation(enfants: dict[str, Enfant], jour: date) -> None:
    VoeuOrientation(
        enfant=enfants["Loïc"],
        parole="Je veux réparer des vélos. Ou être guide en montagne.",
        demarche="Visite du lycée professionnel, puis vœu en ligne",
        avant_le=jour + timedelta(days=25),
    ).save()
    Stage(
        enfant=enfants["Loïc"],
        nature=NatureStage.OBSERVATION,
        lieu="Atelier vélo des Deux-Rives",
        debut=jour + timedelta(days=18),
        fin=jour + timedelta(days=22),
        tuteur="Samir Belhadj",
    ).save()
    Stage(
        enfant=enfants["Mamadou"],
        nature=NatureStage.APPRENTISSAGE,
        lieu="Boulangerie Lambert",
        debut=jour - timedelta(days=450),
        fin=jour + timedelta(days=280),
        tuteur="Mme Lambert, maîtresse d’apprentissage",
        convention_par="Mamadou, l’ASE et Mme Lambert",
        parole="Je me lève à quatre heures, mais le pain, c’est moi qui l’ai fait.",
    ).save()
