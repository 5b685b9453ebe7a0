"""Invented care: allergies, treatments and their doses up to this very hour, appointments, medical file.

What is past its hour was given by the house's éducateur, one dose was refused, one was forgotten; what
is due now is left to whoever tries the software, so that « Traitements du jour » is alive at any hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from deploy.demonstration.dossiers import Dossier
from enfants.enums import (
    EtatPrise,
    EtatRendezVous,
    GraviteAllergie,
    Moment,
    NatureNoteMedicale,
    RaisonPrise,
)
from enfants.models import (
    Allergie,
    NoteMedicale,
    Prise,
    RendezVous,
    RepereSante,
    Traitement,
    Vaccination,
)
from enfants.moments import vers
from enfants.vaccins import calendrier
from socle.comptes.models import Utilisateur
from socle.outils.dates import jour_de_soiree

INFIRMIERE = "dominique.roche"
MA, MI, GO, SO, CO = Moment
#: Days whose doses are told one by one.
JOURS = 6
#: A dose due less than this ago is left to give.
A_FAIRE = timedelta(hours=2)


@dataclass(frozen=True)
class TraitementDemo:
    """``debut`` and ``fin`` in days from today."""

    prenom: str
    nom: str
    dose: str
    moments: tuple[Moment, ...]
    debut: int = -60
    fin: int | None = None
    consigne: str = ""
    prescripteur: str = "Dr Morel, médecin traitant"


TRAITEMENTS = (
    TraitementDemo("Inaya", "Montélukast 5 mg", "1 comprimé", (CO,), consigne="À croquer, avant l’histoire."),
    TraitementDemo("Noé", "Méthylphénidate LP 20 mg", "1 gélule", (MA,), prescripteur="Dr Bastien, pédopsychiatre",
                   consigne="Au petit-déjeuner, jamais après dix heures."),
    TraitementDemo("Noé", "Mélatonine 2 mg", "1 comprimé", (CO,), prescripteur="Dr Bastien, pédopsychiatre"),
    TraitementDemo("Marie-Lou", "Amoxicilline", "5 ml", (MA, GO, SO), -3, 3,
                   "Agiter le flacon. Il se garde au réfrigérateur."),
    TraitementDemo("Soline", "Fer, sulfate ferreux 80 mg", "1 comprimé", (MI,), -20, 70, "Avec un jus d’orange."),
    TraitementDemo("Maël", "Salbutamol 100 µg", "2 bouffées", (MA, CO), consigne="Avec la chambre d’inhalation."),
    TraitementDemo("Zoé", "Cétirizine", "10 gouttes", (SO,), -15, 15),
    TraitementDemo("Awa", "Vitamine D", "2 gouttes", (MA,)),
    TraitementDemo("Ousmane", "Amoxicilline", "1 sachet", (MA, MI, SO), -1, 5),
    TraitementDemo("Héloïse", "Crème émolliente", "sur les bras et les jambes", (CO,)),
    TraitementDemo("Émile", "Salbutamol 100 µg", "1 bouffée", (MA, CO)),
    TraitementDemo("Malo", "Cétirizine", "1 comprimé", (SO,)),
    TraitementDemo("Ibrahim", "Hydroxyurée", "1 gélule", (CO,), prescripteur="Service de pédiatrie"),
)  # fmt: skip

#: On demand: first name, medicine, dose, for what, at most in 24 hours, hours between two.
SI_BESOIN = (
    ("Inaya", "Paracétamol 250 mg", "1 sachet", "fièvre au-dessus de 38,5, ou douleur", 4, 6),
    ("Maël", "Salbutamol 100 µg", "2 bouffées", "gêne pour respirer, sifflement", 6, 4),
    ("Soline", "Ibuprofène 200 mg", "1 comprimé", "règles douloureuses", 3, 8),
)

ALLERGIES = (
    ("Inaya", "arachide", GraviteAllergie.GRAVE,
     "Gonflement des lèvres, gêne pour respirer : stylo d’adrénaline dans la cuisse, puis le 15. "
     "Le stylo est dans la pharmacie, étagère du haut, et dans son sac."),
    ("Marie-Lou", "fraises", GraviteAllergie.MODEREE, "Plaques rouges : cétirizine, 5 gouttes."),
    ("Ousmane", "pénicilline", GraviteAllergie.MODEREE, "Signalée par sa mère, jamais confirmée : bilan demandé."),
    ("Malo", "piqûres de guêpe", GraviteAllergie.GRAVE, "Stylo d’adrénaline dans la cuisse, puis le 15."),
)  # fmt: skip

#: First name, days from today, hour, what, where, who goes along.
RENDEZ_VOUS = (
    ("Soline", 1, time(16, 30), "Orthodontiste, contrôle", "Cabinet des Halles", "Claire"),
    ("Marie-Lou", 2, time(9, 15), "Dr Morel, contrôle de l’otite", "Maison de santé", "Sabrina"),
    ("Noé", 12, time(14), "Dr Bastien, renouvellement", "CMP enfants", "Karim"),
    ("Inaya", 20, time(10), "Allergologue", "Hôpital, consultations", ""),
    ("Noé", -35, time(14), "Dr Bastien", "CMP enfants", "Claire"),
    ("Zoé", 1, time(11), "Vaccination, rappel des six ans", "Infirmerie du village", "Dominique"),
    ("Enora", 1, time(17), "Ophtalmologue", "Cabinet de la place", "Erwan"),
)

#: First name, weight, what an emergency must know.
REPERES = (
    ("Inaya", "31.5", "Asthme d’effort. Porte un stylo d’adrénaline."),
    ("Noé", "23.2", ""),
    ("Marie-Lou", "15.8", "N’ouvre pas la bouche à un inconnu : lui parler de son lapin d’abord."),
    ("Ibrahim", "22.4", "Drépanocytose : fièvre au-dessus de 38,5 °C, appeler le 15 sans attendre."),
)

#: First name, nature, days ago, with whom, words, secret asked by the minor.
NOTES = (
    (
        "Inaya",
        NatureNoteMedicale.CONSULTATION,
        40,
        "Allergologue",
        "Tests confirmés pour l’arachide. Stylo d’adrénaline renouvelé, deux exemplaires.",
        False,
    ),
    (
        "Noé",
        NatureNoteMedicale.BILAN,
        70,
        "Dr Bastien",
        "Sommeil meilleur. Poursuite du traitement, revoir à trois mois.",
        False,
    ),
    (
        "Kévin",
        NatureNoteMedicale.CONSULTATION,
        20,
        "Infirmerie",
        "Entretien à sa demande, orienté vers le centre de santé sexuelle.",
        True,
    ),
    (
        "Kévin",
        NatureNoteMedicale.CONSULTATION,
        1,
        "Urgences pédiatriques",
        "Appendicite opérée dans la nuit, suites simples.",
        False,
    ),
    (
        "Marie-Lou",
        NatureNoteMedicale.CONSULTATION,
        3,
        "Dr Morel",
        "Otite moyenne aiguë droite. Amoxicilline sept jours.",
        False,
    ),
)

#: Children whose calendar was copied from the carnet de santé; the last dose of each is missing.
VACCINES = ("Inaya", "Noé", "Marie-Lou", "Zoé", "Awa", "Félicie", "Kévin")


def ecrire_sante(
    dossiers: list[Dossier], comptes: dict[str, Utilisateur], titulaires: dict[str, Utilisateur], jour: date
) -> int:
    """Write everything; return how many doses were noted."""
    par_prenom = {dossier.description.prenom: dossier for dossier in dossiers}
    for prenom, substance, gravite, conduite in ALLERGIES:
        Allergie(
            enfant=par_prenom[prenom].enfant, substance=substance, gravite=gravite, conduite=conduite
        ).save()
    for prenom, poids, a_savoir in REPERES:
        RepereSante(
            enfant=par_prenom[prenom].enfant,
            poids=Decimal(poids),
            pese_le=jour - timedelta(days=25),
            medecin="Dr Morel",
            medecin_telephone="05 99 00 00 31",
            a_savoir=a_savoir,
        ).save()
    _rendez_vous(par_prenom, jour)
    _dossier_medical(par_prenom, comptes[INFIRMIERE], jour)
    _si_besoin(par_prenom, titulaires, jour)
    return sum(
        _traitement(par_prenom[t.prenom], t, titulaires, jour, rang) for rang, t in enumerate(TRAITEMENTS)
    )


def _rendez_vous(par_prenom: dict[str, Dossier], jour: date) -> None:
    for prenom, jours, heure, objet, lieu, avec in RENDEZ_VOUS:
        RendezVous(
            enfant=par_prenom[prenom].enfant,
            le=timezone.make_aware(datetime.combine(jour + timedelta(days=jours), heure)),
            objet=objet,
            lieu=lieu,
            accompagnant=avec,
            etat=EtatRendezVous.FAIT if jours < 0 else EtatRendezVous.PREVU,
            suite="Traitement inchangé." if jours < 0 else "",
        ).save()


def _dossier_medical(par_prenom: dict[str, Dossier], infirmiere: Utilisateur, jour: date) -> None:
    now = timezone.now()
    for prenom, nature, jours, avec, texte, secret in NOTES:
        NoteMedicale(
            enfant=par_prenom[prenom].enfant,
            nature=nature,
            jour=jour - timedelta(days=jours),
            avec=avec,
            texte=texte,
            secret=secret,
            auteur=infirmiere,
            ecrite_le=now - timedelta(days=jours),
        ).save()
    for prenom in VACCINES:
        enfant = par_prenom[prenom].enfant
        due = [dose for dose in calendrier(enfant.date_naissance, [], jour) if dose.prevue_le <= jour]
        for day in sorted({dose.prevue_le for dose in due})[:-1]:
            Vaccination(
                enfant=enfant,
                valences=[dose.valence for dose in due if dose.prevue_le == day],
                jour=min(day + timedelta(days=9), jour),
                auteur=infirmiere,
                saisie_le=now,
            ).save()


def _si_besoin(par_prenom: dict[str, Dossier], titulaires: dict[str, Utilisateur], jour: date) -> None:
    """Medicines on demand; the first was given once, three hours ago."""
    for rang, (prenom, nom, dose, raison, maximum, intervalle) in enumerate(SI_BESOIN):
        dossier = par_prenom[prenom]
        traitement = Traitement(
            enfant=dossier.enfant,
            nom=nom,
            dose=dose,
            moments=[],
            si_besoin=True,
            raison=raison,
            maximum=maximum,
            intervalle=intervalle,
            debut=jour - timedelta(days=40),
            prescripteur="Dr Morel, médecin traitant",
            ordonnance_du=jour - timedelta(days=40),
        )
        traitement.save()
        if rang == 0:
            Prise(
                traitement=traitement,
                enfant=dossier.enfant,
                jour=jour_de_soiree(),
                moment=None,
                etat=EtatPrise.DONNEE,
                precision="38,9 au retour de l’école",
                quoi=f"{nom}, {dose}",
                auteur=titulaires[dossier.description.maison],
                saisie_le=timezone.now() - timedelta(hours=3),
            ).save()


def _traitement(
    dossier: Dossier, demo: TraitementDemo, titulaires: dict[str, Utilisateur], jour: date, rang: int
) -> int:
    traitement = Traitement(
        enfant=dossier.enfant,
        nom=demo.nom,
        dose=demo.dose,
        consigne=demo.consigne,
        moments=list(demo.moments),
        debut=jour + timedelta(days=demo.debut),
        fin=None if demo.fin is None else jour + timedelta(days=demo.fin),
        prescripteur=demo.prescripteur,
        ordonnance_du=jour + timedelta(days=demo.debut),
    )
    traitement.save()
    auteur, now, soir = titulaires[dossier.description.maison], timezone.now(), jour_de_soiree()
    noted = 0
    for recul in range(JOURS, -1, -1):
        day = soir - timedelta(days=recul)
        for moment in demo.moments:
            given = vers(day, moment) + timedelta(minutes=4 + 3 * (rang % 5) + recul)
            # The fourth treatment's dose before the one that is due was forgotten.
            forgotten = recul == 0 and rang == 3 and now - given < timedelta(hours=6)
            if day < traitement.debut or dossier.absent_le(day) or now - given < A_FAIRE or forgotten:
                continue
            refused = rang % 4 == 2 and recul % 3 == 1
            Prise(
                traitement=traitement,
                enfant=dossier.enfant,
                jour=day,
                moment=moment,
                etat=EtatPrise.REFUSEE if refused else EtatPrise.DONNEE,
                raison=RaisonPrise.REFUS if refused else None,
                precision="Dit que le goût est trop amer." if refused else "",
                quoi=f"{traitement.nom}, {traitement.dose}",
                auteur=auteur,
                saisie_le=given,
            ).save()
            noted += 1
    return noted
