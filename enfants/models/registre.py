"""The register of entries and exits of each village: numbered, append-only."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from enfants.enums import NatureInscription
from enfants.models.dossier import Enfant, Sejour
from enfants.querysets import RegistreQuerySet
from socle.chiffrement.fields import SealedDateField, SealedTextField
from socle.chiffrement.models import SealedModel
from socle.outils.declarations import Categorie, Declaration, Mur
from socle.outils.identifiants import nouvel_id
from villages.models import Village


class CompteurRegistre(models.Model):
    """The last number written in the register of a village: the lock that leaves no gap."""

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    village = models.OneToOneField(
        Village, verbose_name="village", on_delete=models.PROTECT, related_name="compteur_registre"
    )
    dernier = models.PositiveIntegerField("dernier numéro", default=0)

    declaration = Declaration(
        categorie=Categorie.ORGANISATION,
        sujet=None,
        enfant=None,
        mur=Mur.SANS,
        conservation="registre",
        droits="SIU",
        lecture_tracee=False,
    )

    class Meta:
        verbose_name = "compteur du registre"
        verbose_name_plural = "compteurs des registres"
        default_permissions = ()


class MouvementRegistre(SealedModel):
    """One line of the register (CASF L331-2, R331-5, certainty V09): a mirror of the bound book.

    Never changed: a mistake is corrected by a line of kind « rectification » that names the line it
    corrects. Identity, place and title are as they stood that day, under the child's own key: once it is
    destroyed the number, the dates and the kind remain, and the bound book alone still tells who.
    """

    village = models.ForeignKey(
        Village, verbose_name="village", on_delete=models.PROTECT, related_name="mouvements"
    )
    numero = models.PositiveIntegerField("numéro", validators=[MinValueValidator(1)])
    nature = models.CharField("nature", max_length=16, choices=NatureInscription.choices)
    jour = models.DateField("date du mouvement")
    ecrit_le = models.DateTimeField("écrit le", default=timezone.now, editable=False)
    ecrit_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="écrit par",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="mouvements"
    )
    sejour = models.ForeignKey(
        Sejour, verbose_name="séjour", on_delete=models.PROTECT, related_name="mouvements"
    )
    corrige = models.ForeignKey(
        "self",
        verbose_name="corrige la ligne",
        on_delete=models.PROTECT,
        related_name="rectifications",
        null=True,
        blank=True,
    )
    sans_effet = models.BooleanField("le mouvement n’a pas eu lieu", default=False)
    prenom = SealedTextField("prénom", max_length=80)
    nom = SealedTextField("nom", max_length=120)
    date_naissance = SealedDateField("date de naissance", null=True, blank=True)
    lieu = SealedTextField("d’où il vient, où il va", max_length=300, blank=True, default="")
    titre = SealedTextField("titre du placement", max_length=300, blank=True, default="")
    motif = SealedTextField("ce qui est rectifié", max_length=500, blank=True, default="")
    objects = RegistreQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.IDENTITE,
        sujet="enfant_id",
        enfant=None,
        mur=Mur.REGISTRE,
        conservation="registre",
        droits="SI",
        lecture_tracee=True,
    )

    class Meta:
        verbose_name = "mouvement du registre"
        verbose_name_plural = "mouvements du registre"
        default_permissions = ()
        ordering = ["village", "numero"]
        indexes = [models.Index(fields=["enfant", "jour"])]
        constraints = [
            models.UniqueConstraint(fields=["village", "numero"], name="registre_un_numero_par_village"),
            models.CheckConstraint(
                condition=Q(nature=NatureInscription.RECTIFICATION, corrige__isnull=False)
                | (~Q(nature=NatureInscription.RECTIFICATION) & Q(corrige__isnull=True)),
                name="registre_rectification_nomme_la_ligne",
            ),
            models.CheckConstraint(
                condition=Q(sans_effet=False) | Q(nature=NatureInscription.RECTIFICATION),
                name="registre_sans_effet_par_rectification",
            ),
        ]
