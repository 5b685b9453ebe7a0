"""Invented daily life: who counts for each child, and how the evenings go."""

from __future__ import annotations

from datetime import date, timedelta

from deploy.demonstration.dossiers import Dossier
from enfants.models import FicheRituels, PersonneRessource
from socle.comptes.models import Utilisateur

#: First name, words, name, why, how to reach, days since said, days since asked again, ended.
PERSONNES = (
    ("Inaya", "mon parrain de foot", "Sékou Diabaté",
     "Il vient me voir jouer même quand il pleut, et il ne crie pas quand on perd.",
     "06 39 98 20 11, plutôt le mercredi soir", 150, 20, ""),
    ("Inaya", "Mamie Jo", "Josiane Benali", "C’est la mère de papa. Elle m’apprend à coudre.",
     "Par téléphone, le dimanche après-midi", 240, 195, ""),
    ("Inaya", "ma maîtresse de CP", "", "Elle savait quand j’étais triste.", "", 700, 320,
     "Elle a changé d’école. Je l’aime bien mais je n’y pense plus trop."),
    ("Noé", "Karim", "Karim Belkacem", "Il tient ses promesses.", "À la maison commune", 90, 90, ""),
    ("Noé", "le voisin qui a des poules", "M. Perrin", "Il me laisse ramasser les œufs.", "", 40, 40, ""),
    ("Marie-Lou", "Tata Claire", "Claire Renaud", "Elle fait les voix dans les histoires.", "", 60, 60, ""),
    ("Soline", "ma tante Nolwenn", "Nolwenn Le Guennec", "Elle m’écoute sans raconter aux autres.",
     "07 39 98 20 12", 170, 12, ""),
    ("Zoé", "Théo", "Théo, son jumeau", "On n’a pas besoin de parler.", "", 100, 100, ""),
    ("Malo", "mon entraîneur de judo", "Yann", "Il dit que tomber, ça s’apprend.", "Au dojo, le jeudi", 80, 80, ""),
)  # fmt: skip

#: First name, days since it was read again, lines.
RITUELS = (
    ("Inaya", 9, {
        "coucher": "Deux chapitres lus à voix haute, lumière éteinte à 20 h 45. Elle garde la lampe de poche.",
        "nuit": "Porte entrouverte, couloir allumé. Si elle se lève, un verre d’eau et on la raccompagne.",
        "repas": "Pas d’arachide, jamais. Aime aider à mettre la table.",
        "apaise": "Le ballon dans le jardin, dix minutes, même tard. Parler après, pas pendant.",
        "effraie": "Les portes qui claquent.",
        "matin": "Réveil doux à 6 h 50, elle choisit ses vêtements la veille.",
    }),
    ("Noé", 60, {
        "coucher": "Mélatonine au coucher, puis la radio des grenouilles quinze minutes.",
        "nuit": "Veilleuse bleue, volets ouverts de trois doigts.",
        "doudou": "Sous l’oreiller, il ne veut pas qu’on le dise aux grands.",
        "bain": "Douche seul ; le prévenir cinq minutes avant.",
        "apaise": "Compter les poules du voisin. Serrer fort la main, sans parler.",
        "mots": "On dit « pause », jamais « stop ».",
        "matin": "Gélule au petit-déjeuner, avant 10 h.",
    }),
    ("Marie-Lou", 3, {
        "coucher": "La chanson du lapin, trois fois, pas quatre. Elle dit bonne nuit à chaque peluche.",
        "nuit": "Veilleuse lune. Se réveille vers 2 h : la main sur le dos, sans allumer.",
        "doudou": "Lapin gris, « Monsieur ». Le double est dans l’armoire du couloir, étagère du haut.",
        "bain": "Peu d’eau, le canard d’abord. Peur qu’on lui mouille la tête : gobelet, les yeux au plafond.",
        "repas": "Mange mieux si les aliments ne se touchent pas. Pas de fraises.",
        "apaise": "Les bras, la couverture rouge, et compter les étoiles du plafond.",
        "effraie": "L’aspirateur, les voix d’hommes fortes, le noir complet.",
        "mots": "« Bobo cœur » veut dire qu’elle pense à sa maman.",
        "matin": "Biberon de lait tiède sur les genoux, on ne parle pas tout de suite.",
    }),
    ("Zoé", 30, {
        "coucher": "Les deux lits côte à côte, la même histoire pour les deux.",
        "apaise": "Être avec Théo.",
        "effraie": "Ne pas savoir où est Théo : toujours le lui dire.",
    }),
    ("Malo", 15, {"coucher": "Une bande dessinée, seul, jusqu’à 21 h.", "matin": "Ouvrir les volets doucement."}),
)  # fmt: skip


def ecrire_vie(dossiers: list[Dossier], titulaires: dict[str, Utilisateur], jour: date) -> None:
    """Write who counts and the rituals, in the name of each house's éducateur."""
    par_prenom = {dossier.description.prenom: dossier for dossier in dossiers}
    for prenom, mots, nom, pourquoi, joindre, dit, reposee, fin_mots in PERSONNES:
        dossier = par_prenom[prenom]
        asked = jour - timedelta(days=reposee)
        PersonneRessource(
            enfant=dossier.enfant,
            mots=mots,
            nom=nom,
            pourquoi=pourquoi,
            joindre=joindre,
            dit_le=jour - timedelta(days=dit),
            note_par=titulaires[dossier.description.maison],
            reposee_le=asked,
            fin=asked if fin_mots else None,
            fin_mots=fin_mots,
        ).save()
    for prenom, relue, lignes in RITUELS:
        dossier = par_prenom[prenom]
        FicheRituels(
            enfant=dossier.enfant,
            relue_le=jour - timedelta(days=relue),
            relue_par=titulaires[dossier.description.maison],
            **lignes,
        ).save()
