"""A child has run away: what is looked for, who was told and when, the return, what the child says of it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from enfants.models import Absence, Enfant
from protection.enums import Canal, DestinataireFugue
from protection.models.obligations import LONGUEUR_MOTIF, d_fugue
from protection.querysets import BrouillonSignalementQuerySet, FugueQuerySet, OfFugueQuerySet
from socle.chiffrement.fields import SealedJSONField, SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.documents.models import Document
from socle.outils.declarations import Categorie, Declaration, Mur
from villages.models import Maison, Village

LONGUEUR_FICHE = 1000
#: What helps to find the child, in the order of the page.
DESCRIPTION = (
    "vetements",
    "signalement",
    "telephone",
    "emporte",
    "transport",
    "lieux",
    "personnes",
    "soin",
    "risques",
)


class Fugue(SealedModel):
    """One runaway of one child, from the moment it is noticed; one at a time, the database refuses two.

    ``vue_le`` is when the child was last seen, ``constatee_le`` when somebody noticed: the clocks of the
    local protocol start there. Everything that describes is sealed under the child's key; moments stay in
    clear, since clocks are counted from them. ``incident_id`` names what was declared of it without leading
    there: a page shows it to nobody but who reads that incident. ``signalement_envoi`` is the form that last
    completed the description: a draft that arrives after it changes nothing.
    """

    enfant = models.ForeignKey(Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="fugues")
    village = models.ForeignKey(
        Village, verbose_name="village", on_delete=models.PROTECT, related_name="fugues"
    )
    maison = models.ForeignKey(
        Maison, verbose_name="maison", on_delete=models.PROTECT, related_name="fugues", null=True, blank=True
    )
    absence = models.OneToOneField(
        Absence,
        verbose_name="absence",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    incident_id = models.UUIDField("incident", null=True, blank=True, editable=False)
    ouverte_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="signalée par", on_delete=models.PROTECT, related_name="+"
    )
    ouverte_le = models.DateTimeField("signalée le")
    vue_le = models.DateTimeField("vu pour la dernière fois le")
    vue_ou = SealedTextField("où", max_length=300, blank=True, default="")
    vue_par = SealedTextField("par qui", max_length=200, blank=True, default="")
    constatee_le = models.DateTimeField("absence remarquée le")
    signalement = SealedTextField("à quoi on le reconnaît", max_length=LONGUEUR_FICHE, blank=True, default="")
    vetements = SealedTextField("vêtements", max_length=LONGUEUR_FICHE, blank=True, default="")
    emporte = SealedTextField("ce que l’enfant a avec lui", max_length=LONGUEUR_FICHE, blank=True, default="")
    telephone = SealedTextField("son téléphone", max_length=40, blank=True, default="")
    transport = SealedTextField("moyen de transport", max_length=300, blank=True, default="")
    lieux = SealedTextField("lieux possibles", max_length=LONGUEUR_FICHE, blank=True, default="")
    personnes = SealedTextField(
        "personnes que l’enfant peut rejoindre", max_length=LONGUEUR_FICHE, blank=True, default=""
    )
    soin = SealedTextField("soin nécessaire cette nuit", max_length=LONGUEUR_FICHE, blank=True, default="")
    risques = SealedTextField("ce qui inquiète", max_length=LONGUEUR_FICHE, blank=True, default="")
    signalement_envoi = models.UUIDField("envoi du signalement", null=True, blank=True, editable=False)
    photo = models.OneToOneField(
        Document, verbose_name="photo", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    rentree_le = models.DateTimeField("rentré le", null=True, blank=True)
    retour_par = SealedTextField("qui l’a ramené", max_length=300, blank=True, default="")
    retour_etat = SealedTextField("dans quel état", max_length=LONGUEUR_MOTIF, blank=True, default="")
    entretien_le = models.DateTimeField("entretien de retour le", null=True, blank=True, editable=False)
    versions = versions()
    objects = FugueQuerySet.as_manager()

    declaration = d_fugue("SIU", mur=Mur.FUGUE)

    class Meta:
        verbose_name = "fugue"
        verbose_name_plural = "fugues"
        default_permissions = ()
        ordering = ["-constatee_le", "-id"]
        indexes = [
            models.Index(fields=["enfant", "-constatee_le"], name="fugue_par_enfant"),
            models.Index(fields=["rentree_le"], name="fugue_par_retour"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enfant"],
                condition=Q(rentree_le__isnull=True),
                name="fugue_une_seule_a_la_fois",
                violation_error_message="Une fugue de cet enfant est déjà signalée : ouvrez-la pour la compléter.",
            ),
            models.CheckConstraint(
                condition=Q(constatee_le__gte=F("vue_le")), name="fugue_vue_puis_constatee"
            ),
            models.CheckConstraint(
                condition=Q(rentree_le__isnull=True) | Q(rentree_le__gte=F("vue_le")),
                name="fugue_retour_apres_depart",
            ),
            models.CheckConstraint(
                condition=Q(entretien_le__isnull=True) | Q(rentree_le__isnull=False),
                name="fugue_entretien_apres_retour",
            ),
        ]

    @property
    def lieu_id(self) -> UUID:
        return self.village_id

    @property
    def ouverte(self) -> bool:
        return self.rentree_le is None

    @property
    def reference(self) -> str:
        """« 7F3A2B »: to speak of it on the telephone without a name."""
        return self.pk.hex[-6:].upper()


class AlerteFugue(SealedModel):
    """Somebody was told, only added: whom, when, how, who answered, the number the police gave.

    ``du_retour``: told that the child is back.
    """

    fugue = models.ForeignKey(Fugue, verbose_name="fugue", on_delete=models.PROTECT, related_name="alertes")
    enfant = models.ForeignKey(Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="+")
    destinataire = models.CharField("qui", max_length=16, choices=DestinataireFugue.choices)
    le = models.DateTimeField("le")
    canal = models.CharField("moyen", max_length=12, choices=Canal.choices)
    interlocuteur = SealedTextField("qui a répondu", max_length=200, blank=True, default="")
    reference = SealedTextField("numéro donné", max_length=80, blank=True, default="")
    precision = SealedTextField("ce qui a été dit", max_length=LONGUEUR_MOTIF, blank=True, default="")
    du_retour = models.BooleanField("pour dire le retour", default=False)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="par", on_delete=models.PROTECT, related_name="+"
    )
    objects = OfFugueQuerySet.as_manager()

    declaration = d_fugue("SI")

    class Meta:
        verbose_name = "personne prévenue d’une fugue"
        verbose_name_plural = "personnes prévenues d’une fugue"
        default_permissions = ()
        ordering = ["le", "id"]
        indexes = [models.Index(fields=["fugue", "le"], name="alerte_par_fugue")]


class BrouillonSignalement(SealedModel):
    """What an author is typing on the second page of a runaway and has not sent; one per author and runaway.

    ``version_lue`` is the version of the runaway they had before their eyes: what they changed is told by it.
    ``avertie_le`` is when they were told that it would be erased; touching it again empties it.
    """

    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="auteur", on_delete=models.CASCADE, related_name="+"
    )
    enfant = models.ForeignKey(Enfant, verbose_name="enfant", on_delete=models.CASCADE, related_name="+")
    fugue = models.ForeignKey(Fugue, verbose_name="fugue", on_delete=models.CASCADE, related_name="+")
    version_lue = models.UUIDField("version lue", null=True, blank=True)
    contenu = SealedJSONField("contenu")
    modifie_le = models.DateTimeField("modifié le")
    avertie_le = models.DateTimeField("auteur averti le", null=True, blank=True, editable=False)
    objects = BrouillonSignalementQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.JOURNAL,
        sujet="enfant_id",
        enfant="enfant_id",
        mur=Mur.AUTEUR,
        conservation="brouillon_signalement",
        droits="SIUD",
        lecture_tracee=False,
    )

    class Meta:
        verbose_name = "brouillon d’un signalement"
        verbose_name_plural = "brouillons d’un signalement"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["auteur", "fugue"], name="brouillon_signalement_unique"),
        ]


class EntretienDeRetour(SealedModel):
    """What the child says on coming back, in their own words kept apart, and what is changed; written once."""

    fugue = models.OneToOneField(
        Fugue, verbose_name="fugue", on_delete=models.PROTECT, related_name="entretien"
    )
    enfant = models.ForeignKey(Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="+")
    le = models.DateTimeField("tenu le")
    avec = SealedTextField("avec qui", max_length=200, blank=True, default="")
    paroles = SealedTextField("ses mots", max_length=LONGUEUR_MOTIF, blank=True, default="")
    fuyait = SealedTextField("ce que l’enfant fuyait", max_length=LONGUEUR_MOTIF, blank=True, default="")
    cherchait = SealedTextField(
        "ce que l’enfant cherchait", max_length=LONGUEUR_MOTIF, blank=True, default=""
    )
    change = SealedTextField("ce qui change", max_length=LONGUEUR_MOTIF)
    revele = SealedTextField("révèle un incident", max_length=16, default="inconnu")
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="par", on_delete=models.PROTECT, related_name="+"
    )
    objects = OfFugueQuerySet.as_manager()

    declaration = d_fugue("SI")

    class Meta:
        verbose_name = "entretien de retour"
        verbose_name_plural = "entretiens de retour"
        default_permissions = ()
