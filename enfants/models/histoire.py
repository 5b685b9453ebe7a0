"""« Mon histoire »: what a child chose to keep, with somebody beside them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from enfants.enums import ChoixHistoire
from enfants.models.documents import DocumentEnfant
from enfants.models.dossier import Enfant
from enfants.querysets import MomentHistoireQuerySet, PropositionMomentQuerySet
from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.outils.declarations import Categorie, Declaration, Mur

LONGUEUR_HISTOIRE = 4000
#: What a child says in their own words, in a moment and in a proposal that may become one.
LONGUEUR_PAROLES = 1000
#: What a draft may hold: a child is told it is too long when sending, and loses nothing meanwhile.
LONGUEUR_BROUILLON = 10_000


class MomentHistoire(SealedModel):
    """One page of a child's life book: a day, words, maybe a photo, chosen with the child.

    Other children are mentions (``enfants.mentions``), brothers and sisters apart: a book is about a
    family too. ``visibles`` are the children on the photo, whose agreement « album » is asked each time
    it is shown. A page the child no longer wants is taken out by a date, never deleted.
    """

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="moments_histoire"
    )
    jour = models.DateField("jour")
    titre = SealedTextField("titre", max_length=120)
    texte = SealedTextField("ce qui s’est passé", max_length=LONGUEUR_HISTOIRE, blank=True, default="")
    paroles = SealedTextField("ses mots", max_length=LONGUEUR_PAROLES, blank=True, default="")
    photo = models.OneToOneField(
        DocumentEnfant,
        verbose_name="photo",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    legende = SealedTextField("ce qu’on voit sur la photo", max_length=200, blank=True, default="")
    visibles = ArrayField(models.UUIDField(), verbose_name="enfants sur la photo", default=list, blank=True)
    choix = models.CharField("choisi par", max_length=12, choices=ChoixHistoire.choices)
    avec = SealedTextField("avec qui", max_length=120)
    choisi_le = models.DateField("choisi le")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="auteur", on_delete=models.PROTECT, related_name="+"
    )
    retire_le = models.DateField("retiré le", null=True, blank=True)
    version = models.PositiveSmallIntegerField("version", default=1)
    versions = versions()
    objects = MomentHistoireQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.PROJET,
        sujet="enfant_id",
        enfant="enfant_id",
        mur=Mur.PAR_ENFANT,
        conservation="dossier_enfant",
        droits="SIU",
        lecture_tracee=True,
        compte_enfant=True,
    )

    class Meta:
        verbose_name = "moment de son histoire"
        verbose_name_plural = "moments de son histoire"
        default_permissions = ()
        ordering = ["jour", "id"]
        indexes = [models.Index(fields=["enfant", "jour"], name="histoire_par_enfant")]
        constraints = [
            models.CheckConstraint(condition=Q(choisi_le__gte=F("jour")), name="histoire_choisie_apres"),
        ]


class PropositionMoment(SealedModel):
    """A moment a child proposes for their book from their own account, in their own words.

    Until ``proposee_le`` it is a draft that only the child's account reads, in the database too. Once
    sent its words never change: an adult writes the moment with the child, and ``moment`` says which.
    The child may take it back by a date; no adult refuses one.
    """

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="moments_proposes"
    )
    titre = SealedTextField("titre", max_length=LONGUEUR_BROUILLON, blank=True, default="")
    mots = SealedTextField("ses mots", max_length=LONGUEUR_BROUILLON, blank=True, default="")
    quand = SealedTextField("c’était quand", max_length=LONGUEUR_BROUILLON, blank=True, default="")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="auteur", on_delete=models.PROTECT, related_name="+"
    )
    modifiee_le = models.DateTimeField("modifiée le")
    proposee_le = models.DateTimeField("proposée le", null=True, blank=True)
    retiree_le = models.DateTimeField("reprise le", null=True, blank=True)
    moment = models.OneToOneField(
        MomentHistoire,
        verbose_name="moment écrit",
        on_delete=models.PROTECT,
        related_name="proposition",
        null=True,
        blank=True,
    )
    objects = PropositionMomentQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.PROJET,
        sujet="enfant_id",
        enfant="enfant_id",
        mur=Mur.PAR_ENFANT,
        conservation="dossier_enfant",
        droits="SIU",
        lecture_tracee=True,
        compte_enfant=True,
    )

    class Meta:
        verbose_name = "moment proposé"
        verbose_name_plural = "moments proposés"
        default_permissions = ()
        ordering = ["modifiee_le", "id"]
        indexes = [models.Index(fields=["enfant", "modifiee_le"], name="proposition_par_enfant")]
        constraints = [
            models.CheckConstraint(
                condition=Q(moment__isnull=True) | Q(proposee_le__isnull=False, retiree_le__isnull=True),
                name="proposition_ecrite_apres_envoi",
            ),
        ]
