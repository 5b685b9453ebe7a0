"""Acts on requests for authorisation: asked, reminded, told to the parents, answered, put to the judge."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from fratries.enums import DemandeeA, NatureEtape, ReponseAutorisation
from fratries.models import DemandeAutorisation, EtapeAutorisation, LienFamilial
from fratries.services.revisions import enregistrer, verrouiller
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.outils.dates import aujourdhui

ECRIT = "ecrire_famille"


@transaction.atomic
def demander(*, acteur: Utilisateur, demandes: Iterable[DemandeAutorisation]) -> list[DemandeAutorisation]:
    """Record that one act was asked for, for each of some children: all of them, or none.

    Raises PermissionDenied for a child one does not write the family of, ValidationError without an act,
    without anybody asked, on a day to come, or when one of those asked is no relative of the child.
    """
    liste = list(demandes)
    for demande in liste:
        ensure(acteur, ECRIT, demande)
        _check(demande)
        enregistrer(demande, neuve=True)
    _record("autorisations.demandee", liste)
    return liste


@transaction.atomic
def noter_etape(*, acteur: Utilisateur, etape: EtapeAutorisation) -> EtapeAutorisation:
    """Add a reminder, or what the parents were told; it is never changed afterwards.

    Raises ValidationError on a day to come or before the request, or for a reminder of a request that
    is answered.
    """
    demande = DemandeAutorisation.objects.select_for_update(no_key=True).get(pk=etape.demande_id)
    ensure(acteur, ECRIT, demande)
    if etape.nature == NatureEtape.RELANCE and demande.reponse:
        raise ValidationError("Cette demande a déjà sa réponse.")
    _check_day(demande, etape.faite_le, "faite_le")
    etape.enfant_id = demande.enfant_id
    etape.full_clean()
    etape.save(force_insert=True)
    relance = etape.nature == NatureEtape.RELANCE
    _record("autorisations.relancee" if relance else "autorisations.information", [demande])
    return etape


@transaction.atomic
def noter_reponse(*, acteur: Utilisateur, demande: DemandeAutorisation) -> DemandeAutorisation:
    """Record what was answered, by whom, on which day, where the paper is; or that nobody answered.

    Raises RevisionPerimeeError when somebody else wrote meanwhile, ValidationError on a day that cannot
    be, conditions left out, or once the judge is seized.
    """
    ensure(acteur, ECRIT, demande)
    verrouiller(demande)
    if demande.juge_saisi_le is not None:
        raise ValidationError("Le juge est saisi : notez maintenant sa décision.")
    if demande.repondue_le is None:
        raise ValidationError({"repondue_le": "Indiquez le jour."})
    _check_day(demande, demande.repondue_le, "repondue_le")
    if demande.reponse == ReponseAutorisation.CONDITIONS and not demande.conditions:
        raise ValidationError({"conditions": "Écrivez les conditions."})
    enregistrer(demande, neuve=False)
    _record("autorisations.reponse", [demande])
    return demande


@transaction.atomic
def saisir_juge(
    *, acteur: Utilisateur, demande: DemandeAutorisation, le: date, motif: str
) -> DemandeAutorisation:
    """Note that the judge is asked to allow this one act, after a refusal or silence.

    CC 375-7, second paragraph [V]: exceptionally, when the refusal is abusive or unjustified, or those
    who hold authority neglect to answer. Raises ValidationError without a refusal or silence.
    """
    ensure(acteur, ECRIT, demande)
    verrouiller(demande)
    if not demande.peut_saisir:
        raise ValidationError(
            "Le juge se saisit après un refus ou sans réponse des titulaires, une seule fois."
        )
    if le > aujourdhui():
        raise ValidationError({"le": "Cette date est dans le futur."})
    if demande.repondue_le is not None and le < demande.repondue_le:
        raise ValidationError({"le": "Cette date vient avant la réponse."})
    demande.juge_saisi_le, demande.juge_motif = le, motif
    enregistrer(demande, neuve=False)
    _record("autorisations.juge_saisi", [demande])
    return demande


@transaction.atomic
def noter_decision_du_juge(
    *, acteur: Utilisateur, demande: DemandeAutorisation, reponse: str, le: date, reference: str
) -> DemandeAutorisation:
    """Record what the judge decided about this act."""
    ensure(acteur, ECRIT, demande)
    verrouiller(demande)
    if demande.juge_saisi_le is None:
        raise ValidationError("Le juge n’est pas saisi de cette demande.")
    if le > aujourdhui():
        raise ValidationError({"le": "Cette date est dans le futur."})
    if le < demande.juge_saisi_le:
        raise ValidationError({"le": "Cette date vient avant la saisine."})
    demande.juge_reponse, demande.juge_repondu_le, demande.juge_reference = reponse, le, reference
    enregistrer(demande, neuve=False)
    _record("autorisations.juge_repond", [demande])
    return demande


# --- inside ---------------------------------------------------------------------------


def _check(demande: DemandeAutorisation) -> None:
    faults: dict[str, str] = {}
    if not demande.acte and not demande.objet:
        faults["objet"] = "Choisissez un acte, ou dites-le en quelques mots."
    if demande.demandee_a == DemandeeA.TITULAIRES and not demande.proches:
        faults["proches"] = "Choisissez à qui vous l’avez demandée."
    if demande.demandee_a != DemandeeA.TITULAIRES and not demande.destinataire:
        faults["destinataire"] = "Nommez le service ou le tribunal."
    if demande.demandee_le > aujourdhui():
        faults["demandee_le"] = "Cette date est dans le futur."
    if demande.souhaitee_le is not None and demande.souhaitee_le < demande.demandee_le:
        faults["souhaitee_le"] = "Cette date vient avant la demande."
    if faults:
        raise ValidationError(faults)
    tied = LienFamilial.objects.standing().filter(enfant=demande.enfant_id, proche__in=demande.proches)
    if tied.count() != len(set(demande.proches)):
        raise ValidationError(
            {
                "proches": f"Une de ces personnes n’est pas inscrite parmi les proches de {demande.enfant.prenom}."
            }
        )


def _check_day(demande: DemandeAutorisation, le: date, field: str) -> None:
    if le > aujourdhui():
        raise ValidationError({field: "Cette date est dans le futur."})
    if le < demande.demandee_le:
        raise ValidationError({field: "Cette date vient avant la demande."})


def _record(code: str, demandes: list[DemandeAutorisation]) -> None:
    record(
        code,
        objets=[demande.pk for demande in demandes],
        enfants=[demande.enfant_id for demande in demandes],
        type_objet="fratries.DemandeAutorisation",
    )
