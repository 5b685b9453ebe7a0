"""Closed lists of the incidents: where, who, what kind, to whom, and where it stands."""

from __future__ import annotations

from django.db import models


class Danger(models.TextChoices):
    """Whether somebody is in danger as the declaration is written."""

    OUI = "oui", "Oui"
    NON = "non", "Non"
    INCONNU = "inconnu", "Je ne sais pas"


class LieuIncident(models.TextChoices):
    """Kind of place, in clear for the figures; which one exactly is sealed."""

    MAISON = "maison", "dans la maison"
    VILLAGE = "village", "dans le village"
    ECOLE = "ecole", "à l’école"
    FAMILLE = "famille", "dans la famille"
    TRAJET = "trajet", "sur un trajet"
    SORTIE = "sortie", "en sortie ou en séjour"
    EN_LIGNE = "en_ligne", "en ligne"
    AILLEURS = "ailleurs", "ailleurs"
    INCONNU = "inconnu", "je ne sais pas"


class RoleDansIncident(models.TextChoices):
    """What somebody was in what happened, as far as one knows."""

    VICTIME = "victime", "victime, ou peut-être"
    TEMOIN = "temoin", "témoin"
    MIS_EN_CAUSE = "mis_en_cause", "mis en cause"
    ENFANT_AUTEUR = "enfant_auteur", "enfant qui a fait du mal"
    PRESENT = "present", "était là"
    INCONNU = "inconnu", "je ne sais pas"


class EtatIncident(models.TextChoices):
    """Where an incident stands; only a step recorded in ``Etape`` changes it, in the database too."""

    RECU = "recu", "reçu"
    PROTEGE = "protege", "protection décidée"
    QUALIFIE = "qualifie", "qualifié"
    TRANSMIS = "transmis", "transmis"
    ENQUETE = "enquete", "en évaluation"
    ACCOMPAGNE = "accompagne", "accompagnement"
    PLAN = "plan", "plan d’action"
    CLOS = "clos", "clos"
    REVU = "revu", "bilan fait"


class Regime(models.TextChoices):
    """Under which regimes an incident falls; several at once."""

    EIG = "eig", "événement indésirable grave"
    INFORMATION_PREOCCUPANTE = "ip", "information préoccupante"
    SIGNALEMENT = "signalement", "signalement au procureur"
    NOTE_ASE = "note_ase", "note à l’ASE"
    NOTE_JUGE = "note_juge", "note au juge"
    PLAINTE = "plainte", "plainte"
    ACCIDENT = "accident", "accident"
    SAUVEGARDE = "sauvegarde", "protection interne"
    PERSONNEL = "personnel", "question de personnel"
    VIOLATION = "violation", "violation de données"
    CHANGEMENT_LIEU = "lieu", "changement de lieu en urgence"


class CategorieEIG(models.IntegerChoices):
    """The eleven categories of the arrêté du 28 décembre 2016 (certainty V for 1 to 9, S for the end)."""

    SINISTRE = 1, "1. sinistre, événement météorologique exceptionnel"
    EQUIPEMENT = 2, "2. défaillance d’équipement, santé environnement"
    ORGANISATION = 3, "3. perturbation de l’organisation du travail"
    SOIN = 4, "4. erreur ou défaut de soin ou de surveillance"
    PROCHES = 5, "5. difficultés avec la famille, les proches ou des personnes extérieures"
    DECES = 6, "6. décès accidentel ou par défaut de surveillance"
    SUICIDE = 7, "7. suicide ou tentative de suicide"
    MALTRAITANCE = 8, "8. maltraitance"
    DISPARITION = 9, "9. disparition signalée à la police ou à la gendarmerie"
    VIOLENCE = 10, "10. comportement violent, manquement grave au règlement"
    MALVEILLANCE = 11, "11. acte de malveillance"


def nature_de(regime: str, categorie: int | None) -> str:
    """Return what a qualification says it was: the category of an EIG without its number, else the regime."""
    return CategorieEIG(categorie).label.partition(". ")[2] if categorie else str(Regime(regime).label)


class Destinataire(models.TextChoices):
    """Whom one alerts or writes to; each is told apart, with its own clock."""

    SAMU = "samu", "le 15 (SAMU)"
    POLICE = "police", "le 17 (police, gendarmerie)"
    POMPIERS = "pompiers", "le 18 (pompiers)"
    ALLO_119 = "allo_119", "le 119"
    CRIP = "crip", "la CRIP"
    PROCUREUR = "procureur", "le procureur"
    DEPARTEMENT = "departement", "le Département qui autorise"
    DEPARTEMENT_ORIGINE = "departement_origine", "le Département d’origine de l’enfant"
    ASE = "ase", "l’ASE"
    JUGE = "juge", "le juge des enfants"
    PARENTS = "parents", "les parents"
    SIEGE = "siege", "le siège"
    CNIL = "cnil", "la CNIL"
    CAISSE = "caisse", "la caisse d’assurance maladie"


class Canal(models.TextChoices):
    """By what channel; what was only said is then confirmed in writing."""

    TELEPHONE = "telephone", "par téléphone"
    EN_PERSONNE = "en_personne", "de vive voix"
    COURRIEL = "courriel", "par courriel"
    PLATEFORME = "plateforme", "sur une plateforme"
    COURRIER = "courrier", "par courrier"

    @property
    def oral(self) -> bool:
        return self in {Canal.TELEPHONE, Canal.EN_PERSONNE}


class CanalAppel(models.TextChoices):
    """By what channel somebody of the on-call chain was told; the screen tells it in any case."""

    SMS = "sms", "SMS"
    COURRIEL = "courriel", "courriel"
    ECRAN = "ecran", "à l’écran seulement"


class CauseVisee(models.TextChoices):
    """Why a professional never reads one message of a child."""

    NOMMEE = "nommee", "l’enfant parle de cette personne"
    MAISON = "maison", "de la maison de l’enfant"


class CauseEcart(models.TextChoices):
    """Why a person is set aside from an incident."""

    MIS_EN_CAUSE = "mis_en_cause", "mis en cause"
    CONFLIT = "conflit", "conflit d’intérêts déclaré"


class IssueInformation(models.TextChoices):
    """What was done about telling the parents (CASF L226-2-1, certainty V09)."""

    FAITE = "faite", "ils sont informés"
    DIFFEREE = "differee", "l’information est différée"
    ECARTEE = "ecartee", "l’information est écartée : contraire à l’intérêt de l’enfant"


class PublicSoutenu(models.TextChoices):
    """Who is supported after an incident."""

    VICTIME = "victime", "l’enfant victime"
    TEMOINS = "temoins", "les témoins"
    FRATRIE = "fratrie", "les frères et sœurs"
    ENFANT_AUTEUR = "enfant_auteur", "l’enfant qui a fait du mal"
    EQUIPE = "equipe", "l’équipe"
    FAMILLE = "famille", "la famille"


class InstanceConseil(models.TextChoices):
    """Which body of children and families heard the grouped text (CASF R331-10, certainty S)."""

    MAISON = "maison", "le conseil de la maison"
    VILLAGE = "village", "le conseil du village"
    CVS = "cvs", "le conseil de la vie sociale"
    EXPRESSION = "expression", "le groupe d’expression"


class DocumentIncident(models.TextChoices):
    """What is printed of an incident, for whom it is sent to."""

    FORMULAIRE_EIG = (
        "formulaire_eig",
        "le formulaire d’événement indésirable grave, pour l’autorité qui autorise",
    )
    INFORMATION_PREOCCUPANTE = "information_preoccupante", "l’information préoccupante, pour la CRIP"
    SIGNALEMENT = "signalement", "le signalement, pour le procureur"


class NaturePiece(models.TextChoices):
    """What a piece of an incident is."""

    PHOTO = "photo", "photo"
    DOCUMENT = "document", "document"
    COURRIER = "courrier", "courrier"
    COURRIEL = "courriel", "courriel"
    ACCUSE = "accuse", "accusé de réception"
    RECOMMANDE = "recommande", "lettre recommandée"


class DestinataireFugue(models.TextChoices):
    """Whom one tells that a child is not back, in the order the protocol asks."""

    ASTREINTE = "astreinte", "l’astreinte ou la direction"
    POLICE = "police", "le 17 (police, gendarmerie)"
    PARENTS = "parents", "les parents, ou qui exerce l’autorité"
    ASE = "ase", "l’ASE"
    SIEGE = "siege", "le siège"
    PROCHES = "proches", "la famille ou des amis, interrogés"
    HOPITAL = "hopital", "l’hôpital"
    AUTRE = "autre", "quelqu’un d’autre"


class RevelationFugue(models.TextChoices):
    """Whether what the child says on coming back reveals an incident; sealed, like the words themselves."""

    OUI = "oui", "Oui : un incident est à déclarer"
    NON = "non", "Non"
    INCONNU = "inconnu", "Je ne sais pas"


class DomaineRisque(models.TextChoices):
    """Where a danger could come from, in the yearly map of a village."""

    ENTRE_ENFANTS = "entre_enfants", "violences entre enfants"
    ADULTES = "adultes", "conduite des adultes"
    LOCAUX = "locaux", "locaux, extérieurs, environnement"
    NUIT = "nuit", "nuits, week-ends, relais"
    EN_LIGNE = "en_ligne", "écrans et réseaux"
    FAMILLE = "famille", "visites et retours en famille"
    ECOLE = "ecole", "école et trajets"
    SANTE = "sante", "santé, médicaments, addictions"
    FUGUE = "fugue", "fugues et mauvaises rencontres"


class Vraisemblance(models.IntegerChoices):
    """How likely, in words."""

    RARE = 1, "rare"
    POSSIBLE = 2, "possible"
    PROBABLE = 3, "probable"
    FREQUENT = 4, "fréquent"


class Gravite(models.IntegerChoices):
    """How grave for a child, in words."""

    LEGERE = 1, "légère"
    SERIEUSE = 2, "sérieuse"
    GRAVE = 3, "grave"
    EXTREME = 4, "extrême"


class ThemePrevention(models.TextChoices):
    """Themes of prevention, for the catalogue and the children's sessions."""

    DROITS = "droits", "droits de l’enfant"
    HARCELEMENT = "harcelement", "harcèlement"
    ECRANS = "ecrans", "écrans et réseaux"
    ADDICTIONS = "addictions", "addictions"
    EGALITE = "egalite", "égalité filles-garçons"
    VIE_AFFECTIVE = "vie_affective", "vie affective, consentement"
    ENVIRONNEMENT = "environnement", "environnement"
    SECURITE = "securite", "se protéger, demander de l’aide"


class PublicPrevention(models.TextChoices):
    """Whom an action is for."""

    ENFANTS = "enfants", "les enfants"
    JEUNES = "jeunes", "les jeunes"
    EQUIPE = "equipe", "l’équipe"
    FAMILLES = "familles", "les familles"
    TOUS = "tous", "tout le monde"
