"""Acts on pocket money: amounts of the village and of a child, lines of the ledger."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from enfants.argent import MOTS, MontantIllisibleError, effets, euros, soldes
from enfants.enums import CategorieDocument, NatureMouvement, SignatureArgent
from enfants.models import BaremeArgent, Enfant, MouvementArgent, ReglageArgent
from enfants.services.documents import deposer_document
from enfants.services.mesures import AvertissementError
from socle.audit.services import record
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.outils.dates import aujourdhui

ECRIT = "ecrire_projet"


@transaction.atomic
def fixer_bareme(*, acteur: Utilisateur, bareme: BaremeArgent) -> BaremeArgent:
    """Fix what children of some ages receive in a village; the former amount is ended, not changed.

    Raises PermissionDenied outside one's village, ValidationError when ages are out of order or an
    amount already stands for some of them at these dates.
    """
    ensure(acteur, "ecrire_organisation", bareme.village)
    if bareme.age_max < bareme.age_min:
        raise ValidationError({"age_max": "Le dernier âge vient avant le premier."})
    bareme.full_clean()
    bareme.save(force_insert=True)
    record("argent.bareme", objets=[bareme.pk], type_objet="enfants.BaremeArgent")
    return bareme


@transaction.atomic
def terminer_bareme(*, acteur: Utilisateur, bareme: BaremeArgent, le: date) -> BaremeArgent:
    """End an amount of the village; ``le`` is its last day. Raises ValidationError before its first."""
    ensure(acteur, "ecrire_organisation", bareme.village)
    bareme = BaremeArgent.objects.select_for_update(no_key=True).get(pk=bareme.pk)
    if bareme.fin is not None:
        raise ValidationError("Ce montant a déjà une fin.")
    if le < bareme.debut:
        raise ValidationError({"le": "Ce montant n’avait pas commencé à cette date."})
    bareme.fin = le
    bareme.full_clean()
    bareme.save()
    record("argent.bareme", objets=[bareme.pk], type_objet="enfants.BaremeArgent")
    return bareme


@transaction.atomic
def fixer_montant(*, acteur: Utilisateur, reglage: ReglageArgent) -> ReglageArgent:
    """Fix what one child receives, and why; the former amount of this child ends the day before.

    Raises ValidationError when an amount of this child begins that day or later.
    """
    ensure(acteur, ECRIT, reglage)
    _lock(reglage.enfant_id)
    rows = ReglageArgent.objects.filter(enfant_id=reglage.enfant_id, enveloppe=reglage.enveloppe)
    if rows.filter(debut__gte=reglage.debut).exists():
        raise ValidationError({"debut": "Un montant propre à cet enfant commence déjà ce jour-là ou après."})
    for former in rows.current(reglage.debut):
        former.fin = reglage.debut - timedelta(days=1)
        former.save()
    reglage.full_clean()
    reglage.save(force_insert=True)
    record(
        "argent.montant",
        objets=[reglage.pk],
        enfants=[reglage.enfant_id],
        type_objet="enfants.ReglageArgent",
    )
    return reglage


@transaction.atomic
def noter_mouvement(
    *,
    acteur: Utilisateur,
    mouvement: MouvementArgent,
    fichier: UploadedFile | None = None,
    confirme: bool = False,
) -> MouvementArgent:
    """Add a line to a child's ledger; it is never changed afterwards.

    A spending has a voucher, filed with the child's papers, or the reason why there is none. Two lines
    at once wait for each other. Raises PermissionDenied, ValidationError on a day to come or an amount
    that is not positive, AvertissementError when a balance would fall below zero until ``confirme``,
    RefusedDocumentError for a voucher that cannot be kept.
    """
    ensure(acteur, ECRIT, mouvement)
    enfant = _lock(mouvement.enfant_id)
    if mouvement.jour > aujourdhui():
        raise ValidationError({"jour": "Cette date est dans le futur."})
    if isinstance(mouvement.montant, Illisible) or mouvement.montant <= 0:
        raise ValidationError({"montant": "Écrivez une somme au-dessus de zéro."})
    if mouvement.nature == NatureMouvement.CORRECTION:
        raise ValidationError("Une correction part de la ligne à corriger.")
    if mouvement.nature == NatureMouvement.DEPENSE and fichier is None and not mouvement.sans_justificatif:
        raise ValidationError({"sans_justificatif": "Joignez le ticket, ou dites pourquoi il n’y en a pas."})
    _check_balance(mouvement, None, confirme=confirme)
    if fichier is not None:
        mouvement.justificatif = deposer_document(
            acteur=acteur,
            enfant=enfant,
            ident=mouvement.pk,
            categorie=CategorieDocument.PROJET,
            titre=f"Justificatif : {mouvement.libelle}"[:150],
            date_document=mouvement.jour,
            fichier=fichier,
        )
    return _add(acteur, mouvement, "argent.mouvement")


@transaction.atomic
def corriger_mouvement(
    *, acteur: Utilisateur, mouvement: MouvementArgent, ident: UUID, motif: str, confirme: bool = False
) -> MouvementArgent:
    """Undo a line by a counter-line of the same amount, dated today, with its reason.

    Raises ValidationError when the line is itself a counter-line, or was undone already,
    AvertissementError when a balance would fall below zero until ``confirme``.
    """
    ensure(acteur, ECRIT, mouvement)
    _lock(mouvement.enfant_id)
    if mouvement.nature == NatureMouvement.CORRECTION:
        raise ValidationError("Une correction ne se corrige pas : écrivez une nouvelle ligne.")
    if MouvementArgent.objects.filter(corrige=mouvement).exists():
        raise ValidationError("Cette ligne est déjà annulée.")
    if isinstance(mouvement.montant, Illisible):
        raise ValidationError("Le montant de cette ligne ne peut pas être lu.")
    counter = MouvementArgent(
        pk=ident,
        enfant_id=mouvement.enfant_id,
        enveloppe=mouvement.enveloppe,
        nature=NatureMouvement.CORRECTION,
        jour=aujourdhui(),
        libelle=motif,
        montant=mouvement.montant,
        corrige=mouvement,
        signature=SignatureArgent.SANS,
    )
    _check_balance(counter, mouvement, confirme=confirme)
    return _add(acteur, counter, "argent.correction")


def _lock(enfant_id: UUID) -> Enfant:
    """The child's row is the lock: a balance is read and a line added by one person at a time."""
    return Enfant.objects.select_for_update(no_key=True).get(pk=enfant_id)


def _check_balance(mouvement: MouvementArgent, corrigee: MouvementArgent | None, *, confirme: bool) -> None:
    rows = MouvementArgent.objects.filter(enfant_id=mouvement.enfant_id)
    try:
        before, change = soldes(rows), effets(mouvement, corrigee)
    except MontantIllisibleError:
        raise ValidationError("Une ligne ne peut pas être lue : le solde n’est pas connu.") from None
    short = [
        f"Il n’y a que {euros(max(before[compte], Decimal(0)))} ({MOTS[compte]})."
        for compte, somme in change.items()
        if somme < 0 and before[compte] + somme < 0
    ]
    if short and not confirme:
        raise AvertissementError(short)


def _add(acteur: Utilisateur, mouvement: MouvementArgent, code: str) -> MouvementArgent:
    mouvement.auteur, mouvement.saisi_le = acteur, timezone.now()
    mouvement.full_clean()
    mouvement.save(force_insert=True)
    record(
        code,
        objets=[mouvement.pk],
        enfants=[mouvement.enfant_id],
        type_objet="enfants.MouvementArgent",
    )
    return mouvement
