"""Declaring an incident: kept page by page, sent once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from enfants.models import Enfant
from protection.echelle import RANGS
from protection.enums import CauseEcart, Danger, RoleDansIncident
from protection.models import Declarant, DeclarationEnCours, Incident, PersonneConcernee, Transmission
from protection.selectors.declaration import peut_declarer, villages_ou_declarer
from protection.selectors.destinataires import qui_traite
from protection.selectors.fugue import ORIGINE
from protection.services.alertes import alerter
from protection.services.codes import AVIS_DECLARE
from protection.services.echelons import set_aside
from protection.services.fugue import lier_incident
from protection.services.pieces import destroy_pieces, joindre
from socle.audit.services import record
from socle.chiffrement.enums import NatureSujet
from socle.chiffrement.keys import creer_cle
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.perimetre import WrongActorError
from socle.habilitations.roles import Role
from socle.notifications.services import notifier
from socle.outils.acteur import acteur_courant
from villages.models import Affectation, Maison, Professionnel, Village

#: What one page of a declaration may hold while it is written.
LIMITE_PAGE = 60_000


@dataclass(frozen=True, kw_only=True)
class Personne:
    """Somebody in it, as declared: at most one of ``enfant`` and ``professionnel``."""

    role: RoleDansIncident
    enfant: Enfant | None = None
    professionnel: Professionnel | None = None
    nom: str = ""


@dataclass(frozen=True, kw_only=True)
class Alerte:
    """Somebody was told already."""

    destinataire: str
    le: datetime
    canal: str
    interlocuteur: str = ""


@dataclass(frozen=True, kw_only=True)
class Recit:
    """Everything a declaration says."""

    village: Village
    maison: Maison | None
    danger: str
    lieu: str
    constate_le: datetime
    faits: str
    lieu_precis: str = ""
    survenu_le: date | None = None
    survenu_heure: time | None = None
    circonstances: str = ""
    paroles: str = ""
    avis: str = ""
    mesures: str = ""
    personnes: Sequence[Personne] = field(default_factory=list)
    alertes: Sequence[Alerte] = field(default_factory=list)


@transaction.atomic
def commencer(*, acteur: Utilisateur, ident: UUID, valeurs: Mapping[str, list[str]]) -> DeclarationEnCours:
    """Begin a declaration with its first page; sent twice, at once too, it is begun once.

    Raises PermissionDenied for who does not work for the association today, DeclarationEnCours.DoesNotExist
    when it is sent already, or when the id is of something else.
    """
    _ensure_declares(acteur)
    now = timezone.now()
    row = DeclarationEnCours(
        pk=ident, auteur=acteur, contenu={"danger": dict(valeurs)}, commencee_le=now, modifiee_le=now
    )
    try:
        # A key is made once: who comes second waits here, then finds what the first has begun.
        with transaction.atomic():
            creer_cle(ident, NatureSujet.INCIDENT)
    except IntegrityError:
        return garder(acteur=acteur, ident=ident, page="danger", valeurs=valeurs)
    row.save()
    return row


@transaction.atomic
def garder(
    *, acteur: Utilisateur, ident: UUID, page: str, valeurs: Mapping[str, list[str]]
) -> DeclarationEnCours:
    """Keep one page as typed, valid or not; the author alone reads it, so nothing is audited.

    Raises DeclarationEnCours.DoesNotExist for another author's or once it is sent, ValidationError beyond
    what a page may hold.
    """
    _ensure_declares(acteur)
    if sum(len(text) for texts in valeurs.values() for text in texts) > LIMITE_PAGE:
        raise ValidationError("C’est trop long pour être gardé.")
    row = _mine(acteur, ident)
    contenu = dict(row.contenu)
    contenu[page] = dict(valeurs)
    row.contenu, row.modifiee_le, row.avertie_le = contenu, timezone.now(), None
    row.save()
    return row


@transaction.atomic
def jeter(*, acteur: Utilisateur, ident: UUID) -> None:
    """Throw away what was not sent, its pieces with it. Raises DeclarationEnCours.DoesNotExist without one."""
    row = _mine(acteur, ident)
    destroy_pieces(*row.pieces.all())
    row.delete()


@transaction.atomic
def declarer_incident(*, acteur: Utilisateur, ident: UUID, recit: Recit) -> Incident:
    """Send a declaration: every clock starts now, and nobody named in it as implicated will read it.

    Any professional declares, also against a superior. Written as the system: neither the versions nor
    the journal name who declared; ``Declarant`` alone does, apart (CASF L313-24, certainty V09). When
    somebody is in danger, or one does not know, the on-call chain is woken. Sent twice, it is sent once.
    Raises PermissionDenied for who works elsewhere, DeclarationEnCours.DoesNotExist for another author's,
    ValidationError for what cannot be.
    """
    _ensure_declares(acteur)
    if recit.village not in villages_ou_declarer(acteur):
        raise PermissionDenied
    sent = Incident.objects.filter(pk=ident, declarant__compte_id=acteur.pk)
    try:
        brouillon = _mine(acteur, ident)
    except DeclarationEnCours.DoesNotExist:
        # Sent already, or by the same touch a moment ago: it waited for the draft, and the draft is gone.
        found = sent.first()
        if found is None:
            raise
        return found
    now = timezone.now()
    _check(recit, now)
    with acting_as_system(raison="déclaration d’un incident"):
        incident = Incident(
            pk=ident,
            village=recit.village,
            maison=recit.maison,
            danger=recit.danger,
            lieu=recit.lieu,
            lieu_precis=recit.lieu_precis,
            survenu_le=recit.survenu_le,
            survenu_heure=recit.survenu_heure,
            constate_le=recit.constate_le,
            connu_le=now,
            faits=recit.faits,
            circonstances=recit.circonstances,
            paroles=recit.paroles,
            avis=recit.avis,
            mesures=recit.mesures,
        )
        incident.full_clean()
        incident.save(force_insert=True)
        Declarant.objects.create(incident=incident, compte=acteur)
        _write_people(incident, recit.personnes)
        for alerte in recit.alertes:
            Transmission(incident=incident, **vars(alerte)).save()
        joindre(incident, list(brouillon.pieces.all()))
        notifier(code=AVIS_DECLARE, destinataires=qui_traite(incident), objet=incident.pk)
        if recit.danger != Danger.NON:
            alerter(incident)
        record("incidents.declare", objets=[incident.pk], type_objet="protection.Incident")
        if fugue := brouillon.contenu.get(ORIGINE, {}).get("id"):
            lier_incident(UUID(fugue[-1]), incident.pk)
    brouillon.delete()
    return incident


# --- inside ---------------------------------------------------------------------------


def _ensure_declares(acteur: Utilisateur) -> None:
    if acteur_courant.get().id != acteur.pk:
        raise WrongActorError("a service runs under acting_as(acteur)")
    if not peut_declarer(acteur):
        raise PermissionDenied


def _mine(acteur: Utilisateur, ident: UUID) -> DeclarationEnCours:
    rows = DeclarationEnCours.objects.of(acteur.pk).select_for_update(no_key=True)
    found: DeclarationEnCours = rows.get(pk=ident)
    return found


def _check(recit: Recit, now: datetime) -> None:
    if not recit.faits.strip():
        raise ValidationError({"faits": "Dites ce qui s’est passé, même en peu de mots."})
    if recit.constate_le > now:
        raise ValidationError({"constate_le": "Ce moment est à venir."})
    if recit.survenu_le is not None and recit.survenu_le > timezone.localdate(now):
        raise ValidationError({"survenu_le": "Cette date est dans le futur."})
    if recit.maison is not None and recit.maison.village_id != recit.village.pk:
        raise ValidationError({"maison": "Cette maison est d’un autre village."})
    if any(alerte.le > now for alerte in recit.alertes):
        raise ValidationError("Une alerte ne peut pas être à venir.")


def _write_people(incident: Incident, personnes: Sequence[Personne]) -> None:
    """Write who is in it; professionals named as implicated are set aside, from the lowest rung up."""
    for une in personnes:
        PersonneConcernee(
            incident=incident,
            role=une.role,
            enfant=une.enfant,
            professionnel=une.professionnel,
            nom=une.nom,
        ).save()
    named = {
        une.professionnel.pk: une.professionnel
        for une in personnes
        if une.professionnel is not None and une.role == RoleDansIncident.MIS_EN_CAUSE
    }
    # The highest is set aside last: should nobody be left, it keeps the incident, and the page says so.
    for pk in sorted(named, key=lambda pk: (_rung(pk), pk)):
        set_aside(incident, named[pk], cause=CauseEcart.MIS_EN_CAUSE)
    incident.refresh_from_db(fields=["niveau"])


def _rung(professionnel_id: UUID) -> int:
    roles = (
        Affectation.objects.current().filter(professionnel=professionnel_id).values_list("role", flat=True)
    )
    return max((RANGS.get(Role(role), 0) for role in roles.order_by()), default=0)
