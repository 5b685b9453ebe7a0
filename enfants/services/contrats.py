"""Acts on the contract about school: prepared, signed or refused, begun, reviewed together, followed by another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from enfants.enums import EtatContrat, PartieContrat, SuiteObjectif
from enfants.models import ContratEducatif, Enfant, SignatureContrat
from enfants.models.contrats import OBJECTIFS_MAX
from enfants.selectors.contrats import dernieres_reponses
from enfants.services.scolarite import ECRIT, check_periode, enregistre, verrouille
from socle.audit.services import record
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.outils.dates import aujourdhui

DEJA_SIGNE = "Quelqu’un a déjà signé : arrêtez ce contrat et préparez-en un autre."
FINI = "Ce contrat est terminé."
#: Whose « no » a contract never passes over.
INDISPENSABLES = {PartieContrat.ENFANT: "de l’enfant", PartieContrat.VILLAGE: "du village"}
EN_PREPARATION = "Ce contrat n’est plus en préparation."


@transaction.atomic
def preparer_contrat(*, acteur: Utilisateur, contrat: ContratEducatif, version_lue: int) -> ContratEducatif:
    """Write a contract that nobody has signed yet, or the one that follows another.

    Raises ValidationError without an objective, on dates out of order, once somebody signed, when
    another contract is prepared already, or on a stale version.
    """
    ensure(acteur, ECRIT, contrat)
    Enfant.objects.select_for_update(no_key=True).get(pk=contrat.enfant_id)
    verrouille(contrat, version_lue)
    if contrat.etat != EtatContrat.PREPARATION:
        raise ValidationError(EN_PREPARATION)
    if not contrat._state.adding and signed(contrat):
        raise ValidationError(DEJA_SIGNE)
    check_periode(contrat.debut, contrat.fin)
    lines = contrat.objectifs
    if not isinstance(lines, Illisible) and not 0 < len(lines) <= OBJECTIFS_MAX:
        raise ValidationError({"objectifs": f"Écrivez de un à {OBJECTIFS_MAX} objectifs, un par ligne."})
    others = ContratEducatif.objects.filter(enfant=contrat.enfant_id, etat=EtatContrat.PREPARATION)
    if others.exclude(pk=contrat.pk).exists():
        raise ValidationError("Un autre contrat est déjà en préparation : terminez-le d’abord.")
    enregistre(contrat, version_lue, "scolarite.contrat")
    return contrat


@transaction.atomic
def signer(*, acteur: Utilisateur, signature: SignatureContrat, version_lue: int) -> SignatureContrat:
    """Record that a party signed, or refuses and why; what was signed cannot be reworded afterwards.

    A refusal may be followed by a signature. Raises ValidationError on a day to come, without the
    reason of a refusal or the name of who signs for others, when the party has signed already, once
    the contract is begun, or on a stale version.
    """
    contrat = _locked(acteur, signature.contrat, version_lue)
    _ensure_state(contrat, EtatContrat.PREPARATION, EN_PREPARATION)
    if signature.le > aujourdhui():
        raise ValidationError({"le": "Cette date est dans le futur."})
    if signature.refus and not signature.raison:
        raise ValidationError({"raison": "Écrivez pourquoi, dans ses mots si possible."})
    if not signature.refus and signature.partie != PartieContrat.ENFANT and not signature.nom:
        raise ValidationError({"nom": "Écrivez qui signe, et à quel titre."})
    if SignatureContrat.objects.filter(contrat=contrat, partie=signature.partie, refus=False).exists():
        raise ValidationError({"partie": "Cette signature est déjà notée."})
    signature.enfant_id = contrat.enfant_id
    signature.full_clean()
    signature.save(force_insert=True)
    record(
        "scolarite.contrat_refuse" if signature.refus else "scolarite.contrat_signe",
        objets=[signature.pk],
        enfants=[signature.enfant_id],
        type_objet="enfants.SignatureContrat",
    )
    return signature


@transaction.atomic
def commencer_contrat(*, acteur: Utilisateur, contrat: ContratEducatif, version_lue: int) -> ContratEducatif:
    """Begin a contract: everybody has answered, and the child and the village have signed.

    Without the child's agreement it never begins. Raises ValidationError with who is still missing,
    or while another one runs.
    """
    contrat = _locked(acteur, contrat, version_lue)
    _ensure_state(contrat, EtatContrat.PREPARATION, EN_PREPARATION)
    rows = SignatureContrat.objects.filter(contrat=contrat)
    answers = {party: answer for (_, party), answer in dernieres_reponses(rows).items()}
    missing = [PartieContrat(p).label for p in PartieContrat if p not in answers]
    if missing:
        raise ValidationError(f"Il manque la réponse de : {', '.join(missing)}.")
    for party, whose in INDISPENSABLES.items():
        if answers[party].refus:
            raise ValidationError(f"Sans l’accord {whose}, le contrat ne commence pas.")
    if ContratEducatif.objects.filter(enfant=contrat.enfant_id, etat=EtatContrat.EN_COURS).exists():
        raise ValidationError("Un contrat est déjà en cours : revoyez-le ensemble d’abord.")
    contrat.etat = EtatContrat.EN_COURS
    enregistre(contrat, version_lue, "scolarite.contrat_commence")
    return contrat


@transaction.atomic
def revoir_contrat(
    *,
    acteur: Utilisateur,
    contrat: ContratEducatif,
    le: date,
    suites: Sequence[str],
    bilans: Mapping[str, str],
    version_lue: int,
) -> ContratEducatif:
    """Record the review made together: each one's words, the child's first, and what follows of each objective.

    ``bilans`` is keyed by party. Nothing is marked out of anything. Raises ValidationError on a day
    to come or before the beginning, without the child's words, or when the contract does not run.
    """
    contrat = _locked(acteur, contrat, version_lue)
    _ensure_state(contrat, EtatContrat.EN_COURS, "Ce contrat n’est pas en cours.")
    if le > aujourdhui():
        raise ValidationError({"le": "Cette date est dans le futur."})
    if le < contrat.debut:
        raise ValidationError({"le": "Cette date vient avant le début du contrat."})
    if not bilans.get(PartieContrat.ENFANT):
        raise ValidationError({"bilan_enfant": "Commencez par ce qu’en dit l’enfant, dans ses mots."})
    lines = contrat.objectifs
    if not isinstance(lines, Illisible) and (
        len(suites) != len(lines) or not set(suites) <= set(SuiteObjectif.values)
    ):
        raise ValidationError("Dites ce que devient chaque objectif.")
    contrat.etat, contrat.revu_le, contrat.suites = EtatContrat.REVU, le, list(suites)
    for party in PartieContrat:
        setattr(contrat, f"bilan_{party}", bilans.get(party, ""))
    enregistre(contrat, version_lue, "scolarite.contrat_revu")
    return contrat


@transaction.atomic
def arreter_contrat(
    *, acteur: Utilisateur, contrat: ContratEducatif, raison: str, version_lue: int
) -> ContratEducatif:
    """Stop a contract before its review, and say why; it stays in the file."""
    contrat = _locked(acteur, contrat, version_lue)
    if contrat.etat not in (EtatContrat.PREPARATION, EtatContrat.EN_COURS):
        raise ValidationError(FINI)
    contrat.etat, contrat.arret = EtatContrat.ARRETE, raison
    enregistre(contrat, version_lue, "scolarite.contrat_arrete")
    return contrat


def signed(contrat: ContratEducatif) -> bool:
    """Whether somebody signed: the words can then no longer change."""
    return SignatureContrat.objects.filter(contrat=contrat, refus=False).exists()


def _locked(acteur: Utilisateur, contrat: ContratEducatif, version_lue: int) -> ContratEducatif:
    ensure(acteur, ECRIT, contrat)
    verrouille(contrat, version_lue)
    return ContratEducatif.objects.get(pk=contrat.pk)


def _ensure_state(contrat: ContratEducatif, etat: EtatContrat, phrase: str) -> None:
    if contrat.etat != etat:
        raise ValidationError(phrase)
