"""The second page of a runaway: what helps to find the child, kept while it is typed, written when it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import BinaryIO, cast
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from protection.models import BrouillonSignalement, Fugue
from protection.selectors.fugue_signalement import changees, paroles_lues
from protection.services.codes import AVIS_BROUILLON_FUGUE
from protection.services.fugue import hold, save
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.documents.enums import TypeMime
from socle.documents.services import retirer, store
from socle.notifications.services import retirer as retirer_avis
from socle.outils.declarations import Categorie

NATURE_PHOTO = "photo_fugue"
#: What the page may hold while it is typed: its fields together, several times over.
LIMITE = 40_000
TROP_LONG = "C’est trop long pour être gardé : raccourcissez."
FERME = "Ce que vous aviez gardé ne s’ouvre pas : envoyez la page pour le remplacer."


@transaction.atomic
def garder_signalement(
    *, acteur: Utilisateur, fugue: Fugue, envoi: UUID, version: UUID | None, champs: Mapping[str, str]
) -> datetime:
    """Keep the page as it is typed, for its author alone; one row per author and runaway. Not audited.

    ``envoi`` is the id of the form: what arrives after it was sent changes nothing. ``version`` is what its
    author had before their eyes. Back to what is recorded, there is nothing to keep. Returns the hour shown.

    Raises PermissionDenied for who may not act on the runaway, ValidationError for what is too long, and
    when a draft is there that does not open: only sending the page puts something in its place.
    """
    row, moment = hold(acteur, fugue), timezone.now()
    if _sent(row, envoi):
        return moment
    if sum(len(texte) for texte in champs.values()) > LIMITE:
        raise ValidationError(TROP_LONG, code="long")
    drafts = BrouillonSignalement.objects.of(acteur.pk).filter(fugue=row)
    draft = drafts.first()
    if draft is not None and isinstance(draft.contenu, Illisible):
        raise ValidationError(FERME, code="illisible")
    read = paroles_lues(row, version)
    if not changees(champs, read):
        _drop(acteur, row)
        return moment
    if draft is None:
        # The sealed content is bound to the id, which follows from the author and the runaway.
        draft = BrouillonSignalement(
            pk=uuid5(acteur.pk, f"signalement:{row.pk}"), auteur=acteur, fugue=row, enfant_id=row.enfant_id
        )
    draft.version_lue = version
    draft.contenu, draft.modifie_le, draft.avertie_le = dict(champs), moment, None
    draft.save()
    return moment


@transaction.atomic
def decrire_fugue(
    *,
    acteur: Utilisateur,
    fugue: Fugue,
    champs: Mapping[str, str],
    photo: UploadedFile | None,
    envoi: UUID,
    version: UUID | None = None,
) -> Fugue:
    """Complete what helps to find the child; a photo takes the place of the one before. The draft is erased.

    Only what its author changed is written: what somebody else recorded since ``version``, which they had
    before their eyes, stays. Sent twice, it is written once.

    Raises PermissionDenied, RefusedDocumentError for a file that is no photo.
    """
    row = hold(acteur, fugue)
    if _sent(row, envoi):
        return row
    for nom, texte in changees(champs, paroles_lues(row, version)).items():
        setattr(row, nom, texte)
    row.signalement_envoi = envoi
    if photo is not None:
        former = row.photo
        row.photo = store(
            sujet_id=row.enfant_id,
            stream=cast("BinaryIO", photo.file),
            nom_fichier=photo.name or "",
            enfant_id=row.enfant_id,
            categorie=Categorie.JOURNAL,
            nature=NATURE_PHOTO,
            acceptes={TypeMime.JPEG, TypeMime.PNG},
        )
        if former is not None:
            retirer(former, motif="Remplacée par une autre photo.")
    _drop(acteur, row)
    return save(row, "fugues.completee")


# --- inside ---------------------------------------------------------------------------


def _sent(fugue: Fugue, envoi: UUID) -> bool:
    """Whether this form was sent: every version remembers the one that wrote it."""
    return bool(fugue.versions.filter(signalement_envoi=envoi).exists())


def _drop(acteur: Utilisateur, fugue: Fugue) -> None:
    for draft in BrouillonSignalement.objects.of(acteur.pk).filter(fugue=fugue):
        retirer_avis(code=AVIS_BROUILLON_FUGUE, objet=draft.pk)
        draft.delete()
