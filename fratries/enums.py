"""Closed lists of sibling groups and families."""

from __future__ import annotations

from django.db import models


class LienFratrie(models.TextChoices):
    """How a member belongs to the sibling group."""

    GERMAIN = "germain", "frère ou sœur"
    DEMI = "demi", "demi-frère ou demi-sœur"
    PAR_ALLIANCE = "par_alliance", "quasi-frère ou quasi-sœur"
    A_NAITRE = "a_naitre", "à naître"


class SexeProche(models.TextChoices):
    """What the genogram draws: a square, a circle, a diamond."""

    FEMME = "femme", "femme"
    HOMME = "homme", "homme"
    NON_PRECISE = "non_precise", "non précisé"


class NatureLien(models.TextChoices):
    """What the relative is to the other person; a union goes both ways."""

    PARENT = "parent", "père ou mère"
    PARENT_ADOPTIF = "parent_adoptif", "père ou mère par adoption"
    BEAU_PARENT = "beau_parent", "beau-père ou belle-mère"
    GRAND_PARENT = "grand_parent", "grand-père ou grand-mère"
    ONCLE_TANTE = "oncle_tante", "oncle ou tante"
    FRATRIE = "fratrie", "frère ou sœur"
    COUSIN = "cousin", "cousin ou cousine"
    FAMILLE_ACCUEIL = "famille_accueil", "famille d’accueil"
    PARRAIN = "parrain", "parrain ou marraine"
    TIERS = "tiers", "tiers digne de confiance"
    AMI = "ami", "proche de la famille"
    AUTRE = "autre", "autre lien"
    MARIAGE = "mariage", "marié ou mariée"
    PACS = "pacs", "pacsé ou pacsée"
    CONCUBINAGE = "concubinage", "en couple"
    SEPARATION = "separation", "séparé ou séparée"
    DIVORCE = "divorce", "divorcé ou divorcée"


UNIONS = frozenset({"mariage", "pacs", "concubinage", "separation", "divorce"})


class Certitude(models.TextChoices):
    """How the tie is known."""

    ETABLIE = "etablie", "établi par un acte ou une décision"
    DECLAREE = "declaree", "déclaré par la famille"
    SUPPOSEE = "supposee", "supposé"


class NatureTitulaire(models.TextChoices):
    """By what right somebody holds parental authority over a child, or stands in for its holders."""

    PARENT = "parent", "père ou mère"
    DELEGATAIRE = "delegataire", "délégataire, par décision du juge"
    TUTEUR = "tuteur", "tuteur"
    SERVICE = "service", "aide sociale à l’enfance (tutelle ou délégation)"


class EtatAutorite(models.TextChoices):
    """Whether the holder exercises it."""

    EXERCEE = "exercee", "exercée"
    LIMITEE = "limitee", "exercée en partie"
    DELEGUEE = "deleguee", "déléguée à un autre"
    SUSPENDUE = "suspendue", "suspendue"
    RETIREE = "retiree", "retirée"


class Contact(models.TextChoices):
    """What a decision says of one kind of contact."""

    NON_PRECISE = "non_precise", "rien n’est dit"
    AUTORISE = "autorise", "oui"
    ACCOMPAGNE = "accompagne", "en présence d’un tiers"
    INTERDIT = "interdit", "non, interdit"


class AutoriteSeparation(models.TextChoices):
    """Who decided that siblings live apart; the village alone only in an emergency."""

    JUGE = "juge", "juge des enfants"
    PARQUET = "parquet", "procureur de la République"
    ASE = "ase", "aide sociale à l’enfance"
    PARENTS = "parents", "parents, accueil provisoire"
    VILLAGE = "village", "direction du village, dans l’urgence"


class CanalASE(models.TextChoices):
    """How the ASE was told."""

    TELEPHONE = "telephone", "téléphone"
    COURRIEL = "courriel", "courriel"
    COURRIER = "courrier", "courrier"
    REUNION = "reunion", "réunion"


class SuiteRevue(models.TextChoices):
    """What a review of the separation leads to."""

    MAINTIEN = "maintien", "la séparation continue"
    CONTACTS = "contacts", "elle continue, avec d’autres contacts"
    REUNIR = "reunir", "on prépare la vie commune"


class EtatEffectif(models.TextChoices):
    """How far a roster is on its way in."""

    DEPOSE = "depose", "déposé"
    LU = "lu", "lu"
    IMPORTE = "importe", "importé"
    REFUSE = "refuse", "refusé"


class GenreRencontre(models.TextChoices):
    """How a child and somebody meet; also what a visiting right gives."""

    VISITE = "visite", "visite"
    SORTIE = "sortie", "sortie"
    HEBERGEMENT = "hebergement", "hébergement"
    APPEL = "appel", "appel téléphonique"
    VISIO = "visio", "appel vidéo"
    COURRIER = "courrier", "courrier"


#: What one does together in the same place; the others are a voice, a picture, a letter.
EN_PRESENCE = frozenset({"visite", "sortie", "hebergement"})


class FrequenceDroit(models.TextChoices):
    """What a visiting right comes back by; only the first two make a calendar."""

    SEMAINES = "semaines", "toutes les semaines, ou une sur plusieurs"
    MOIS = "mois", "certains jours du mois (le 1er samedi, par exemple)"
    VACANCES = "vacances", "pendant les vacances scolaires"
    ACCORD = "accord", "selon accord, au cas par cas"


class DecideurDroit(models.TextChoices):
    """Who set a visiting right."""

    JUGE = "juge", "juge des enfants"
    ASE = "ase", "aide sociale à l’enfance"
    PARENTS = "parents", "accord des parents"


class SuspendPar(models.TextChoices):
    """Who suspended a visiting right; the law itself does on prosecution (CC 378-2 [S])."""

    JUGE = "juge", "juge des enfants"
    ASE = "ase", "aide sociale à l’enfance, dans l’urgence"
    LOI = "loi", "la loi (code civil, article 378-2)"
    PROCHE = "proche", "la personne elle-même"


class EtatRencontre(models.TextChoices):
    PREVUE = "prevue", "prévue"
    TENUE = "tenue", "a eu lieu"
    MANQUEE = "manquee", "n’a pas eu lieu"
    ANNULEE = "annulee", "annulée"
    DEPLACEE = "deplacee", "déplacée"


class DuFaitDe(models.TextChoices):
    """Because of whom a meeting did not take place; empty while nobody has said."""

    PROCHE = "proche", "la personne attendue"
    ENFANT = "enfant", "l’enfant"
    VILLAGE = "village", "le village"
    SERVICE = "service", "l’ASE ou le lieu de visite"
    AUTRE = "autre", "autre raison (maladie, transport…)"


class DemandeeA(models.TextChoices):
    """Whom an authorisation is asked of."""

    TITULAIRES = "titulaires", "titulaires de l’autorité parentale"
    ASE = "ase", "aide sociale à l’enfance"
    JUGE = "juge", "juge"


class ReponseAutorisation(models.TextChoices):
    """What was answered; empty while one waits."""

    OUI = "oui", "oui"
    CONDITIONS = "conditions", "oui, avec des conditions"
    NON = "non", "non"
    SILENCE = "silence", "pas de réponse"
    SANS_OBJET = "sans_objet", "la demande n’a plus d’objet"


class ReponseJuge(models.TextChoices):
    AUTORISE = "autorise", "le juge autorise l’acte"
    REJETTE = "rejette", "le juge n’autorise pas l’acte"


class NatureEtape(models.TextChoices):
    """What was done about a request while waiting."""

    RELANCE = "relance", "relance"
    INFORMATION = "information", "information donnée aux parents"


class EtatDemande(models.TextChoices):
    """Where a request to receive siblings stands."""

    RECUE = "recue", "reçue"
    A_L_ETUDE = "a_l_etude", "à l’étude"
    ACCEPTEE = "acceptee", "acceptée"
    REFUSEE = "refusee", "refusée"
    SANS_SUITE = "sans_suite", "retirée ou sans suite"


#: States in which a request has had its answer.
REPONDUES = (EtatDemande.ACCEPTEE, EtatDemande.REFUSEE, EtatDemande.SANS_SUITE)
