"""What was said to whom, and what each person wants by mail."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from socle.notifications.enums import EtatCourriel
from socle.notifications.querysets import AvisQuerySet
from socle.outils.declarations import Categorie, Declaration, Mur
from socle.outils.identifiants import nouvel_id

CONSERVATION = timedelta(days=365)


class Avis(models.Model):
    """One notice to one person: its kind and opaque ids; the sentence is the registry's.

    ``cle`` is unique with the recipient and the kind: said twice, it is one row. ``objet`` is what it is
    about, ``cible`` the id its address takes. ``retire_le``: the person must no longer see it.
    """

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    code = models.CharField("genre", max_length=64)
    destinataire = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="destinataire", on_delete=models.PROTECT, related_name="+"
    )
    objet = models.UUIDField("objet", null=True, blank=True)
    cible = models.UUIDField("objet de l’adresse", null=True, blank=True)
    cle = models.CharField("clé d’unicité", max_length=128)
    cree_le = models.DateTimeField("créé le", default=timezone.now, editable=False)
    vu_le = models.DateTimeField("vu le", null=True, blank=True)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)
    courriel_etat = models.CharField(
        "courriel", max_length=12, choices=EtatCourriel.choices, default=EtatCourriel.NON_DEMANDE
    )
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)
    tentatives = models.PositiveSmallIntegerField("tentatives", default=0)

    objects = AvisQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.ACCES,
        sujet=None,
        enfant=None,
        mur=Mur.DESTINATAIRE,
        conservation="avis",
        droits="SIUD",
        lecture_tracee=False,
    )

    class Meta:
        verbose_name = "avis"
        verbose_name_plural = "avis"
        default_permissions = ()
        ordering = ["-cree_le", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["destinataire", "code", "cle"], name="avis_une_fois"),
            models.CheckConstraint(
                condition=Q(courriel_etat=EtatCourriel.ENVOYE, envoye_le__isnull=False)
                | (~Q(courriel_etat=EtatCourriel.ENVOYE) & Q(envoye_le__isnull=True)),
                name="avis_envoye_un_jour",
            ),
        ]
        indexes = [
            models.Index(
                fields=["destinataire"],
                name="avis_a_lire",
                condition=Q(vu_le__isnull=True, retire_le__isnull=True),
            ),
            models.Index(fields=["code", "objet"], name="avis_par_objet"),
            models.Index(fields=["cree_le"], name="avis_par_age"),
        ]

    def __str__(self) -> str:
        return f"avis {self.pk}"


class PreferenceAvis(models.Model):
    """Whether a person wants one kind of notice by mail; without a row, what the kind says."""

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    destinataire = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="compte", on_delete=models.CASCADE, related_name="+"
    )
    code = models.CharField("genre", max_length=64)
    courriel = models.BooleanField("par courriel")

    declaration = Declaration(
        categorie=Categorie.ACCES,
        sujet=None,
        enfant=None,
        mur=Mur.DESTINATAIRE,
        conservation="compte",
        droits="SIU",
        lecture_tracee=False,
    )

    class Meta:
        verbose_name = "préférence d’avis"
        verbose_name_plural = "préférences d’avis"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["destinataire", "code"], name="preference_d_avis_unique"),
        ]

    def __str__(self) -> str:
        return f"préférence {self.pk}"


class Sms(models.Model):
    """The same notice by text message, to somebody whose number another app keeps sealed.

    ``source`` and ``objet`` say where the number is read when it leaves (``numeros``): neither the row nor
    the job holds it. Withdrawn with its notice.
    """

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    avis = models.OneToOneField(Avis, verbose_name="avis", on_delete=models.CASCADE, related_name="sms")
    destinataire = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="destinataire", on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField("source du numéro", max_length=64)
    objet = models.UUIDField("objet de la source")
    etat = models.CharField(
        "état", max_length=12, choices=EtatCourriel.choices, default=EtatCourriel.A_ENVOYER
    )
    cree_le = models.DateTimeField("créé le", default=timezone.now, editable=False)
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)
    tentatives = models.PositiveSmallIntegerField("tentatives", default=0)

    declaration = Declaration(
        categorie=Categorie.ACCES,
        sujet=None,
        enfant=None,
        mur=Mur.DESTINATAIRE,
        conservation="avis",
        droits="SIUD",
        lecture_tracee=False,
    )

    class Meta:
        verbose_name = "SMS"
        verbose_name_plural = "SMS"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(etat=EtatCourriel.ENVOYE, envoye_le__isnull=False)
                | (~Q(etat=EtatCourriel.ENVOYE) & Q(envoye_le__isnull=True)),
                name="sms_envoye_un_jour",
            ),
        ]

    def __str__(self) -> str:
        return f"sms {self.pk}"
