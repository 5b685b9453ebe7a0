"""Acts on a child's file: opening it, stays, absences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from enfants.enums import NatureAbsence
from enfants.models import Absence, Admission, Depart, Enfant, Sejour
from enfants.services.registre import inscrire_annulation, inscrire_entree, inscrire_sortie
from socle.audit.services import record
from socle.chiffrement.empreinte import empreinte_identite
from socle.chiffrement.keys import creer_cle
from socle.chiffrement.models import NatureSujet
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.guards import ensure, ensure_in_village
from socle.habilitations.perimetre import forget_perimetres
from socle.outils.dates import aujourdhui
from villages.accueil import accueil
from villages.models import Chambre, Maison
from villages.selectors.places import places_des_maisons


class DoublonError(ValidationError):
    """A file one may read bears this very identity: open that one, or say that it is another child."""

    def __init__(self, enfants: Iterable[Enfant]) -> None:
        super().__init__("Un dossier porte déjà cette identité.", code="doublon")
        self.enfants = list(enfants)


@transaction.atomic
def admettre(
    *,
    acteur: Utilisateur,
    enfant: Enfant,
    maison: Maison,
    debut: date,
    motif_depassement: str = "",
    autre_enfant: bool = False,
    venu_de: str = "",
    fin_prevue: date | None = None,
) -> Sejour:
    """Open a child's file and begin the first stay, both or neither; the steps of the admission follow.

    Raises what ``ouvrir_dossier`` and ``accueillir`` raise.
    """
    ouvrir_dossier(acteur=acteur, enfant=enfant, autre_enfant=autre_enfant)
    return accueillir(
        acteur=acteur,
        enfant=enfant,
        maison=maison,
        debut=debut,
        motif_depassement=motif_depassement,
        venu_de=venu_de,
        fin_prevue=fin_prevue,
    )


@transaction.atomic
def ouvrir_dossier(*, acteur: Utilisateur, enfant: Enfant, autre_enfant: bool = False) -> Enfant:
    """Open a child's file in a village one keeps the files of; creates the child's key.

    Raises PermissionDenied outside one's villages, ValidationError on a birth date in the future,
    DoublonError on an identity already known unless ``autre_enfant`` says it is another child.
    """
    ensure_in_village(acteur, "ecrire_identite", enfant.village_id)
    _check_birth(enfant)
    _check_twin_file(acteur, enfant, autre_enfant)
    creer_cle(enfant.pk, NatureSujet.ENFANT)
    _save_identity(enfant)
    forget_perimetres()
    record("enfants.dossier_ouvert", objets=[enfant.pk], enfants=[enfant.pk], type_objet="enfants.Enfant")
    return enfant


@transaction.atomic
def modifier_identite(*, acteur: Utilisateur, enfant: Enfant, autre_enfant: bool = False) -> Enfant:
    """Save a child's corrected identity; the former one stays in the versions. Raises DoublonError too."""
    ensure(acteur, "ecrire_identite", enfant)
    _check_birth(enfant)
    _check_twin_file(acteur, enfant, autre_enfant)
    _save_identity(enfant)
    record("enfants.identite_modifiee", objets=[enfant.pk], enfants=[enfant.pk], type_objet="enfants.Enfant")
    return enfant


def _empreinte(enfant: Enfant) -> bytes | None:
    """Digest of what was typed; none while part of the identity cannot be opened."""
    if any(isinstance(v, Illisible) for v in (enfant.prenom, enfant.nom, enfant.date_naissance)):
        return None
    return empreinte_identite(enfant.prenom, enfant.nom, naissance=enfant.date_naissance)


def _check_birth(enfant: Enfant) -> None:
    if isinstance(enfant.date_naissance, date) and enfant.date_naissance > aujourdhui():
        raise ValidationError({"date_naissance": "La date de naissance est dans le futur."})


def _check_twin_file(acteur: Utilisateur, enfant: Enfant, autre_enfant: bool) -> None:
    """Warn about the same identity inside the perimeter; elsewhere, tell the access journal only.

    That another village knows a child is not for this screen: the data-protection officer reads it.
    """
    empreinte = _empreinte(enfant)
    if empreinte is None:
        return
    same = Enfant.objects.filter(empreinte=empreinte).exclude(pk=enfant.pk)
    here = list(same.visible_to(acteur, "lire_identite"))
    if here and not autre_enfant:
        raise DoublonError(here)
    with acting_as_system(raison="doublon d’identité"):
        elsewhere = set(same.values_list("pk", flat=True)) - {e.pk for e in here}
    if elsewhere:
        record("enfants.doublon_ailleurs", objets=[enfant.pk, *elsewhere], type_objet="enfants.Enfant")


def _save_identity(enfant: Enfant) -> None:
    empreinte = _empreinte(enfant)
    if empreinte is not None:
        enfant.empreinte = empreinte
    enfant.full_clean(exclude=["compte"])
    enfant.save()


@transaction.atomic
def accueillir(
    *,
    acteur: Utilisateur,
    enfant: Enfant,
    maison: Maison,
    debut: date,
    motif_depassement: str = "",
    venu_de: str = "",
    fin_prevue: date | None = None,
) -> Sejour:
    """Begin a stay in a house of the child's village: an entry in its register, and an admission to finish.

    Raises ValidationError when the child already has a stay then (the database refuses too),
    when the house is closed, when it is full and no reason is given, or when it should end before it begins.
    """
    if fin_prevue is not None and fin_prevue <= debut:
        raise ValidationError({"fin_prevue": "La fin prévue vient avant l’arrivée, ou le même jour."})
    sejour = _begin(acteur, enfant, maison, debut, motif_depassement)
    admission = Admission(enfant=enfant, sejour=sejour, venu_de=venu_de, fin_prevue=fin_prevue)
    admission.full_clean()
    admission.save()
    inscrire_entree(acteur=acteur, sejour=sejour, village_id=enfant.village_id, venu_de=venu_de)
    return sejour


def _begin(
    acteur: Utilisateur, enfant: Enfant, maison: Maison, debut: date, motif_depassement: str
) -> Sejour:
    ensure(acteur, "ecrire_identite", enfant)
    if maison.village_id != enfant.village_id:
        raise ValidationError({"maison": "Cette maison n’est pas dans le village qui tient le dossier."})
    _hold(enfant.pk)
    # Two arrivals at once count each other: the house is the lock.
    maison = Maison.objects.select_for_update(no_key=True).get(pk=maison.pk)
    if maison.ouverte_le is not None and debut < maison.ouverte_le:
        raise ValidationError({"maison": "Cette maison n’est pas encore ouverte à cette date."})
    if maison.fermee_le is not None and debut >= maison.fermee_le:
        raise ValidationError({"maison": "Cette maison est fermée à cette date."})
    if isinstance(enfant.date_naissance, date) and debut < enfant.date_naissance:
        raise ValidationError({"debut": "L’arrivée vient avant la naissance."})
    if Sejour.objects.filter(Q(fin__isnull=True) | Q(fin__gt=debut), enfant=enfant).exists():
        raise ValidationError({"debut": "Cet enfant a déjà un séjour à cette date ou plus tard."})
    present = Sejour.objects.current(debut).filter(maison=maison).count()
    # Of the day of the arrival, which may be to come.
    places = places_des_maisons([maison.pk]).le(maison.pk, debut)
    if present >= places and not motif_depassement.strip():
        raise ValidationError(
            {"motif_depassement": "La maison est complète à cette date : indiquez pourquoi."}
        )
    sejour = Sejour(enfant=enfant, maison=maison, debut=debut, motif_depassement=motif_depassement)
    sejour.full_clean()
    sejour.save()
    forget_perimetres()
    record("enfants.sejour_ouvert", objets=[sejour.pk], enfants=[enfant.pk], type_objet="enfants.Sejour")
    return sejour


def _hold(enfant_id: UUID) -> None:
    """Two acts on the stays of one child wait for each other; the child before the house, always."""
    Enfant.objects.select_for_update(no_key=True).only("pk").get(pk=enfant_id)


@transaction.atomic
def changer_de_maison(
    *, acteur: Utilisateur, sejour: Sejour, maison: Maison, debut: date, motif_depassement: str = ""
) -> Sejour:
    """End the stay and begin another the same day in another house of the village, both or neither.

    The register of the village does not move: the child neither enters nor leaves.
    """
    if maison.pk == sejour.maison_id:
        raise ValidationError({"maison": "L’enfant vit déjà dans cette maison."})
    if Depart.objects.standing().filter(sejour=sejour).exists():
        raise ValidationError("Un départ est enregistré pour cet enfant : annulez-le d’abord s’il reste.")
    try:
        _end(acteur, sejour, debut)
    except ValidationError as erreur:
        raise ValidationError({"debut": erreur.messages}) from erreur
    return _begin(acteur, sejour.enfant, maison, debut, motif_depassement)


@transaction.atomic
def changer_de_chambre(*, acteur: Utilisateur, sejour: Sejour, chambre: Chambre | None) -> Sejour:
    """Say in which room of the house the child sleeps, or that it is not known; versions keep the former.

    Who may share a room is not judged here: the house knows its children. Raises ValidationError once
    the stay is over, on a room of another house or closed (the database refuses both), or without a free bed.
    """
    ensure(acteur, "ecrire_identite", sejour)
    _hold(sejour.enfant_id)
    sejour.refresh_from_db(fields=["fin", "chambre"])
    if sejour.fin is not None and sejour.fin <= aujourdhui():
        raise ValidationError("Ce séjour est terminé.")
    if sejour.chambre_id == (chambre.pk if chambre else None):
        return sejour
    if chambre is not None:
        chambre = Chambre.objects.select_for_update(no_key=True).get(pk=chambre.pk)
        _check_room(sejour, chambre)
    sejour.chambre = chambre
    sejour.full_clean()
    sejour.save()
    record("enfants.chambre", objets=[sejour.pk], enfants=[sejour.enfant_id], type_objet="enfants.Sejour")
    return sejour


def _check_room(sejour: Sejour, chambre: Chambre) -> None:
    if chambre.maison_id != sejour.maison_id or chambre.fermee_le is not None:
        raise ValidationError({"chambre": "Choisissez une chambre ouverte de sa maison."})
    if accueil().dormeurs([chambre.pk]).get(chambre.pk, 0) >= chambre.lits:
        raise ValidationError(
            {"chambre": "Tous les lits y sont pris : changez d’abord la chambre d’un autre enfant."}
        )


@transaction.atomic
def terminer_sejour(*, acteur: Utilisateur, depart: Depart, fin: date) -> Depart:
    """End a stay on the day of departure, whose night is not slept there: an exit in the register.

    ``depart`` says where and why. Raises ValidationError on a day before the arrival, once the stay is
    over on another day, or without a reason; a departure still to come may change its date.
    """
    sejour = depart.sejour
    if not str(depart.motif).strip():
        raise ValidationError({"motif": "Dites pourquoi l’enfant part."})
    _end(acteur, sejour, fin)
    depart.enfant_id = sejour.enfant_id
    known = Depart.objects.standing().filter(sejour=sejour).first()
    if known is not None:
        known.destination, known.precision, known.motif = depart.destination, depart.precision, depart.motif
        depart = known
    depart.full_clean()
    depart.save()
    vers = depart.get_destination_display()
    inscrire_sortie(
        acteur=acteur,
        sejour=sejour,
        fin=fin,
        village_id=sejour.maison.village_id,
        vers=f"{vers} : {depart.precision}" if depart.precision else vers,
    )
    record("enfants.depart", objets=[depart.pk], enfants=[sejour.enfant_id], type_objet="enfants.Depart")
    return depart


@transaction.atomic
def annuler_depart(*, acteur: Utilisateur, depart: Depart, motif: str) -> Sejour:
    """Give up a departure before its day: the stay goes on, the register says so by one more line.

    Raises ValidationError once the day has come, or without a reason.
    """
    sejour = depart.sejour
    ensure(acteur, "ecrire_identite", depart)
    _hold(depart.enfant_id)
    sejour.refresh_from_db(fields=["fin", "chambre"])
    depart.refresh_from_db(fields=["annule_le"])
    if depart.annule_le is not None:
        raise ValidationError("Ce départ est déjà annulé.")
    if sejour.fin is None or sejour.fin <= aujourdhui():
        raise ValidationError("Ce départ a eu lieu : si l’enfant revient, enregistrez un nouveau séjour.")
    if not motif.strip():
        raise ValidationError({"motif": "Dites pourquoi le départ n’a pas lieu."})
    jour, sejour.fin = sejour.fin, None
    sejour.full_clean()
    sejour.save()
    depart.annule_le = timezone.now()
    depart.save()
    forget_perimetres()
    inscrire_annulation(
        acteur=acteur, sejour=sejour, jour=jour, village_id=sejour.maison.village_id, motif=motif
    )
    record(
        "enfants.depart_annule", objets=[depart.pk], enfants=[depart.enfant_id], type_objet="enfants.Depart"
    )
    return sejour


def _end(acteur: Utilisateur, sejour: Sejour, fin: date) -> None:
    ensure(acteur, "ecrire_identite", sejour)
    _hold(sejour.enfant_id)
    sejour.refresh_from_db(fields=["fin", "chambre"])
    if fin <= sejour.debut:
        raise ValidationError({"fin": "Le départ vient avant l’arrivée, ou le même jour."})
    if sejour.fin is not None and sejour.fin <= aujourdhui() and fin != sejour.fin:
        raise ValidationError({"fin": "Ce séjour est déjà terminé."})
    sejour.fin = fin
    sejour.full_clean()
    sejour.save()
    forget_perimetres()
    record(
        "enfants.sejour_termine", objets=[sejour.pk], enfants=[sejour.enfant_id], type_objet="enfants.Sejour"
    )


@transaction.atomic
def noter_absence(*, acteur: Utilisateur, absence: Absence) -> Absence:
    """Record or correct nights away; from these comes who is present tonight.

    Raises ValidationError outside any stay, or over another absence of the child.
    """
    ensure(acteur, "ecrire_journal", absence)
    return _write_absence(absence)


@transaction.atomic
def noter_fugue(*, acteur: Utilisateur, absence: Absence) -> Absence:
    """Record that a child has run away, or is back: also by who reads the evenings without writing them.

    At night the manager on call says it as well as the house does. Raises PermissionDenied, ValidationError
    as ``noter_absence``, and ValueError for another nature.
    """
    if absence.nature != NatureAbsence.FUGUE:
        raise ValueError("only a runaway is recorded by who does not write the evenings")
    ensure(acteur, "lire_journal", absence)
    return _write_absence(absence)


@transaction.atomic
def noter_retour(*, acteur: Utilisateur, absence: Absence, le: date) -> Absence:
    """End an absence: the child sleeps at home on the night of ``le``."""
    ensure(acteur, "ecrire_journal", absence)
    if le < absence.debut:
        raise ValidationError({"fin": "Le retour vient avant le départ."})
    absence.fin = le
    absence.full_clean()
    absence.save()
    record("enfants.retour", objets=[absence.pk], enfants=[absence.enfant_id], type_objet="enfants.Absence")
    return absence


def _write_absence(absence: Absence) -> Absence:
    if absence.fin is not None and absence.fin < absence.debut:
        raise ValidationError({"fin": "Le retour vient avant le départ."})
    if not Sejour.objects.current(absence.debut).filter(enfant_id=absence.enfant_id).exists():
        raise ValidationError({"debut": "L’enfant ne vit dans aucune maison à cette date."})
    # An absence that ended the day it began covers no night.
    other = Absence.objects.filter(
        Q(fin__isnull=True) | Q(fin__gt=absence.debut), enfant_id=absence.enfant_id
    )
    if absence.fin is not None:
        other = other.filter(debut__lt=absence.fin)
    if other.exclude(pk=absence.pk).exists():
        raise ValidationError({"debut": "L’enfant est déjà noté absent à ces dates."})
    absence.full_clean()
    absence.save()
    record("enfants.absence", objets=[absence.pk], enfants=[absence.enfant_id], type_objet="enfants.Absence")
    return absence
