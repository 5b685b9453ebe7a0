"""Closed lists of the child's file."""

from __future__ import annotations

from django.db import models

from socle.outils.declarations import Categorie


class Sexe(models.TextChoices):
    FILLE = "fille", "fille"
    GARCON = "garcon", "garçon"
    NON_PRECISE = "non_precise", "non précisé"


class NatureAbsence(models.TextChoices):
    """Why a child does not sleep at home tonight, though the stay goes on."""

    VISITE = "visite", "visite"
    HEBERGEMENT = "hebergement", "droit d’hébergement"
    HOSPITALISATION = "hospitalisation", "hospitalisation"
    CAMP = "camp", "camp ou colonie"
    INTERNAT = "internat", "internat"
    FUGUE = "fugue", "fugue"
    AUTRE = "autre", "autre absence"


class Humeur(models.TextChoices):
    """How the day felt, said with a picture and a word; never a grade, always optional."""

    JOYEUX = "joyeux", "joie"
    CALME = "calme", "calme"
    FATIGUE = "fatigue", "fatigue"
    INQUIET = "inquiet", "inquiétude"
    TRISTE = "triste", "tristesse"
    EN_COLERE = "en_colere", "colère"


class Theme(models.TextChoices):
    """What a note is about; in clear, so that a file can be filtered."""

    SANTE = "sante", "santé"
    ECOLE = "ecole", "école"
    FAMILLE = "famille", "famille"
    FRATRIE = "fratrie", "fratrie"
    LOISIRS = "loisirs", "loisirs"
    SOMMEIL = "sommeil", "sommeil"
    REPAS = "repas", "repas"
    AUTONOMIE = "autonomie", "autonomie"
    PAROLE = "parole", "parole de l’enfant"


class NatureNote(models.TextChoices):
    JOURNAL_DU_SOIR = "journal_du_soir", "journal du soir"
    NOTE_RAPIDE = "note_rapide", "note rapide"


class CategorieDocument(models.TextChoices):
    """Where a paper is filed: each its own right, the category of the matrix that bears the same code."""

    IDENTITE = Categorie.IDENTITE.value, "identité"
    SCOLARITE = Categorie.SCOLARITE.value, "scolarité"
    FAMILLE = Categorie.FAMILLE.value, "famille"
    JUSTICE_PIECES = Categorie.JUSTICE_PIECES.value, "justice"
    MEDICAL = Categorie.MEDICAL.value, "médical"
    SOIN_QUOTIDIEN = Categorie.SOIN_QUOTIDIEN.value, "soin quotidien"
    PROJET = Categorie.PROJET.value, "projet"


class Moment(models.TextChoices):
    """When in the day a dose is given; in clear, so that a day can be laid out."""

    MATIN = "matin", "matin"
    MIDI = "midi", "midi"
    GOUTER = "gouter", "goûter"
    SOIR = "soir", "dîner"
    COUCHER = "coucher", "coucher"


class EtatPrise(models.TextChoices):
    """What became of a dose."""

    DONNEE = "donnee", "donné"
    REFUSEE = "refusee", "refusé"
    NON_DONNEE = "non_donnee", "non donné"


class RaisonPrise(models.TextChoices):
    """Why a dose was not given."""

    REFUS = "refus", "l’enfant a refusé"
    MALADE = "malade", "vomi ou malade"
    ENDORMI = "endormi", "déjà endormi"
    SORTI = "sorti", "pas à la maison"
    MANQUE = "manque", "plus de médicament"
    AVIS = "avis", "avis médical"
    AUTRE = "autre", "autre raison"


class GraviteAllergie(models.TextChoices):
    GRAVE = "grave", "grave : urgence vitale possible"
    MODEREE = "moderee", "modérée"
    #: Told without more, by a roster or on the telephone: nobody called it moderate.
    A_PRECISER = "a_preciser", "à préciser"


class EtatRendezVous(models.TextChoices):
    PREVU = "prevu", "prévu"
    FAIT = "fait", "fait"
    MANQUE = "manque", "manqué"
    ANNULE = "annule", "annulé"


class NatureNoteMedicale(models.TextChoices):
    CONSULTATION = "consultation", "consultation"
    SOIN = "soin", "soin"
    BILAN = "bilan", "bilan de santé"
    NOTE = "note", "note"


class NatureMesure(models.TextChoices):
    """On what ground a child is placed; what each one changes is in ``enfants.mesures``."""

    OPP_PARQUET = "opp_parquet", "ordonnance de placement provisoire du procureur"
    OPP_JUGE = "opp_juge", "placement provisoire ordonné par le juge"
    AE_ASE = "ae_ase", "assistance éducative, enfant confié à l’ASE"
    AE_DIRECT = "ae_direct", "assistance éducative, enfant confié directement à l’association"
    ACCUEIL_PROVISOIRE = "accueil_provisoire", "accueil provisoire, avec l’accord des parents"
    RECUEIL_URGENCE = "recueil_urgence", "recueil en urgence"
    ACCUEIL_72H = "accueil_72h", "accueil de 72 heures"
    TUTELLE = "tutelle", "tutelle"
    DELEGATION = "delegation", "délégation de l’autorité parentale"
    PUPILLE = "pupille", "pupille de l’État"
    JEUNE_MAJEUR = "jeune_majeur", "accueil jeune majeur"
    AUTRE = "autre", "autre mesure"


class FonctionInterlocuteur(models.TextChoices):
    """Who somebody is for the child, outside the village and outside the family."""

    REFERENT_ASE = "referent_ase", "référent ASE"
    SERVICE_GARDIEN = "service_gardien", "service gardien"
    JUGE = "juge", "juge des enfants"
    AVOCAT = "avocat", "avocat de l’enfant"
    ADMINISTRATEUR_AD_HOC = "administrateur_ad_hoc", "administrateur ad hoc"
    TUTEUR = "tuteur", "tuteur"
    MEDECIN = "medecin", "médecin traitant"
    AUTRE = "autre", "autre interlocuteur"


class CadreScolaire(models.TextChoices):
    """Where a child learns; sealed on the record, for some of these tell a disability."""

    ECOLE = "ecole", "école, collège ou lycée"
    ULIS = "ulis", "avec une ULIS"
    UPE2A = "upe2a", "avec une UPE2A, pour apprendre le français"
    SEGPA = "segpa", "SEGPA"
    EREA = "erea", "EREA"
    IME = "ime", "IME ou autre établissement médico-social"
    RELAIS = "relais", "classe ou atelier relais"
    DISTANCE = "distance", "cours à distance (CNED)"
    FAMILLE = "famille", "instruction en famille"
    APPRENTISSAGE = "apprentissage", "apprentissage"
    SUPERIEUR = "superieur", "études supérieures"
    FORMATION = "formation", "autre formation, service civique ou emploi"
    HORS_ECOLE = "hors_ecole", "sans école pour le moment"


class NiveauScolaire(models.TextChoices):
    """The class a child is in."""

    TPS = "tps", "toute petite section"
    PS = "ps", "petite section"
    MS = "ms", "moyenne section"
    GS = "gs", "grande section"
    CP = "cp", "CP"
    CE1 = "ce1", "CE1"
    CE2 = "ce2", "CE2"
    CM1 = "cm1", "CM1"
    CM2 = "cm2", "CM2"
    SIXIEME = "6e", "6e"
    CINQUIEME = "5e", "5e"
    QUATRIEME = "4e", "4e"
    TROISIEME = "3e", "3e"
    TROISIEME_PREPA = "3e_prepa", "3e prépa-métiers"
    SECONDE = "2de", "2de générale et technologique"
    PREMIERE = "1re", "1re générale ou technologique"
    TERMINALE = "tle", "terminale générale ou technologique"
    SECONDE_PRO = "2de_pro", "2de professionnelle"
    PREMIERE_PRO = "1re_pro", "1re professionnelle"
    TERMINALE_PRO = "tle_pro", "terminale professionnelle"
    CAP1 = "cap1", "CAP, 1re année"
    CAP2 = "cap2", "CAP, 2e année"
    SUPERIEUR = "sup", "après le bac"
    AUTRE = "autre", "sans niveau de classe"


class RegimeScolaire(models.TextChoices):
    """Where a pupil eats and sleeps on school days."""

    EXTERNE = "externe", "externe"
    DEMI_PENSION = "demi_pension", "demi-pension"
    INTERNAT = "internat", "internat"


class NaturePlan(models.TextChoices):
    """A paper by which a school adapts; sealed on the record, for most tell of health."""

    PPRE = "ppre", "PPRE : aide pour une difficulté passagère"
    PAP = "pap", "PAP : troubles des apprentissages"
    PPS = "pps", "PPS : situation de handicap"
    PAI = "pai", "PAI : santé à l’école"
    MDPH = "mdph", "notification de la MDPH"


class MomentAbsence(models.TextChoices):
    """How much of the school day was missed."""

    JOURNEE = "journee", "toute la journée"
    MATIN = "matin", "le matin"
    APRES_MIDI = "apres_midi", "l’après-midi"
    PLUSIEURS = "plusieurs", "plusieurs jours"


class Justification(models.TextChoices):
    """Whether the school holds a reason; in clear, for half-days without one are counted."""

    EN_ATTENTE = "en_attente", "pas encore dite à l’école"
    JUSTIFIEE = "justifiee", "justifiée"
    SANS_MOTIF = "sans_motif", "sans motif valable"


class NatureExclusion(models.TextChoices):
    COURS = "cours", "exclusion d’un cours"
    INCLUSION = "inclusion", "exclusion dans l’établissement, ou mesure de responsabilisation"
    TEMPORAIRE = "temporaire", "exclusion temporaire"
    DEFINITIVE = "definitive", "exclusion définitive"


class NatureEtape(models.TextChoices):
    """A step of the follow-up of absences."""

    JEUNE = "jeune", "temps avec l’enfant ou le jeune"
    ECOLE = "ecole", "rendez-vous à l’école"
    FAMILLE = "famille", "échange avec la famille"
    GPDS = "gpds", "réunion du GPDS"
    AUTRE = "autre", "autre étape"


class NatureStage(models.TextChoices):
    OBSERVATION = "observation", "stage d’observation"
    PROFESSIONNEL = "professionnel", "stage en lycée professionnel"
    DECOUVERTE = "decouverte", "stage de découverte"
    APPRENTISSAGE = "apprentissage", "contrat d’apprentissage"


class EtatContrat(models.TextChoices):
    """Life of a contract about school, from a draft to the review made together."""

    PREPARATION = "preparation", "en préparation"
    EN_COURS = "en_cours", "en cours"
    REVU = "revu", "revu ensemble"
    ARRETE = "arrete", "arrêté"


class PartieContrat(models.TextChoices):
    """Who co-signs, the child first."""

    ENFANT = "enfant", "l’enfant"
    FAMILLE = "famille", "la famille"
    ECOLE = "ecole", "l’école"
    VILLAGE = "village", "le village"


class SuiteObjectif(models.TextChoices):
    """What the review says of one objective: never a mark."""

    ATTEINT = "atteint", "c’est réussi"
    GARDE = "garde", "on continue"
    LAISSE = "laisse", "on laisse"


class Enveloppe(models.TextChoices):
    """What the money is for; each has its own balance."""

    POCHE = "poche", "argent de poche"
    VETEMENTS = "vetements", "vêtements"


class PeriodeArgent(models.TextChoices):
    SEMAINE = "semaine", "semaine"
    MOIS = "mois", "mois"


class NatureMouvement(models.TextChoices):
    """What a line of the ledger does; what it changes is in ``enfants.argent``."""

    DONNE = "donne", "argent donné"
    DEPENSE = "depense", "dépense"
    CADEAU = "cadeau", "cadeau reçu"
    EPARGNE = "epargne", "mis de côté"
    RETRAIT = "retrait", "repris sur ce qui est de côté"
    CORRECTION = "correction", "correction"


class SignatureArgent(models.TextChoices):
    """Whether the young person took part in the line."""

    SIGNE = "signe", "le jeune a signé"
    COMPTE = "compte", "compté ensemble"
    SANS = "sans", "sans le jeune"


class UsageImage(models.TextChoices):
    """What the picture is for; an agreement to one use says nothing of another."""

    INTERNE = "interne", "dans le village"
    ALBUM = "album", "son album et son histoire"
    SITE = "site", "site de l’association"
    PRESSE = "presse", "presse"
    RESEAUX = "reseaux", "réseaux sociaux"
    FILM = "film", "film ou reportage"


class QualiteAccord(models.TextChoices):
    TITULAIRE = "titulaire", "titulaire de l’autorité parentale"
    ENFANT = "enfant", "l’enfant"
    MAJEUR = "majeur", "le jeune majeur, seul"


class ChoixHistoire(models.TextChoices):
    """Who chose to keep a moment; never the adult alone."""

    ENFANT = "enfant", "l’enfant"
    ENSEMBLE = "ensemble", "choisi ensemble"


class NatureInscription(models.TextChoices):
    """What a line of the register writes down."""

    ENTREE = "entree", "entrée"
    SORTIE = "sortie", "sortie"
    RECTIFICATION = "rectification", "rectification"


class Destination(models.TextChoices):
    """Where a child goes when leaving the village."""

    FAMILLE = "famille", "retour en famille"
    TIERS = "tiers", "chez un proche ou un tiers digne de confiance"
    FAMILLE_ACCUEIL = "famille_accueil", "famille d’accueil"
    ETABLISSEMENT = "etablissement", "autre établissement"
    LOGEMENT = "logement", "son propre logement"
    AUTRE = "autre", "autre destination"


class PieceRemise(models.TextChoices):
    """What is handed over, told or offered, on arrival, in the first months, or on leaving."""

    LIVRET = "livret", "livret d’accueil"
    CHARTE = "charte", "charte des droits et libertés"
    REGLEMENT = "reglement", "règlement de fonctionnement"
    DROIT_ENTENDU = "droit_entendu", "droit d’être entendu et d’avoir un avocat, expliqué"
    PERSONNE_CONFIANCE = "personne_confiance", "personne de confiance, proposée"
    DIPC = "dipc", "document individuel de prise en charge"
    CONTRAT = "contrat", "contrat de séjour"
    CONTRAT_SIGNE = "contrat_signe", "contrat de séjour signé"
    AVENANT = "avenant", "avenant : objectifs et prestations"
    CARNET_SANTE = "carnet_sante", "carnet de santé et ordonnances"
    PAPIERS = "papiers", "papiers d’identité, carte Vitale"
    DOCUMENTS = "documents", "documents scolaires et administratifs"
    PECULE = "pecule", "pécule et argent de poche"
    EFFETS = "effets", "vêtements et affaires personnelles"
    PHOTOS = "photos", "photos et livre de vie"
    CONTACTS = "contacts", "numéros et adresses de ceux qui comptent"
    DROIT_ACCES = "droit_acces", "droit de lire son dossier, expliqué"


class Destinataire(models.TextChoices):
    """Who receives what is handed over."""

    ENFANT = "enfant", "l’enfant"
    TITULAIRE = "titulaire", "un titulaire de l’autorité parentale"
    ACCUEIL = "accueil", "qui l’accueille désormais"


class TitreAnnonce(models.TextChoices):
    """A title told by word of mouth, at night: its paper is waited for."""

    OPP_PARQUET = "opp_parquet", "placement ordonné par le procureur, au téléphone"
    OPP_JUGE = "opp_juge", "placement ordonné par le juge, au téléphone"
    RECUEIL_URGENCE = "recueil_urgence", "recueil en urgence demandé par l’ASE"
    ACCUEIL_72H = "accueil_72h", "accueil de 72 heures demandé par l’ASE"
