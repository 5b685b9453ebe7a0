"""« Je ne me sens pas en sécurité »: what a child said, whom it is about, what was done and answered."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from enfants.models import Enfant
from protection.echelle import DERNIER, PREMIER
from protection.enums import CauseVisee
from protection.models.obligations import LONGUEUR_MOTIF, LONGUEUR_RECIT
from protection.querysets import MessageQuerySet, OfMessageQuerySet
from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.outils.declarations import Categorie, Declaration, Mur
from villages.models import Professionnel, Village


def _du_message(*, sujet: str | None, mur: Mur) -> Declaration:
    return Declaration(
        categorie=Categorie.PAROLE,
        sujet=sujet,
        enfant=None,
        mur=mur,
        conservation="incident",
        droits="SI",
        lecture_tracee=True,
    )


class MessageDeSecurite(SealedModel):
    """A child's words, under a key of their own; only added: it cannot be taken back into nothing.

    ``niveau`` is the rung that reads it, the first one above everybody the child says it is about. ``id`` is
    the sender's, so that a message sent twice is one.
    """

    enfant = models.ForeignKey(Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="+")
    village = models.ForeignKey(Village, verbose_name="village", on_delete=models.PROTECT, related_name="+")
    mots = SealedTextField("les mots de l’enfant", max_length=LONGUEUR_RECIT, blank=True, default="")
    dit_le = models.DateTimeField("dit le")
    recu_le = models.DateTimeField("reçu le")
    niveau = models.PositiveSmallIntegerField("échelon qui lit", default=PREMIER)
    objects = MessageQuerySet.as_manager()

    declaration = _du_message(sujet="id", mur=Mur.MESSAGE)

    class Meta:
        verbose_name = "message de sécurité"
        verbose_name_plural = "messages de sécurité"
        default_permissions = ()
        ordering = ["-recu_le", "-id"]
        indexes = [models.Index(fields=["village", "-recu_le"], name="message_par_village")]
        constraints = [
            models.CheckConstraint(
                condition=Q(niveau__gte=PREMIER, niveau__lte=DERNIER), name="message_sur_un_echelon"
            ),
        ]

    @property
    def lieu_id(self) -> UUID:
        return self.village_id

    @property
    def reference(self) -> str:
        """To speak of it on the telephone; says nothing of how many there are."""
        return self.pk.hex[-6:].upper()


class PersonneVisee(models.Model):
    """A professional who never reads this message, and why.

    ``sans_effet``: everybody of the ladder is named, so the last rung keeps it.
    """

    message = models.ForeignKey(
        MessageDeSecurite, verbose_name="message", on_delete=models.PROTECT, related_name="visees"
    )
    professionnel = models.ForeignKey(
        Professionnel, verbose_name="professionnel", on_delete=models.PROTECT, related_name="+"
    )
    cause = models.CharField("cause", max_length=8, choices=CauseVisee.choices)
    sans_effet = models.BooleanField("sans effet", default=False)
    objects = OfMessageQuerySet.as_manager()

    declaration = _du_message(sujet=None, mur=Mur.PAR_MESSAGE)

    class Meta:
        verbose_name = "personne visée"
        verbose_name_plural = "personnes visées"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["message", "professionnel"], name="visee_une_fois"),
        ]


class SuiteMessage(SealedModel):
    """What was done about a message and what the child was answered, in words; only added.

    ``declaration`` is the declaration begun from it, by its id: its author alone may be writing it still.
    """

    message = models.ForeignKey(
        MessageDeSecurite, verbose_name="message", on_delete=models.PROTECT, related_name="suites"
    )
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="par", on_delete=models.PROTECT, related_name="+"
    )
    le = models.DateTimeField("le")
    fait = SealedTextField("ce qui est fait", max_length=LONGUEUR_MOTIF, blank=True, default="")
    reponse = SealedTextField(
        "ce qui est répondu à l’enfant", max_length=LONGUEUR_MOTIF, blank=True, default=""
    )
    repondu = models.BooleanField("répondu à l’enfant", default=False)
    declaration_commencee = models.UUIDField("déclaration commencée", null=True, blank=True)
    objects = OfMessageQuerySet.as_manager()

    declaration = _du_message(sujet="message_id", mur=Mur.PAR_MESSAGE)

    class Meta:
        verbose_name = "suite d’un message"
        verbose_name_plural = "suites de messages"
        default_permissions = ()
        ordering = ["le", "id"]
