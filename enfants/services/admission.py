"""An admission step by step: prepared, received, completed from the file, finished."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from enfants.enums import Destinataire, PieceRemise, TitreAnnonce
from enfants.etapes import etapes_de, manquantes
from enfants.models import Admission, Enfant, PreparationAdmission, Remise, Sejour
from enfants.services.dossier import admettre
from enfants.services.versions import refuse_stale
from socle.audit.services import record
from socle.chiffrement.keys import creer_cle
from socle.chiffrement.models import NatureSujet
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.guards import ensure, ensure_in_village
from socle.outils.dates import aujourdhui
from villages.models import Maison

#: What is agreed with somebody says with whom, and what the child thinks of it (D311, V09).
AVEC_AVIS = frozenset({PieceRemise.DIPC, PieceRemise.CONTRAT, PieceRemise.CONTRAT_SIGNE, PieceRemise.AVENANT})


@transaction.atomic
def preparer(
    *,
    acteur: Utilisateur,
    village_id: UUID,
    ident: UUID,
    contenu: Mapping[str, object],
) -> PreparationAdmission:
    """Begin an admission: what is known of the child, kept under a key of its own; no child yet.

    Raises PermissionDenied outside the villages whose files one keeps.
    """
    ensure_in_village(acteur, "ecrire_identite", village_id)
    preparation = PreparationAdmission(pk=ident, village_id=village_id, contenu=dict(contenu), auteur=acteur)
    creer_cle(preparation.pk, NatureSujet.ACCUEIL)
    preparation.full_clean()
    preparation.save(force_insert=True)
    _record("admissions.preparee", preparation)
    return preparation


@transaction.atomic
def completer_preparation(
    *, acteur: Utilisateur, preparation: PreparationAdmission, contenu: Mapping[str, object]
) -> PreparationAdmission:
    """Keep what was typed so far; raises ValidationError once it is over, or on a stale revision."""
    kept = _open_preparation(acteur, preparation)
    kept.contenu = {**(kept.contenu if isinstance(kept.contenu, dict) else {}), **contenu}
    kept.modifiee_le = timezone.now()
    kept.revision += 1
    kept.save()
    _record("admissions.preparee", kept)
    return kept


@transaction.atomic
def abandonner_preparation(*, acteur: Utilisateur, preparation: PreparationAdmission) -> None:
    """Give an admission up before any child exists: what was typed is emptied."""
    kept = _open_preparation(acteur, preparation)
    kept.contenu, kept.abandonnee_le = None, timezone.now()
    kept.save()
    _record("admissions.abandonnee", kept)


@transaction.atomic
def recevoir(
    *,
    acteur: Utilisateur,
    preparation: PreparationAdmission,
    enfant: Enfant,
    maison: Maison,
    debut: date,
    motif_depassement: str = "",
    autre_enfant: bool = False,
    venu_de: str = "",
    fin_prevue: date | None = None,
) -> Sejour:
    """Turn a prepared admission into a child, a first stay and a line of the register: all or nothing.

    What was prepared is emptied: the file holds it now. Raises what ``admettre`` raises.
    """
    kept = _open_preparation(acteur, preparation)
    sejour = admettre(
        acteur=acteur,
        enfant=enfant,
        maison=maison,
        debut=debut,
        motif_depassement=motif_depassement,
        autre_enfant=autre_enfant,
        venu_de=venu_de,
        fin_prevue=fin_prevue,
    )
    kept.contenu, kept.enfant = None, enfant
    kept.save()
    return sejour


def vider_les_preparations() -> int:
    """Empty the admissions prepared for more than a month, as the system; return how many."""
    emptied = 0
    with acting_as_system(raison="fin des admissions en préparation"):
        waiting = PreparationAdmission.objects.filter(enfant__isnull=True, abandonnee_le__isnull=True)
        for preparation in waiting.difference(PreparationAdmission.objects.current()):
            preparation.contenu, preparation.abandonnee_le = None, timezone.now()
            preparation.save()
            emptied += 1
    return emptied


def _open_preparation(acteur: Utilisateur, preparation: PreparationAdmission) -> PreparationAdmission:
    ensure(acteur, "ecrire_identite", preparation)
    kept = PreparationAdmission.objects.select_for_update(no_key=True).get(pk=preparation.pk)
    refuse_stale(kept.revision, preparation.revision)
    if not PreparationAdmission.objects.current().filter(pk=kept.pk).exists():
        raise ValidationError(
            "Cette admission est déjà faite, abandonnée, ou commencée il y a plus d’un mois."
        )
    return kept


# --- the steps of a child received ------------------------------------------------------


@transaction.atomic
def annoncer_titre(
    *, acteur: Utilisateur, admission: Admission, titre: TitreAnnonce, par: str, le: datetime
) -> Admission:
    """Note a title told by word of mouth: the child is not left outside, and the paper is waited for.

    It is no measure and opens nothing: the file stays without a title until the paper is recorded. Raises
    ValidationError on a moment to come or without the name of who said so.
    """
    admission = _open_admission(acteur, admission)
    if le > timezone.now():
        raise ValidationError({"le": "Ce moment est à venir."})
    if not par.strip():
        raise ValidationError({"par": "Notez le nom et la fonction de la personne au téléphone."})
    admission.titre_annonce, admission.annonce_par, admission.annonce_le = titre, par, le
    return _save("admissions.titre_annonce", admission)


@transaction.atomic
def noter_sans_fratrie(*, acteur: Utilisateur, admission: Admission, sans: bool) -> Admission:
    """Say that no brother or sister is known, or take it back."""
    admission = _open_admission(acteur, admission)
    admission.sans_fratrie = sans
    return _save("admissions.etape", admission)


@transaction.atomic
def terminer_admission(*, acteur: Utilisateur, admission: Admission) -> Admission:
    """Finish an admission: nothing is missing any more.

    No stay without a title (Code civil, art. 375-3 and 375-5, V): raises ValidationError while a step
    is missing, and names it.
    """
    admission = _open_admission(acteur, admission)
    missing = manquantes(etapes_de(acteur, [admission])[admission.pk])
    if missing:
        raise ValidationError("Il manque encore : " + ", ".join(missing).lower() + ".")
    admission.close_le, admission.close_par = aujourdhui(), acteur
    return _save("admissions.terminee", admission)


@transaction.atomic
def remettre(
    *,
    acteur: Utilisateur,
    sejour: Sejour,
    lot: UUID,
    pieces: Iterable[PieceRemise],
    destinataires: Iterable[Destinataire],
    le: date,
    facile_a_lire: bool = False,
    sans_objet: bool = False,
    precision: str = "",
) -> list[Remise]:
    """Note what was handed over, told or offered, to whom, on which day; ``acteur`` is who did.

    Sources: CASF L311-4 and D311 (V09), CPC 338-1 and 1186 (V), L223-1-3 (V), L311-3 5° (V09). Raises
    ValidationError on a day to come or before the child was admitted, on what was noted already, or when
    a paper that is agreed with somebody does not say with whom and what the child thinks of it.
    """
    ensure(acteur, "ecrire_identite", sejour)
    Enfant.objects.select_for_update(no_key=True).only("pk").get(pk=sejour.enfant_id)
    wanted = [(piece, destinataire) for piece in pieces for destinataire in destinataires]
    if not wanted:
        raise ValidationError("Choisissez ce qui est remis, et à qui.")
    if le > aujourdhui():
        raise ValidationError({"le": "Cette date est dans le futur."})
    if isinstance(sejour.enfant.date_naissance, date) and le < sejour.enfant.date_naissance:
        raise ValidationError({"le": "Cette date vient avant la naissance."})
    if not sans_objet and not precision.strip() and any(piece in AVEC_AVIS for piece, _ in wanted):
        raise ValidationError({
            "precision": "Notez qui a participé et l’avis de l’enfant : le texte le demande pour ce document."
        })  # fmt: skip
    there = set(Remise.objects.standing().filter(sejour=sejour).values_list("piece", "destinataire"))
    once = {pair for pair in wanted if pair[0] != PieceRemise.PERSONNE_CONFIANCE} & there
    if once:
        already = ", ".join(sorted(f"{PieceRemise(p).label} ({Destinataire(d).label})" for p, d in once))
        raise ValidationError(f"Déjà noté : {already}.")
    found = [
        Remise(
            enfant_id=sejour.enfant_id,
            sejour=sejour,
            lot=lot,
            piece=piece,
            destinataire=destinataire,
            facile_a_lire=facile_a_lire and destinataire == Destinataire.ENFANT,
            sans_objet=sans_objet,
            remise_le=le,
            precision=precision,
            auteur=acteur,
        )
        for piece, destinataire in wanted
    ]
    for remise in found:
        remise.full_clean()
        remise.save()
    record(
        "admissions.remise",
        objets=[remise.pk for remise in found],
        enfants=[sejour.enfant_id],
        type_objet="enfants.Remise",
    )
    return found


@transaction.atomic
def retirer_remise(*, acteur: Utilisateur, remise: Remise) -> Remise:
    """Take back what was noted by mistake; it stays in the versions."""
    ensure(acteur, "ecrire_identite", remise)
    kept = Remise.objects.select_for_update(no_key=True).get(pk=remise.pk)
    if kept.retiree_le is None:
        kept.retiree_le = timezone.now()
        kept.save()
        record(
            "admissions.remise_retiree",
            objets=[kept.pk],
            enfants=[kept.enfant_id],
            type_objet="enfants.Remise",
        )
    return kept


def _open_admission(acteur: Utilisateur, admission: Admission) -> Admission:
    ensure(acteur, "ecrire_identite", admission)
    rows = Admission.objects.select_related("enfant", "sejour__maison")
    kept: Admission = rows.select_for_update(no_key=True, of=("self",)).get(pk=admission.pk)
    if kept.close_le is not None:
        raise ValidationError("Cette admission est déjà terminée.")
    return kept


def _save(code: str, admission: Admission) -> Admission:
    admission.full_clean()
    admission.save()
    record(code, objets=[admission.pk], enfants=[admission.enfant_id], type_objet="enfants.Admission")
    return admission


def _record(code: str, preparation: PreparationAdmission) -> None:
    record(code, objets=[preparation.pk], type_objet="enfants.PreparationAdmission")
