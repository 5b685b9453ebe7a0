"""The secret addresses by which a telephone's calendar follows an agenda."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from socle.outils.declarations import Categorie, Declaration, Mur
from socle.outils.identifiants import nouvel_id
from villages.models import Maison


class AbonnementAgenda(models.Model):
    """An address that gives one person's agenda, of a house or of all they reach, without any name.

    Whoever has the address reads it, so it is random, kept as a digest only, shown once and revoked at
    will. It gives at each reading what the person may see that day, and nothing once they see nothing.
    """

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="compte", on_delete=models.PROTECT, related_name="+"
    )
    maison = models.ForeignKey(
        Maison, verbose_name="maison", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    jeton_hache = models.CharField("empreinte du jeton", max_length=64, unique=True)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    lu_le = models.DateField("lu pour la dernière fois le", null=True, blank=True)
    revoque_le = models.DateTimeField("révoqué le", null=True, blank=True)

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
        verbose_name = "abonnement à un agenda"
        verbose_name_plural = "abonnements à un agenda"
        default_permissions = ()
        indexes = [models.Index(fields=["utilisateur", "revoque_le"])]

    def __str__(self) -> str:
        return f"abonnement {self.pk}"
