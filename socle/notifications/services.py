"""Saying something to somebody, taking it back, having seen it, choosing what comes by mail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.notifications import registre
from socle.notifications.enums import EtatCourriel
from socle.notifications.models import CONSERVATION, Avis, PreferenceAvis
from socle.notifications.registre import GenreAvis
from socle.taches.services import enqueue

#: Code of the job that hands one mail over, shared by who asks and who makes.
CODE = "notifications.courriel"
#: Like the arguments of jobs: an id, a code, a date; never a sentence.
_CLE = re.compile(r"[A-Za-z0-9_:.+-]{1,128}", re.ASCII)


@transaction.atomic
def notifier(
    *,
    code: str,
    destinataires: Iterable[UUID],
    objet: UUID | None = None,
    cible: UUID | None = None,
    cle: str = "",
) -> int:
    """Say a registered notice to these accounts, once each; return how many had not been told.

    Written in the caller's transaction, its mails' jobs too: rolled back, nothing was said and nothing
    leaves. ``objet`` is what it is about (for ``retirer``); ``cible`` the id its address takes, ``objet``
    when it is not given. The same person is told once per ``cle``, by default once per ``objet``: give a
    key to say the same kind again (« {objet}:rappel-2 »). Who was told and had it withdrawn is not told
    again under that key. Closed accounts are left aside.

    The rows of others are written as a named system act; the caller has checked that it may tell them,
    and audits its own act: nothing is audited here.

    Raises UnregisteredNoticeError, NoReverseMatch when the address does not exist, ValueError for a
    child's account (a child is told by an adult, or on their own page), for a key that is text, and
    without an object nor a key.
    """
    genre, key = registre.get(code), cle or str(objet or "")
    if not _CLE.fullmatch(key):
        raise ValueError("a notice has an object, or a key made of identifiers")
    cible = (cible or objet) if genre.avec_id else None
    genre.adresse(cible)
    comptes = Utilisateur.objects.filter(pk__in=set(destinataires), is_active=True).order_by("pk")
    told = list(comptes)
    if any(compte.est_enfant for compte in told):
        raise ValueError("a child's account receives no notice")
    with acting_as_system(raison="avis : écriture chez ses destinataires"):
        by_mail = _by_mail(genre, told)
        rows = [
            Avis(
                code=code,
                destinataire=compte,
                objet=objet,
                cible=cible,
                cle=key,
                courriel_etat=EtatCourriel.A_ENVOYER if compte.pk in by_mail else EtatCourriel.NON_DEMANDE,
            )
            for compte in told
        ]
        # Two transactions that say the same thing: the second waits here, and then says nothing.
        Avis.objects.bulk_create(rows, ignore_conflicts=True)
        kept = Avis.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk")
        for avis in (new := list(kept)):
            if avis.courriel_etat == EtatCourriel.A_ENVOYER:
                enqueue(CODE, cle=str(avis.pk), avis=avis.pk)
    return len(new)


@transaction.atomic
def retirer(*, code: str, objet: UUID, destinataires: Iterable[UUID] | None = None) -> int:
    """Withdraw what these accounts were told of an object, under whatever key; everyone's without them.

    It shows nowhere any more, and a mail that has not left does not leave: for somebody who must no
    longer know, because the notice turns out to be about them, or for what is no longer to be done. What
    already left by mail has left: it said nothing of anyone. Returns how many notices were withdrawn.
    Raises UnregisteredNoticeError.
    """
    registre.get(code)
    with acting_as_system(raison="avis : retrait chez ses destinataires"):
        rows = Avis.objects.filter(code=code, objet=objet, retire_le__isnull=True)
        if destinataires is not None:
            rows = rows.filter(destinataire_id__in=set(destinataires))
        # One that a worker is giving at this moment is stopped by the worker, if it still can be.
        rows.filter(courriel_etat=EtatCourriel.A_ENVOYER).update(courriel_etat=EtatCourriel.NON_DEMANDE)
        return rows.update(retire_le=timezone.now())


@transaction.atomic
def marquer_vu(*, acteur: Utilisateur, avis: Avis) -> None:
    """Note that a person opened a notice of theirs; the first time counts."""
    Avis.objects.of(acteur).unseen().filter(pk=avis.pk).update(vu_le=timezone.now())


@transaction.atomic
def tout_marquer_vu(*, acteur: Utilisateur) -> int:
    """Note that a person has seen all their notices; return how many were new."""
    return Avis.objects.of(acteur).unseen().update(vu_le=timezone.now())


@transaction.atomic
def choisir_courriels(*, acteur: Utilisateur, choix: Mapping[str, bool]) -> None:
    """Keep, kind by kind, whether a person wants a mail; what already waits still leaves.

    Raises UnregisteredNoticeError, ValueError for a kind whose mail is mandatory or that has none.
    """
    rows = []
    for code, courriel in choix.items():
        genre = registre.get(code)
        if genre.obligatoire or not genre.courriel:
            raise ValueError(f"the mail of {code} is not a choice")
        rows.append(PreferenceAvis(destinataire=acteur, code=code, courriel=courriel))
    PreferenceAvis.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["destinataire", "code"],
        update_fields=["courriel"],
    )


def effacer_les_anciens(maintenant: datetime | None = None) -> int:
    """Erase the notices whose year has passed; as the system. Returns how many."""
    rows = Avis.objects.older_than(CONSERVATION, at=maintenant or timezone.now())
    return rows.delete()[0]


def _by_mail(genre: GenreAvis, comptes: Iterable[Utilisateur]) -> set[UUID]:
    """Return the accounts this notice also reaches by mail."""
    if not genre.courriel or not settings.COURRIEL:
        return set()
    reached = {compte.pk for compte in comptes if compte.email}
    if genre.obligatoire:
        return reached
    refused = PreferenceAvis.objects.filter(code=genre.code, courriel=False, destinataire_id__in=reached)
    return reached - set(refused.values_list("destinataire_id", flat=True))
