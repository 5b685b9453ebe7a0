"""Accounts."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models

from socle.outils.declarations import Categorie, Declaration, Mur
from socle.outils.identifiants import nouvel_id


class UtilisateurManager(BaseUserManager["Utilisateur"]):
    """Creates accounts; there is no superuser and no way to make one."""

    def create_user(self, identifiant: str, password: str | None = None, **champs: object) -> Utilisateur:
        """Create an account; without password it can only be opened by an invitation."""
        utilisateur = self.model(identifiant=identifiant, **champs)
        utilisateur.set_password(password)
        utilisateur.save(using=self._db)
        return utilisateur


class Utilisateur(AbstractBaseUser, PermissionsMixin):
    """A person who signs in: a professional, a child, or a partner with a dated access.

    The login and the e-mail address are in clear (listed in SECURITY.md); a professional's
    name is sealed, on ``villages.Professionnel``.
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
    REQUIRED_FIELDS: list[str] = []

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
