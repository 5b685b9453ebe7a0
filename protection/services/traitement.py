"""Handling an incident: its steps, its regimes, whom it is transmitted to, what the parents are told."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from protection.echelle import ECRIT, VALIDE
from protection.enums import Canal, Destinataire, EtatIncident
from protection.models import (
    ActionIncident,
    BilanIncident,
    Cloture,
    Ecart,
    EcritTransmis,
    Etape,
    Incident,
    InformationParents,
    PersonneConcernee,
    Qualification,
    RetourEnfant,
    Soutien,
    Transmission,
)
from protection.selectors.avancement import ce_qui_manque, destinataires_attendus, regimes_de, tour_de
from protection.workflow import TRANSMIS_D_ABORD, passage
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure

#: Whom the referent of a child answers to: what went to them, the referent may read again.
RELU_PAR_LE_REFERENT = frozenset({Destinataire.ASE, Destinataire.DEPARTEMENT_ORIGINE})

DEPASSE = "Quelqu’un vient de faire avancer cet incident : relisez la page avant de décider."


@transaction.atomic
def franchir(
    *, acteur: Utilisateur, incident: Incident, de: str, vers: str, motif: str, ident: UUID
) -> Etape:
    """Take a step: the one way a state changes, the database refuses every other.

    ``de`` is the state the page showed: somebody who moved it meanwhile wins, and the other is told.
    Raises PermissionDenied without the right to write (to validate, from the qualification on),
    ValidationError for a step that is not there, that came too late, or whose condition does not hold.
    """
    ensure(acteur, ECRIT if vers == EtatIncident.PROTEGE else VALIDE, incident)
    row = _locked(incident)
    if row.etat != de:
        raise ValidationError(DEPASSE)
    if passage(de, vers) is None:
        raise ValidationError("Cette étape n’existe pas.")
    if not motif.strip():
        raise ValidationError({"motif": "Écrivez ce qui est décidé."})
    _check(row, vers)
    etape = Etape(pk=ident, incident=row, de=de, vers=vers, par=acteur, le=timezone.now(), motif=motif)
    etape.save()
    incident.etat = vers
    _record("incidents.etape", row)
    return etape


@transaction.atomic
def qualifier(*, acteur: Utilisateur, qualification: Qualification) -> Qualification:
    """Put the incident under one more regime; its clocks are counted from when the village knew.

    Possible from any state. Raises PermissionDenied without the right to validate, ValidationError when
    it is under this regime already or an EIG has no category.
    """
    ensure(acteur, VALIDE, qualification.incident)
    row = _locked(qualification.incident)
    same = Qualification.objects.filter(
        incident=row,
        regime=qualification.regime,
        categorie=qualification.categorie,
        retiree_le__isnull=True,
    )
    if same.exists():
        raise ValidationError({"regime": "L’incident est déjà sous ce régime."})
    qualification.par, qualification.le = acteur, timezone.now()
    _save(qualification)
    _record("incidents.qualifie", row)
    return qualification


@transaction.atomic
def retirer_qualification(*, acteur: Utilisateur, qualification: Qualification, motif: str) -> Qualification:
    """Take a regime back, with its reason; what was transmitted under it stays."""
    ensure(acteur, VALIDE, qualification)
    _locked(qualification.incident)
    row = Qualification.objects.select_for_update(no_key=True).get(pk=qualification.pk)
    if row.retiree_le is not None:
        raise ValidationError("Cette qualification est déjà retirée.")
    if not motif.strip():
        raise ValidationError({"motif": "Dites pourquoi ce régime ne convient plus."})
    row.retiree_le, row.motif_retrait = timezone.now(), motif
    _save(row)
    _record("incidents.requalifie", row.incident)
    return row


@transaction.atomic
def transmettre(
    *, acteur: Utilisateur, transmission: Transmission, enfant_id: UUID | None = None
) -> Transmission:
    """Record that somebody was told, from any state; in writing, it may confirm what was said.

    With ``enfant_id``, what is told to the ASE is kept as a copy about that child alone, which the child's
    own referent may read again; nothing else of the incident is.

    Raises PermissionDenied without the right to write, ValidationError for a moment to come, a child who is
    not in it, or a confirmation that is not in writing, of another recipient, or before what it confirms.
    """
    ensure(acteur, ECRIT, transmission.incident)
    if enfant_id is not None:
        _check_about(transmission, enfant_id)
    if transmission.le > timezone.now():
        raise ValidationError({"le": "Ce moment est à venir."})
    said = transmission.confirme
    if said is not None:
        if Canal(transmission.canal).oral:
            raise ValidationError({"canal": "Une confirmation se fait par écrit."})
        if said.incident_id != transmission.incident_id or said.destinataire != transmission.destinataire:
            raise ValidationError("Une confirmation va à qui l’a entendu.")
        if transmission.le < said.le:
            raise ValidationError({"le": "La confirmation vient après ce qu’elle confirme."})
    transmission.par = acteur
    _save(transmission)
    if enfant_id is not None:
        EcritTransmis(
            transmission=transmission,
            incident=transmission.incident,
            enfant_id=enfant_id,
            destinataire=transmission.destinataire,
            le=transmission.le,
            canal=transmission.canal,
            texte=transmission.objet,
        ).save()
    _record("incidents.transmission", transmission.incident)
    return transmission


@transaction.atomic
def noter_accuse(*, acteur: Utilisateur, transmission: Transmission, le: date) -> Transmission:
    """Note the day the recipient acknowledged."""
    ensure(acteur, ECRIT, transmission)
    row = Transmission.objects.select_for_update(no_key=True).get(pk=transmission.pk)
    if le > timezone.localdate() or le < timezone.localdate(row.le):
        raise ValidationError(
            {"le": "Un accusé de réception vient après l’envoi, et pas plus tard qu’aujourd’hui."}
        )
    row.accusee_le = le
    _save(row)
    _record("incidents.accuse", row.incident)
    return row


@transaction.atomic
def decider_information(*, acteur: Utilisateur, information: InformationParents) -> InformationParents:
    """Say whether the parents are told, later, or not: with why and who decides (CASF L226-2-1, V09)."""
    ensure(acteur, VALIDE, information.incident)
    information.decideur, information.le = acteur, timezone.now()
    _save(information)
    _record("incidents.parents", information.incident)
    return information


@transaction.atomic
def soutenir(*, acteur: Utilisateur, soutien: Soutien) -> Soutien:
    """Note the support given to the victim, the witnesses, the siblings, the child who did harm, the team."""
    ensure(acteur, ECRIT, soutien.incident)
    soutien.par, soutien.le = acteur, timezone.now()
    _save(soutien)
    _record("incidents.soutien", soutien.incident)
    return soutien


@transaction.atomic
def inscrire_action(*, acteur: Utilisateur, action: ActionIncident) -> ActionIncident:
    """Add an action to the plan, with who answers for it and by when."""
    ensure(acteur, VALIDE, action.incident)
    _save(action)
    _record("incidents.action", action.incident)
    return action


@transaction.atomic
def noter_action_faite(
    *, acteur: Utilisateur, action: ActionIncident, le: date, resultat: str
) -> ActionIncident:
    """Note that an action is done, and what came of it."""
    ensure(acteur, ECRIT, action)
    row = ActionIncident.objects.select_for_update(no_key=True).get(pk=action.pk)
    if row.faite_le is not None:
        raise ValidationError("Cette action est déjà notée comme faite.")
    if le > timezone.localdate():
        raise ValidationError({"le": "Cette date est dans le futur."})
    row.faite_le, row.resultat = le, resultat
    _save(row)
    _record("incidents.action_faite", row.incident)
    return row


@transaction.atomic
def dire_a_l_enfant(*, acteur: Utilisateur, retour: RetourEnfant) -> RetourEnfant:
    """Keep what a child was told about what is done, in which words.

    Raises ValidationError for a child who is not in it.
    """
    ensure(acteur, ECRIT, retour.incident)
    if not PersonneConcernee.objects.filter(incident=retour.incident, enfant_id=retour.enfant_id).exists():
        raise ValidationError({"enfant": "Cet enfant n’est pas nommé dans l’incident."})
    retour.par, retour.le = acteur, timezone.now()
    # The siège reads no child's row: the foreign key alone answers for the child.
    retour.full_clean(exclude=["enfant"])
    retour.save()
    _record("incidents.retour", retour.incident)
    return retour


@transaction.atomic
def signer_cloture(*, acteur: Utilisateur, incident: Incident, enseignements: str, ident: UUID) -> Cloture:
    """Sign the closing; the second signature, by somebody else, closes it.

    Raises PermissionDenied without the right to validate, ValidationError before the plan of action,
    signed already by the same person, or while something of ``ce_qui_manque`` is missing.
    """
    ensure(acteur, VALIDE, incident)
    row = _locked(incident)
    if row.etat != EtatIncident.PLAN:
        raise ValidationError("On signe la clôture quand le plan d’action est fait.")
    if not enseignements.strip():
        raise ValidationError({"motif": "Écrivez ce que vous en retenez."})
    missing = ce_qui_manque(row)
    if missing:
        raise ValidationError(missing)
    tour = tour_de(row)
    if Cloture.objects.filter(incident=row, tour=tour, par=acteur).exists():
        raise ValidationError("Vous avez déjà signé : une autre personne doit signer aussi.")
    signature = Cloture(
        pk=ident, incident=row, tour=tour, par=acteur, le=timezone.now(), enseignements=enseignements
    )
    _save(signature)
    _record("incidents.cloture", row)
    aside = Ecart.objects.in_force().filter(incident=row).values("professionnel__compte_id")
    if Cloture.objects.filter(incident=row, tour=tour).exclude(par__in=aside).count() >= 2:
        Etape(
            incident=row,
            de=EtatIncident.PLAN,
            vers=EtatIncident.CLOS,
            par=acteur,
            le=timezone.now(),
            motif=enseignements,
        ).save()
        incident.etat = EtatIncident.CLOS
        _record("incidents.etape", row)
    return signature


@transaction.atomic
def noter_bilan(*, acteur: Utilisateur, bilan: BilanIncident) -> BilanIncident:
    """Keep the look back at three, six or twelve months; only once it is closed, each once."""
    ensure(acteur, ECRIT, bilan.incident)
    row = _locked(bilan.incident)
    if row.etat != EtatIncident.CLOS:
        raise ValidationError("Le bilan se fait après la clôture.")
    if bilan.tenu_le > timezone.localdate():
        raise ValidationError({"tenu_le": "Cette date est dans le futur."})
    if BilanIncident.objects.filter(incident=row, mois=bilan.mois).exists():
        raise ValidationError({"mois": "Ce bilan est déjà fait."})
    bilan.par = acteur
    _save(bilan)
    _record("incidents.bilan", row)
    return bilan


# --- inside ---------------------------------------------------------------------------


def _check(incident: Incident, vers: str) -> None:
    """Refuse a step whose condition does not hold."""
    regimes = regimes_de(incident)
    if vers == EtatIncident.QUALIFIE and not regimes:
        raise ValidationError("Choisissez d’abord au moins un régime.")
    if vers == EtatIncident.TRANSMIS and destinataires_attendus(incident):
        raise ValidationError("Tous les destinataires ne sont pas prévenus.")
    if vers == EtatIncident.ENQUETE and incident.etat == EtatIncident.QUALIFIE and regimes & TRANSMIS_D_ABORD:
        raise ValidationError("Un régime oblige à transmettre d’abord.")
    if vers == EtatIncident.PLAN and not Soutien.objects.filter(incident=incident).exists():
        raise ValidationError("Notez d’abord au moins un soutien.")
    if vers == EtatIncident.CLOS:
        raise ValidationError("La clôture se signe à deux : signez-la.")
    if vers == EtatIncident.REVU and BilanIncident.objects.filter(incident=incident).count() < 3:
        raise ValidationError("Les bilans à 3, 6 et 12 mois ne sont pas tous faits.")


def _check_about(transmission: Transmission, enfant_id: UUID) -> None:
    """Refuse a copy for a referent of what went elsewhere, about a child who is not in it, or of nothing."""
    if transmission.destinataire not in RELU_PAR_LE_REFERENT:
        raise ValidationError({"enfant": "Seul ce qui va à l’ASE se relit dans le dossier d’un enfant."})
    if not PersonneConcernee.objects.filter(incident=transmission.incident, enfant_id=enfant_id).exists():
        raise ValidationError({"enfant": "Cet enfant n’est pas nommé dans l’incident."})
    if not str(transmission.objet).strip():
        raise ValidationError({"objet": "Écrivez ce que le référent pourra relire."})


def _locked(incident: Incident) -> Incident:
    found: Incident = Incident.objects.select_for_update(no_key=True).get(pk=incident.pk)
    return found


def _save(row: models.Model) -> None:
    row.full_clean()
    row.save()


def _record(code: str, incident: Incident) -> None:
    record(code, objets=[incident.pk], type_objet="protection.Incident")
