"""Acts on the medical file: notes, vaccinations, and the secret a minor may ask for."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from enfants.models import NoteMedicale, Vaccination
from enfants.vaccins import Valence
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.outils.dates import aujourdhui


@transaction.atomic
def ecrire_note_medicale(*, acteur: Utilisateur, note: NoteMedicale) -> NoteMedicale:
    """Write in the medical file; the words are never rewritten, another note corrects them.

    A consultation to come may be written, so that one kept secret need not stand in the house's
    appointments.
    """
    ensure(acteur, "ecrire_medical", note)
    note.auteur, note.ecrite_le = acteur, timezone.now()
    note.full_clean()
    note.save(force_insert=True)
    record("sante.note", objets=[note.pk], enfants=[note.enfant_id], type_objet="enfants.NoteMedicale")
    return note


@transaction.atomic
def noter_vaccination(*, acteur: Utilisateur, vaccination: Vaccination) -> Vaccination:
    """Note an injection. Raises ValidationError for a day to come, before birth, or without a valence."""
    ensure(acteur, "ecrire_medical", vaccination)
    born = vaccination.enfant.date_naissance
    if isinstance(vaccination.jour, date):
        if vaccination.jour > aujourdhui():
            raise ValidationError({"jour": "Cette date est dans le futur."})
        if isinstance(born, date) and vaccination.jour < born:
            raise ValidationError({"jour": "Cette date vient avant la naissance."})
    if not vaccination.valences or set(vaccination.valences) - set(Valence.values):
        raise ValidationError({"valences": "Choisissez au moins une maladie."})
    vaccination.auteur, vaccination.saisie_le = acteur, timezone.now()
    vaccination.full_clean()
    vaccination.save(force_insert=True)
    record(
        "sante.vaccination",
        objets=[vaccination.pk],
        enfants=[vaccination.enfant_id],
        type_objet="enfants.Vaccination",
    )
    return vaccination


@transaction.atomic
def changer_secret(*, acteur: Utilisateur, fiche: NoteMedicale | Vaccination, secret: bool) -> None:
    """Note that the minor asks for secrecy on a care, or that they no longer do.

    CSP L1111-5 (doctor, midwife) and L1111-5-1 (nurse) [S]: the carer may do without the consent of
    those who hold parental authority when the minor expressly opposes their being consulted. The
    record then leaves every paper, and only who writes the medical file still sees it.
    """
    ensure(acteur, "ecrire_medical", fiche)
    if fiche.secret == secret:
        return
    fiche.secret = secret
    fiche.save()
    acte = "sante.secret_pose" if secret else "sante.secret_leve"
    record(acte, objets=[fiche.pk], enfants=[fiche.enfant_id], type_objet=fiche._meta.label)
