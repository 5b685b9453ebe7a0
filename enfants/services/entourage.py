"""Acts on who counts for a child, and on the sheet of their evenings."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from enfants.models import FicheRituels, PersonneRessource
from enfants.services.versions import refuse_stale
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.outils.dates import aujourdhui

ECRIT = "ecrire_projet"
TIENT = "ecrire_soin_quotidien"


@transaction.atomic
def noter_personne(
    *, acteur: Utilisateur, personne: PersonneRessource, version_lue: int
) -> PersonneRessource:
    """Write down somebody the child says counts, or correct the line; former words stay in the versions.

    Who wrote it down is kept, and the day the child said it. Raises PermissionDenied without the
    project of the child, ValidationError on a day to come, on a person that no longer counts, or when
    somebody changed the line meanwhile.
    """
    ensure(acteur, ECRIT, personne)
    known = PersonneRessource.objects.select_for_update(no_key=True).filter(pk=personne.pk).first()
    refuse_stale(known.version if known else None, version_lue)
    if known is not None and known.fin is not None:
        raise ValidationError("Cette ligne est close : écrivez-en une nouvelle.")
    _check_day(personne.dit_le, "dit_le")
    if known is None:
        personne.note_par, personne.reposee_le = acteur, personne.dit_le
    elif personne.dit_le > known.reposee_le:
        personne.reposee_le = personne.dit_le
    personne.version = version_lue + 1
    _save(personne, "entourage.personne")
    return personne


@transaction.atomic
def reposer_la_question(
    *,
    acteur: Utilisateur,
    personne: PersonneRessource,
    le: date,
    toujours: str,
    mots: str,
    version_lue: int,
) -> PersonneRessource:
    """Note the child's answer to « toujours important ? » (« oui » or « non ») on a day.

    « Non » ends the line from that day and keeps the child's words; nothing is deleted. Raises
    ValidationError on a day to come or before the last answer, on a line closed already, or when
    somebody changed it meanwhile.
    """
    ensure(acteur, ECRIT, personne)
    personne = PersonneRessource.objects.select_for_update(no_key=True).get(pk=personne.pk)
    refuse_stale(personne.version, version_lue)
    if personne.fin is not None:
        raise ValidationError("Cette ligne est close : écrivez-en une nouvelle.")
    _check_day(le, "le")
    if le < personne.reposee_le:
        raise ValidationError({"le": "La question a été posée après ce jour."})
    personne.reposee_le = le
    if toujours == "non":
        personne.fin, personne.fin_mots = le, mots
    personne.version = version_lue + 1
    _save(personne, "entourage.fin" if personne.fin else "entourage.reposee")
    return personne


@transaction.atomic
def tenir_rituels(*, acteur: Utilisateur, fiche: FicheRituels, version_lue: int) -> FicheRituels:
    """Save the sheet of a child's evenings: one row per child, read again today.

    Raises ValidationError when somebody saved meanwhile.
    """
    ensure(acteur, TIENT, fiche)
    known = FicheRituels.objects.select_for_update(no_key=True).filter(enfant_id=fiche.enfant_id).first()
    refuse_stale(known.version if known else None, version_lue)
    fiche.version = version_lue + 1
    fiche.relue_le, fiche.relue_par = aujourdhui(), acteur
    _save(fiche, "entourage.rituels")
    return fiche


@transaction.atomic
def relire_rituels(*, acteur: Utilisateur, fiche: FicheRituels) -> FicheRituels:
    """Say that the sheet was read again and still holds; saying it twice a day changes nothing."""
    ensure(acteur, TIENT, fiche)
    fiche = FicheRituels.objects.select_for_update(no_key=True).get(pk=fiche.pk)
    if fiche.relue_le != aujourdhui():
        fiche.relue_le, fiche.relue_par = aujourdhui(), acteur
        fiche.version += 1
        _save(fiche, "entourage.rituels_relus")
    return fiche


def _check_day(day: date, field: str) -> None:
    if day > aujourdhui():
        raise ValidationError({field: "Cette date est dans le futur."})


def _save(row: PersonneRessource | FicheRituels, code: str) -> None:
    row.full_clean()
    row.save()
    record(code, objets=[row.pk], enfants=[row.enfant_id], type_objet=row._meta.label)
