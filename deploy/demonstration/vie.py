"""Invented daily life: who counts for each child, how the evenings go, pocket money, pictures, life books."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from deploy.demonstration.dossiers import Dossier
from enfants.enums import (
    ChoixHistoire,
    Enveloppe,
    NatureMouvement,
    PeriodeArgent,
    QualiteAccord,
    SignatureArgent,
)
from enfants.enums import UsageImage as U  # a table of uses
from enfants.models import (
    BaremeArgent,
    DocumentEnfant,
    DroitImage,
    Enfant,
    FicheRituels,
    MomentHistoire,
    MouvementArgent,
    PersonneRessource,
    PropositionMoment,
)
from enfants.selectors.autour import comptes_autour
from enfants.services.propositions import AVIS_PROPOSITION, ECRIT
from fratries.models import AutoriteParentale
from socle.comptes.models import Utilisateur
from socle.documents.enums import TypeMime
from socle.notifications.services import notifier

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
    ("Héloïse", 12, {
        "coucher": "Une histoire choisie par elle, puis une par sa sœur. Porte de la chambre ouverte.",
        "nuit": "Une gourde d’eau sur la table de nuit. Si elle appelle, Anaïs peut venir lui parler.",
        "doudou": "Le foulard à pois. Il ne part pas à l’école, il attend sur l’oreiller.",
        "apaise": "Respirer avec le moulin à vent, à la fenêtre de la cuisine.",
        "effraie": "L’orage. On ferme les volets avant qu’il arrive, et on le dit.",
        "matin": "Elle se lève la première et met les bols : la laisser faire.",
    }),
    ("Anaïs", 45, {
        "coucher": "Vingt minutes de lecture, seule, après avoir dit bonne nuit à Héloïse.",
        "repas": "Elle aime cuisiner le mercredi. Jamais obligée de finir.",
        "apaise": "Le vélo devant la maison, ou le silence. Elle parle plus tard, d’elle-même.",
        "matin": "Réveil à 6 h 40, radio douce, dix minutes avant qu’on lui parle.",
    }),
    ("Malo", 15, {"coucher": "Une bande dessinée, seul, jusqu’à 21 h.", "matin": "Ouvrir les volets doucement."}),
)  # fmt: skip


#: Ages, envelope, amount, period.
BAREMES = (
    (6, 7, Enveloppe.POCHE, "2.00", PeriodeArgent.SEMAINE),
    (8, 10, Enveloppe.POCHE, "4.00", PeriodeArgent.SEMAINE),
    (11, 13, Enveloppe.POCHE, "25.00", PeriodeArgent.MOIS),
    (14, 15, Enveloppe.POCHE, "40.00", PeriodeArgent.MOIS),
    (16, 18, Enveloppe.POCHE, "60.00", PeriodeArgent.MOIS),
    (0, 21, Enveloppe.VETEMENTS, "45.00", PeriodeArgent.MOIS),
)

D, X, C, E = NatureMouvement.DONNE, NatureMouvement.DEPENSE, NatureMouvement.CADEAU, NatureMouvement.EPARGNE
#: Days ago, nature, amount, words, reason without a voucher.
MOUVEMENTS = {
    "Inaya": (
        (44, D, "16.00", "Les quatre semaines du mois", None),
        (37, X, "6.50", "Un carnet à spirale et des feutres", "ticket perdu, acheté avec Claire"),
        (30, C, "20.00", "Mamie Jo, pour son anniversaire", None),
        (29, E, "15.00", "Pour la maison de poupée", None),
        (16, D, "8.00", "Deux semaines", None),
        (9, X, "7.90", "Cinéma avec Soline", "place prise à la borne"),
        (2, D, "4.00", "La semaine", None),
    ),
    "Noé": (
        (20, D, "4.00", "Deux semaines", None),
        (6, D, "2.00", "La semaine", None),
        (5, X, "1.20", "Des bonbons, à la boulangerie", "la boulangerie n’en donne pas"),
    ),
    "Soline": (
        (33, D, "25.00", "Octobre", None),
        (21, X, "12.99", "Un livre", "offert en partie par la librairie"),
        (3, D, "25.00", "Novembre", None),
    ),
}


#: First name, uses the holders agreed to, uses the child agreed to, uses the child refused, the child's words.
IMAGES = (
    ("Inaya", (U.INTERNE, U.ALBUM, U.SITE), (U.INTERNE, U.ALBUM), (U.SITE, U.RESEAUX),
     "Pour mon album oui. Pas sur internet, des gens que je ne connais pas pourraient la voir."),
    ("Noé", (U.INTERNE, U.ALBUM), (U.INTERNE, U.ALBUM), (), "D’accord si c’est moi qui choisis."),
    ("Soline", (U.INTERNE, U.ALBUM, U.SITE, U.PRESSE), (U.INTERNE, U.ALBUM, U.SITE), (U.PRESSE,), ""),
)  # fmt: skip


#: First name, days ago, title, words, the child's own, chosen by.
MOMENTS = (
    ("Inaya", 812, "Le jour où je suis arrivée", "Il pleuvait. Claire avait fait des crêpes, et Noé a dormi "
     "dans le lit d’à côté.", "J’avais mon sac à dos jaune.", ChoixHistoire.ENSEMBLE),
    ("Inaya", 500, "J’ai appris à nager", "Toute la longueur du petit bain, sans la planche.",
     "J’ai bu la tasse mais je n’ai pas lâché.", ChoixHistoire.ENFANT),
    ("Inaya", 21, "Ma chambre", "Le dessin de la chambre comme elle la voudrait un jour.",
     "Il y aura un soleil dedans.", ChoixHistoire.ENFANT),
    ("Noé", 60, "Les poules du voisin", "Trois œufs d’un coup, encore chauds.", "", ChoixHistoire.ENFANT),
    ("Soline", 640, "La cabane du tilleul", "Deux jours de planches et de ficelle. Maël a peint la porte.",
     "La mienne de maison, elle a un tilleul.", ChoixHistoire.ENSEMBLE),
    ("Soline", 12, "L’audition", "Deux morceaux au violon, Maël au premier rang avec une pancarte.",
     "J’ai fait une fausse note et personne ne l’a entendue.", ChoixHistoire.ENFANT),
)  # fmt: skip

#: What the child with an account proposes: days ago, title, words, when, sent or still being written.
PROPOSITIONS = (
    (2, "Ma première crêpe retournée", "Elle est retombée dans la poêle, du bon côté.", "dimanche", True),
    (1, "Le concert dans le jardin", "On voudrait jouer pour", "", False),
)


def ecrire_vie(dossiers: list[Dossier], titulaires: dict[str, Utilisateur], jour: date) -> None:
    """Write who counts, the rituals and pocket money, in the name of each house's éducateur."""
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
    _argent(par_prenom, titulaires, jour)
    _images(par_prenom, jour)
    _histoires(par_prenom, titulaires, jour)


def _argent(par_prenom: dict[str, Dossier], titulaires: dict[str, Utilisateur], jour: date) -> None:
    villages = {dossier.enfant.village_id for dossier in par_prenom.values()}
    for village in sorted(villages):
        for age_min, age_max, enveloppe, montant, periode in BAREMES:
            BaremeArgent(
                village_id=village,
                enveloppe=enveloppe,
                age_min=age_min,
                age_max=age_max,
                montant=Decimal(montant),
                periode=periode,
                debut=jour - timedelta(days=300),
            ).save()
    now = timezone.now()
    for prenom, lignes in MOUVEMENTS.items():
        dossier = par_prenom[prenom]
        for recul, nature, montant, libelle, sans in lignes:
            MouvementArgent(
                enfant=dossier.enfant,
                enveloppe=Enveloppe.POCHE,
                nature=nature,
                jour=jour - timedelta(days=recul),
                libelle=libelle,
                montant=Decimal(montant),
                sans_justificatif=sans,
                signature=SignatureArgent.SIGNE if dossier.description.age > 8 else SignatureArgent.COMPTE,
                auteur=titulaires[dossier.description.maison],
                saisi_le=now - timedelta(days=recul),
            ).save(force_insert=True)


def _images(par_prenom: dict[str, Dossier], jour: date) -> None:
    """Answers of everybody who decides for these children, and theirs."""
    for prenom, accordes, siens, refuses, mots in IMAGES:
        enfant = par_prenom[prenom].enfant
        since, again = jour - timedelta(days=320), jour + timedelta(days=45)
        rows = AutoriteParentale.objects.filter(enfant=enfant).current().select_related("proche")
        holders = {row.proche.pk: row.proche.prenom for row in rows if row.proche is not None}
        answers = [
            *((pk, nom, QualiteAccord.TITULAIRE, usage, True) for pk, nom in holders.items() for usage in accordes),
            *((enfant.pk, prenom, QualiteAccord.ENFANT, usage, True) for usage in siens),
            *((enfant.pk, prenom, QualiteAccord.ENFANT, usage, False) for usage in refuses),
        ]  # fmt: skip
        for personne, nom, qualite, usage, accorde in answers:
            DroitImage(
                enfant=enfant,
                usage=usage,
                qualite=qualite,
                personne=personne,
                nom=nom,
                accorde=accorde,
                mots=mots if qualite is QualiteAccord.ENFANT and usage is U.ALBUM else "",
                debut=since,
                fin=again if accorde else None,
            ).save()


def proposer_moments(enfant: Enfant, compte: Utilisateur) -> None:
    """What a child proposes for their book from their own account, one moment still being written.

    Those who may write it with the child are told, as the service would.
    """
    for recul, titre, mots, quand, envoyee in PROPOSITIONS:
        when = timezone.now() - timedelta(days=recul)
        row = PropositionMoment(
            enfant=enfant,
            titre=titre,
            mots=mots,
            quand=quand,
            auteur=compte,
            modifiee_le=when,
            proposee_le=when if envoyee else None,
        )
        row.save()
        if envoyee:
            near = comptes_autour(enfant.pk, ECRIT)
            notifier(code=AVIS_PROPOSITION, destinataires=near, objet=row.pk, cible=enfant.pk)


def _histoires(par_prenom: dict[str, Dossier], titulaires: dict[str, Utilisateur], jour: date) -> None:
    """Life books; a drawing already filed in the child's papers is a picture where nobody shows."""
    for prenom, recul, titre, texte, paroles, choix in MOMENTS:
        dossier = par_prenom[prenom]
        drawing = None
        if titre == "Ma chambre":
            papers = DocumentEnfant.objects.filter(enfant=dossier.enfant, fichier__type_mime=TypeMime.PNG)
            drawing = papers.order_by("depose_le").first()
        MomentHistoire(
            enfant=dossier.enfant,
            jour=jour - timedelta(days=recul),
            titre=titre,
            texte=texte,
            paroles=paroles,
            photo=drawing,
            legende="Une maison rouge, un grand soleil et de l’herbe." if drawing else "",
            choix=choix,
            avec="Claire",
            choisi_le=jour - timedelta(days=min(recul, 11)),
            auteur=titulaires[dossier.description.maison],
        ).save()
