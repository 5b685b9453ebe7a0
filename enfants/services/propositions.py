"""What a child proposes for their book: kept while they write, sent once, taken back by them alone."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from enfants.models import Enfant, PropositionMoment
from enfants.models.histoire import LONGUEUR_PAROLES
from enfants.selectors.autour import comptes_autour
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.notifications.services import notifier, retirer

ECRIT_LE_SIEN = "ecrire_projet_version_enfant"
#: What an adult holds to write, with the child, the moment proposed.
ECRIT = "ecrire_projet"
AVIS_PROPOSITION = "enfants.proposition_recue"
#: What is sent fits in the moment it may become.
LIMITES = {"titre": 120, "mots": LONGUEUR_PAROLES, "quand": 120}


@dataclass(frozen=True)
class Recit:
    """The words of a proposal, as typed."""

    titre: str
    mots: str
    quand: str

    @property
    def est_vide(self) -> bool:
        return not (self.titre.strip() or self.mots.strip() or self.quand.strip())

    def check(self) -> None:
        """Raise ValidationError for what cannot be sent; a draft is not held to it."""
        if not self.titre.strip():
            raise ValidationError({"titre": "Donne un titre à ce moment."})
        for nom, limite in LIMITES.items():
            if len(getattr(self, nom)) > limite:
                raise ValidationError({nom: f"C’est trop long : {limite} lettres au plus."})


@transaction.atomic
def garder_proposition(
    *, acteur: Utilisateur, enfant: Enfant, ident: UUID, recit: Recit
) -> PropositionMoment | None:
    """Keep what a child is writing; nothing is refused for its length, nothing is audited.

    What was sent meanwhile is left as it is, and an empty page that was never kept is not kept. Raises
    PermissionDenied for anyone but the child, ValidationError beyond what any book could hold.
    """
    _ensure_own(acteur, enfant)
    row = _draft(acteur, enfant, ident)
    open_draft = row.proposee_le is None and row.retiree_le is None
    if open_draft and not (row._state.adding and recit.est_vide):
        _write(row, recit)
        row.save()
    return None if row._state.adding else row


@transaction.atomic
def proposer_moment(*, acteur: Utilisateur, enfant: Enfant, ident: UUID, recit: Recit) -> PropositionMoment:
    """Send a moment to the adults who read the child's project; sent twice, it is sent once.

    Those who write it, in the house of tonight or beside the child, receive a notice that names nobody.
    From then on its words are the child's as they were: the database freezes them. Raises
    PermissionDenied for anyone but the child, ValidationError without a title or when it is too long.
    """
    _ensure_own(acteur, enfant)
    row = _draft(acteur, enfant, ident)
    if row.proposee_le is not None or row.retiree_le is not None:
        return row
    recit.check()
    _write(row, recit)
    row.proposee_le = row.modifiee_le
    row.full_clean()
    row.save()
    _record("histoire.proposition", row)
    notifier(
        code=AVIS_PROPOSITION, destinataires=comptes_autour(enfant.pk, ECRIT), objet=row.pk, cible=enfant.pk
    )
    return row


@transaction.atomic
def reprendre_proposition(*, acteur: Utilisateur, proposition: PropositionMoment) -> PropositionMoment:
    """Take back a draft or a proposal nobody has written in the book yet; the adults no longer see it.

    Raises PermissionDenied for anyone but the child, ValidationError once it is in the book: leaving the
    book is asked of an adult, who takes the moment out.
    """
    _ensure_own(acteur, proposition.enfant)
    row = PropositionMoment.objects.select_for_update(no_key=True).get(pk=proposition.pk)
    if row.moment_id is not None:
        raise ValidationError("Ce moment est déjà dans ton histoire : dis à un adulte de le retirer.")
    if row.retiree_le is None:
        row.retiree_le = timezone.now()
        row.save(update_fields=["retiree_le"])
        if row.proposee_le is not None:
            retirer(code=AVIS_PROPOSITION, objet=row.pk)
            _record("histoire.proposition_reprise", row)
    return row


def _ensure_own(acteur: Utilisateur, enfant: Enfant) -> None:
    # Whoever writes the whole project also holds its child's part: these words are the child's alone.
    ensure(acteur, ECRIT_LE_SIEN, enfant)
    if enfant.compte_id != acteur.pk:
        raise PermissionDenied


def _draft(acteur: Utilisateur, enfant: Enfant, ident: UUID) -> PropositionMoment:
    # One writing at a time: an autosave on its way must not meet the sending of the same page.
    Enfant.objects.select_for_update(no_key=True).get(pk=enfant.pk)
    found = PropositionMoment.objects.filter(pk=ident, enfant=enfant, auteur=acteur).first()
    return found or PropositionMoment(pk=ident, enfant=enfant, auteur=acteur)


def _write(row: PropositionMoment, recit: Recit) -> None:
    row.titre, row.mots, row.quand = recit.titre, recit.mots, recit.quand
    row.modifiee_le = timezone.now()


def _record(code: str, row: PropositionMoment) -> None:
    record(code, objets=[row.pk], enfants=[row.enfant_id], type_objet="enfants.PropositionMoment")
