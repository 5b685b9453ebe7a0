"""Photos and documents of an incident: of the one being written, then of the one that was sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from protection.enums import NaturePiece
from protection.models.declaration import DeclarationEnCours
from protection.models.incident import Incident
from protection.models.obligations import d_incident
from protection.models.traitement import Transmission
from protection.querysets import DeclarationEnCoursQuerySet, OfIncidentPlainQuerySet
from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.documents.models import Document
from socle.outils.declarations import Categorie, Declaration, Mur

LONGUEUR_TITRE = 150


class Piece(SealedModel):
    """What a piece says of itself; its file lies sealed under the incident’s own key."""

    nature = models.CharField("nature", max_length=12, choices=NaturePiece.choices)
    titre = SealedTextField("titre", max_length=LONGUEUR_TITRE, blank=True, default="")
    ajoutee_le = models.DateTimeField("ajoutée le")
    fichier = models.OneToOneField(
        Document, verbose_name="fichier", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def libelle(self) -> str:
        """Its title, or what kind of piece it is."""
        return str(self.titre) or str(self.get_nature_display()).capitalize()


class PieceDeclaration(Piece):
    """A piece of a declaration that is not sent: its author’s alone, gone with it when it is thrown away."""

    brouillon = models.ForeignKey(
        DeclarationEnCours, verbose_name="déclaration", on_delete=models.PROTECT, related_name="pieces"
    )
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="auteur", on_delete=models.PROTECT, related_name="+"
    )
    objects = DeclarationEnCoursQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.INCIDENT,
        sujet="brouillon_id",
        enfant=None,
        mur=Mur.DEPOSANT,
        conservation="brouillon_incident",
        droits="SID",
        lecture_tracee=False,
    )

    class Meta:
        verbose_name = "pièce d’une déclaration en cours"
        verbose_name_plural = "pièces de déclarations en cours"
        default_permissions = ()
        ordering = ["ajoutee_le", "id"]


class PieceIncident(Piece):
    """A piece of an incident, only added; a trigger keeps its file, and its transmission, in that incident.

    ``declaree`` came with the declaration: ``par`` is then empty, it would name its author, who alone reads
    it beside who handles it. ``transmission`` is what it proves: an acknowledgement, a registered letter.
    """

    incident = models.ForeignKey(
        Incident, verbose_name="incident", on_delete=models.PROTECT, related_name="pieces"
    )
    transmission = models.ForeignKey(
        Transmission,
        verbose_name="prouve",
        on_delete=models.PROTECT,
        related_name="preuves",
        null=True,
        blank=True,
    )
    declaree = models.BooleanField("jointe à la déclaration", default=False)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="par",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    objects = OfIncidentPlainQuerySet.as_manager()

    declaration = d_incident("SI", mur=Mur.PIECE_INCIDENT)

    class Meta:
        verbose_name = "pièce d’un incident"
        verbose_name_plural = "pièces d’incidents"
        default_permissions = ()
        ordering = ["ajoutee_le", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(declaree=True, par__isnull=True, transmission__isnull=True)
                | Q(declaree=False, par__isnull=False),
                name="piece_declaree_sans_auteur",
            ),
        ]
