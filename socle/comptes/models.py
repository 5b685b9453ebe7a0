"""Accounts, house tablets and the two-person reset."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q

from socle.outils.declarations import Categorie, Declaration, Mur
from socle.outils.identifiants import nouvel_id


class UtilisateurManager(BaseUserManager["Utilisateur"]):
    """Creates accounts; there is no superuser and no way to make one."""

    def create_user(self, identifiant: str, password: str | None = None, **champs: object) -> Utilisateur:
        """Create an account; without password it can only be opened after a two-person reset."""
        utilisateur = self.model(identifiant=identifiant, **champs)
        utilisateur.set_password(password)
        utilisateur.save(using=self._db)
        return utilisateur


class Utilisateur(AbstractBaseUser, PermissionsMixin):
    """A person who signs in: a professional, a child, or a partner with a dated access.

    The login and the e-mail address are in clear (listed in SECURITY.md); a professional's
    name is sealed, on ``villages.Professionnel``. A child's login is made up
    (:mod:`socle.comptes.noms_de_connexion`), so that it names nobody.
    """

    class Nature(models.TextChoices):
        PROFESSIONNEL = "professionnel", "professionnel"
        ENFANT = "enfant", "enfant ou jeune"
        PARTENAIRE = "partenaire", "partenaire extérieur"

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    identifiant = models.CharField("identifiant", max_length=150, unique=True)
    email = models.EmailField("adresse électronique", blank=True)
    nature = models.CharField("nature", max_length=16, choices=Nature.choices, default=Nature.PROFESSIONNEL)
    is_active = models.BooleanField("actif", default=True)
    mot_de_passe_provisoire = models.BooleanField("mot de passe à changer", default=False)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    cree_par = models.ForeignKey(
        "self",
        verbose_name="créé par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    USERNAME_FIELD = "identifiant"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UtilisateurManager()

    declaration = Declaration(
        categorie=Categorie.ACCES,
        sujet=None,
        enfant=None,
        mur=Mur.SANS,
        conservation="compte",
        droits="SIU",
        lecture_tracee=False,
    )

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        constraints = [
            models.CheckConstraint(condition=models.Q(is_superuser=False), name="aucun_superutilisateur"),
        ]

    def __str__(self) -> str:
        return f"compte {self.pk}"

    @property
    def est_enfant(self) -> bool:
        return self.nature == self.Nature.ENFANT


class Tablette(models.Model):
    """A device enrolled to one house; its secret is kept as a digest only.

    ``maison_id`` is a plain identifier: houses are an upper layer.
    """

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    maison_id = models.UUIDField("maison", db_index=True)
    libelle = models.CharField("nom de l’appareil", max_length=60)
    jeton_hache = models.CharField("empreinte du jeton", max_length=64, unique=True)
    enrolee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="enrôlée par", on_delete=models.PROTECT, related_name="+"
    )
    enrolee_le = models.DateTimeField("enrôlée le", auto_now_add=True)
    revoquee_le = models.DateTimeField("révoquée le", null=True, blank=True)
    revoquee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="révoquée par",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    declaration = Declaration(
        categorie=Categorie.ACCES,
        sujet=None,
        enfant=None,
        mur=Mur.SANS,
        conservation="compte",
        droits="SIU",
        lecture_tracee=False,
    )

    class Meta:
        verbose_name = "tablette de maison"
        verbose_name_plural = "tablettes de maison"

    def __str__(self) -> str:
        return f"tablette {self.pk}"


class OuverturePIN(models.Model):
    """One person on one tablet: the last full sign-in there, and the short code it allows."""

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="compte", on_delete=models.CASCADE, related_name="+"
    )
    tablette = models.ForeignKey(
        Tablette, verbose_name="tablette", on_delete=models.CASCADE, related_name="ouvertures"
    )
    pin_hache = models.CharField("code court haché", max_length=128, blank=True)
    mfa_le = models.DateTimeField("dernière connexion complète")
    echecs = models.PositiveSmallIntegerField("essais manqués", default=0)
    bloque = models.BooleanField("bloqué", default=False)

    declaration = Declaration(
        categorie=Categorie.ACCES,
        sujet=None,
        enfant=None,
        mur=Mur.SANS,
        conservation="compte",
        droits="SIUD",
        lecture_tracee=False,
    )

    class Meta:
        verbose_name = "ouverture par code court"
        verbose_name_plural = "ouvertures par code court"
        constraints = [
            models.UniqueConstraint(fields=["utilisateur", "tablette"], name="une_ouverture_par_tablette"),
        ]

    def __str__(self) -> str:
        return f"ouverture {self.pk}"


class DemandeReinitialisation(models.Model):
    """Reset of someone's second factor or password: asked by one person, done by another.

    Neither may be the person concerned; the database refuses it too.
    """

    class Portee(models.TextChoices):
        MFA = "mfa", "deuxième facteur"
        MOT_DE_PASSE = "mot_de_passe", "mot de passe"
        TOUT = "tout", "deuxième facteur et mot de passe"

    class Motif(models.TextChoices):
        TELEPHONE_PERDU = "telephone_perdu", "téléphone perdu ou changé"
        OUBLI = "oubli", "mot de passe oublié"
        COMPROMIS = "compromis", "compte peut-être utilisé par quelqu’un d’autre"

    class Etat(models.TextChoices):
        DEMANDEE = "demandee", "en attente d’une deuxième personne"
        EXECUTEE = "executee", "faite"
        REFUSEE = "refusee", "refusée"

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="compte", on_delete=models.CASCADE, related_name="+"
    )
    portee = models.CharField("ce qui est réinitialisé", max_length=16, choices=Portee.choices)
    motif = models.CharField("motif", max_length=20, choices=Motif.choices)
    etat = models.CharField("état", max_length=10, choices=Etat.choices, default=Etat.DEMANDEE)
    demandee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="demandée par", on_delete=models.PROTECT, related_name="+"
    )
    demandee_le = models.DateTimeField("demandée le", auto_now_add=True)
    decidee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="décidée par",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)

    declaration = Declaration(
        categorie=Categorie.ACCES,
        sujet=None,
        enfant=None,
        mur=Mur.SANS,
        conservation="compte",
        droits="SIU",
        lecture_tracee=False,
    )

    class Meta:
        verbose_name = "demande de réinitialisation"
        verbose_name_plural = "demandes de réinitialisation"
        constraints = [
            models.CheckConstraint(condition=~Q(demandee_par=F("compte")), name="jamais_pour_soi"),
            models.CheckConstraint(
                condition=Q(decidee_par__isnull=True) | ~Q(decidee_par=F("compte")),
                name="jamais_decidee_par_soi",
            ),
            models.CheckConstraint(
                condition=Q(decidee_par__isnull=True) | ~Q(decidee_par=F("demandee_par")) | Q(etat="refusee"),
                name="deux_personnes",
            ),
            models.CheckConstraint(
                condition=~Q(etat="executee") | Q(decidee_par__isnull=False, decidee_le__isnull=False),
                name="executee_par_quelqu_un",
            ),
            models.UniqueConstraint(
                fields=["compte"], condition=Q(etat="demandee"), name="une_demande_en_attente"
            ),
        ]

    def __str__(self) -> str:
        return f"demande de réinitialisation {self.pk}"
