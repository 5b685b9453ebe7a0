"""Acts on the right to one's image: an answer written down, a withdrawal."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from enfants.enums import CategorieDocument, QualiteAccord
from enfants.models import DroitImage, Enfant
from enfants.selectors.image import ECRIT, MAJORITE
from enfants.selectors.titulaires import titulaires_a_consulter
from enfants.services.versions import refuse_stale
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.outils.dates import age_revolu, aujourdhui


@transaction.atomic
def noter_accord(*, acteur: Utilisateur, accord: DroitImage) -> DroitImage:
    """Write down somebody's answer to one use; their former answer ends that day.

    At eighteen only the young adult answers (certainty M); before, those who hold parental authority
    today, and the child. Raises PermissionDenied, ValidationError on a day to come, on somebody who
    may not answer, on a paper that is another child's, or when a later answer is already there.
    """
    ensure(acteur, ECRIT, accord)
    enfant = Enfant.objects.select_for_update(no_key=True).get(pk=accord.enfant_id)
    if accord.debut > aujourdhui():
        raise ValidationError({"debut": "Cette date est dans le futur."})
    if accord.fin is not None and accord.fin <= accord.debut:
        raise ValidationError({"fin": "Cette date doit venir après la réponse."})
    _check_person(accord, enfant)
    paper = accord.document
    if paper is not None and (paper.enfant_id != enfant.pk or paper.categorie != CategorieDocument.IDENTITE):
        raise ValidationError({"document": "Choisissez un document de cet enfant."})
    rows = DroitImage.objects.filter(enfant=enfant, usage=accord.usage, personne=accord.personne)
    if rows.filter(debut__gt=accord.debut).exists():
        raise ValidationError({"debut": "Une réponse plus récente est déjà notée."})
    for former in rows.current(accord.debut):
        former.fin = accord.debut
        former.revision += 1
        former.save()
    accord.full_clean()
    accord.save(force_insert=True)
    _record("image.accord", accord)
    return accord


@transaction.atomic
def retirer_accord(*, acteur: Utilisateur, accord: DroitImage, le: date, revision: int) -> DroitImage:
    """Withdraw an answer from a day on; what it allowed ends then.

    Raises ValidationError on a day to come or before the answer, once withdrawn, or on a stale page.
    """
    ensure(acteur, ECRIT, accord)
    accord = DroitImage.objects.select_for_update(no_key=True).get(pk=accord.pk)
    refuse_stale(accord.revision, revision)
    if accord.retire_le is not None:
        raise ValidationError("Cette réponse est déjà retirée.")
    if le > aujourdhui():
        raise ValidationError({"le": "Cette date est dans le futur."})
    if le < accord.debut:
        raise ValidationError({"le": "Cette réponse n’était pas encore donnée."})
    accord.retire_le = le
    accord.revision += 1
    accord.full_clean()
    accord.save()
    _record("image.retrait", accord)
    return accord


def _check_person(accord: DroitImage, enfant: Enfant) -> None:
    naissance = enfant.date_naissance
    if not isinstance(naissance, date):
        raise ValidationError("La date de naissance ne peut pas être lue : rien n’est enregistré.")
    grown = age_revolu(naissance, accord.debut) >= MAJORITE
    if grown != (accord.qualite == QualiteAccord.MAJEUR):
        word = "Le jeune est majeur : lui seul répond." if grown else "L’enfant est mineur à cette date."
        raise ValidationError({"personne": word})
    holders = titulaires_a_consulter([enfant.pk]).get(enfant.pk, set())
    if accord.qualite == QualiteAccord.TITULAIRE and accord.personne not in holders:
        raise ValidationError({"personne": "Cette personne ne décide pas pour cet enfant aujourd’hui."})


def _record(code: str, accord: DroitImage) -> None:
    record(code, objets=[accord.pk], enfants=[accord.enfant_id], type_objet="enfants.DroitImage")
