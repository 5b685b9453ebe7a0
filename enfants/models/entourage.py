"""Who counts for a child, and how their evenings go: what whoever takes over must know tonight."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from enfants.models.dossier import Enfant
from enfants.querysets import FicheRituelsQuerySet, PersonneRessourceQuerySet
from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.outils.declarations import Categorie, Declaration, Mur

#: Short lines: a sheet is read standing, at bedtime.
LONGUEUR_RITUEL = 300


def _declaration(categorie: Categorie, *, compte_enfant: bool = False) -> Declaration:
    return Declaration(
        categorie=categorie,
        sujet="enfant_id",
        enfant="enfant_id",
        mur=Mur.PAR_ENFANT,
        conservation="dossier_enfant",
        droits="SIU",
        lecture_tracee=True,
        compte_enfant=compte_enfant,
    )


class PersonneRessource(SealedModel):
    """Somebody the child says counts for them, in the child's words: « mon parrain de foot ».

    Never what adults suppose. It ends by a date, with what the child says of it, and is never deleted.
    ``reposee_le`` is the last time the question was asked again, the day it was said to begin with.
    """

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="personnes_ressources"
    )
    mots = SealedTextField("avec ses mots", max_length=160)
    nom = SealedTextField("nom", max_length=160, blank=True, default="")
    pourquoi = SealedTextField("pourquoi elle compte", max_length=1000, blank=True, default="")
    joindre = SealedTextField("comment la joindre", max_length=300, blank=True, default="")
    dit_le = models.DateField("dit le")
    note_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="noté par", on_delete=models.PROTECT, related_name="+"
    )
    reposee_le = models.DateField("question reposée le")
    fin = models.DateField("plus importante depuis le", null=True, blank=True)
    fin_mots = SealedTextField("ce que l’enfant en dit", max_length=1000, blank=True, default="")
    #: Whoever saves over somebody else's change meets another number.
    version = models.PositiveSmallIntegerField("version", default=1)
    versions = versions()
    objects = PersonneRessourceQuerySet.as_manager()

    declaration = _declaration(Categorie.PROJET, compte_enfant=True)

    class Meta:
        verbose_name = "personne importante"
        verbose_name_plural = "personnes importantes"
        default_permissions = ()
        ordering = ["dit_le", "id"]
        indexes = [models.Index(fields=["enfant", "dit_le"], name="ressource_par_enfant")]
        constraints = [
            models.CheckConstraint(condition=Q(reposee_le__gte=F("dit_le")), name="ressource_reposee_apres"),
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("dit_le")), name="ressource_dates_ordonnees"
            ),
        ]


class FicheRituels(SealedModel):
    """What helps one child through the evening, the night and the morning; one row per child.

    Kept by the éducateur familial, read by whoever relays tonight. ``relue_le`` dates it: habits
    change, and an old sheet is followed with care.
    """

    enfant = models.OneToOneField(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="fiche_rituels"
    )
    coucher = SealedTextField("pour s’endormir", max_length=LONGUEUR_RITUEL, blank=True, default="")
    nuit = SealedTextField("veilleuse, porte, nuit", max_length=LONGUEUR_RITUEL, blank=True, default="")
    doudou = SealedTextField("doudou", max_length=LONGUEUR_RITUEL, blank=True, default="")
    bain = SealedTextField("bain et toilette", max_length=LONGUEUR_RITUEL, blank=True, default="")
    repas = SealedTextField("repas", max_length=LONGUEUR_RITUEL, blank=True, default="")
    apaise = SealedTextField("ce qui apaise", max_length=LONGUEUR_RITUEL, blank=True, default="")
    effraie = SealedTextField("ce qui fait peur", max_length=LONGUEUR_RITUEL, blank=True, default="")
    mots = SealedTextField("les mots de la maison", max_length=LONGUEUR_RITUEL, blank=True, default="")
    matin = SealedTextField("le matin", max_length=LONGUEUR_RITUEL, blank=True, default="")
    relue_le = models.DateField("relue le")
    relue_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="relue par", on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveSmallIntegerField("version", default=1)
    versions = versions()
    objects = FicheRituelsQuerySet.as_manager()

    declaration = _declaration(Categorie.SOIN_QUOTIDIEN)

    class Meta:
        verbose_name = "fiche de rituels"
        verbose_name_plural = "fiches de rituels"
        default_permissions = ()
