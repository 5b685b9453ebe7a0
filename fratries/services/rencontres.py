"""Acts on meetings: planned, told, cancelled, moved; and what a mediated visit does, told to the service."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from enfants.enums import NatureAbsence
from enfants.models import Absence
from enfants.services.dossier import noter_absence
from enfants.services.mesures import AvertissementError
from fratries.enums import Contact, EtatRencontre
from fratries.models import DroitVisite, LienFamilial, Rencontre
from fratries.rythmes import jours_de
from fratries.selectors.rencontres import peut_constater
from fratries.selectors.situation import empechement, situations_de
from fratries.services.revisions import enregistrer, verrouiller
from fratries.services.visites import ACCOMPAGNE, ECRIT, INTERDIT
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.outils.dates import aujourdhui


@transaction.atomic
def prevoir_rencontres(*, acteur: Utilisateur, rencontres: Iterable[Rencontre]) -> list[Rencontre]:
    """Plan one meeting for each of some children: all of them, or none.

    A forbidden contact is never planned: the contacts are changed first, with the decision at hand.
    Raises PermissionDenied, ValidationError on a past day or against the contacts set.
    """
    liste = list(rencontres)
    for rencontre in liste:
        ensure(acteur, ECRIT, rencontre)
        if rencontre.jour < aujourdhui():
            raise ValidationError({"jour": "Ce jour est passé."})
        _check(rencontre)
        _refuse_forbidden(rencontre)
        enregistrer(rencontre, neuve=True)
    _record("rencontres.prevue", liste)
    return liste


@transaction.atomic
def noter_rencontres(
    *, acteur: Utilisateur, rencontres: Iterable[Rencontre], confirme: bool = False
) -> list[Rencontre]:
    """Tell a meeting that no calendar held: a call, a letter, somebody who came.

    What happened is told even if it was forbidden; AvertissementError asks first. Nights away become
    an absence. Open to who writes the family, or reads it and writes the child's evenings.
    """
    liste = list(rencontres)
    for rencontre in liste:
        _ensure_tells(acteur, rencontre)
        if rencontre.jour > aujourdhui():
            raise ValidationError({"jour": "Ce jour est à venir : prévoyez la rencontre."})
        _check(rencontre)
        if not confirme and _said_of(rencontre) == Contact.INTERDIT:
            raise AvertissementError(
                "Ce contact est interdit à cette date. S’il a vraiment eu lieu, prévenez l’astreinte, puis "
                "cochez la case au bas de la page."
            )
        rencontre.etat = EtatRencontre.TENUE
        enregistrer(rencontre, neuve=True)
        _nights_away(acteur, rencontre)
    _record("rencontres.notee", liste)
    return liste


@transaction.atomic
def ouvrir_occurrence(*, acteur: Utilisateur, droit: DroitVisite, jour: date) -> Rencontre:
    """Make a record of one day of a right, because somebody has something to say of it.

    The same day told twice is the same record. Raises PermissionDenied, ValidationError on a day the
    right does not fall on, or on which it gives nothing.
    """
    _ensure_tells(acteur, Rencontre(enfant=droit.enfant))
    # Two people who tell the same day wait for each other.
    DroitVisite.objects.select_for_update(no_key=True).get(pk=droit.pk)
    known = Rencontre.objects.filter(droit=droit, prevue_le=jour).first()
    if known is not None:
        return known
    rythme = droit.rythme
    if rythme is None or jours_de(rythme, jour, jour) != [jour]:
        raise ValidationError("Ce droit ne prévoit rien ce jour-là.")
    reason = empechement(droit, jour, situations_de([droit.enfant])[droit.enfant_id])
    if reason:
        raise ValidationError(reason)
    rencontre = Rencontre(
        enfant=droit.enfant,
        droit=droit,
        prevue_le=jour,
        genre=droit.genre,
        proches=[droit.proche_id],
        jour=jour,
        heure_debut=droit.heure_debut,
        heure_fin=droit.heure_fin,
        nuits=droit.nuits,
        mediatisee=droit.mediatisee,
        tiers=droit.tiers,
        lieu=droit.lieu,
    )
    enregistrer(rencontre, neuve=True)
    _record("rencontres.ouverte", [rencontre])
    return rencontre


@transaction.atomic
def dire_issue(*, acteur: Utilisateur, rencontre: Rencontre, tenue: bool) -> Rencontre:
    """Say in one touch that a meeting took place, or did not; said again, it changes nothing.

    Nights away become an absence, unless one is noted. Raises ValidationError on a day to come, on a
    meeting cancelled or moved, or when the nights contradict an absence.
    """
    _ensure_tells(acteur, rencontre)
    current = _locked(rencontre)
    state = EtatRencontre.TENUE if tenue else EtatRencontre.MANQUEE
    if current.etat == state:
        return current
    if current.etat in {EtatRencontre.ANNULEE, EtatRencontre.DEPLACEE}:
        raise ValidationError("Cette rencontre a été annulée ou déplacée.")
    if current.jour > aujourdhui():
        raise ValidationError("Elle n’a pas encore eu lieu : dites-le ce jour-là.")
    if current.transmise_le is not None:
        raise ValidationError("Son analyse est déjà transmise au service.")
    current.etat = state
    if tenue:
        current.du_fait_de = ""
    enregistrer(current, neuve=False)
    if tenue:
        _nights_away(acteur, current)
    _record("rencontres.tenue" if tenue else "rencontres.manquee", [current])
    return current


@transaction.atomic
def dire_issue_du_jour(*, acteur: Utilisateur, droit: DroitVisite, jour: date, tenue: bool) -> Rencontre:
    """Say it of one day of a right: the record is made in the same touch, or nothing is."""
    rencontre = ouvrir_occurrence(acteur=acteur, droit=droit, jour=jour)
    return dire_issue(acteur=acteur, rencontre=rencontre, tenue=tenue)


@transaction.atomic
def raconter(*, acteur: Utilisateur, rencontre: Rencontre) -> Rencontre:
    """Write how it went, the child's own words, what it did to them; or why it did not take place.

    Raises RevisionPerimeeError when somebody else wrote meanwhile, ValidationError while it is only
    planned.
    """
    _ensure_tells(acteur, rencontre)
    verrouiller(rencontre)
    if rencontre.etat not in {EtatRencontre.TENUE, EtatRencontre.MANQUEE}:
        raise ValidationError("Dites d’abord si la rencontre a eu lieu.")
    _check(rencontre)
    enregistrer(rencontre, neuve=False)
    _record("rencontres.racontee", [rencontre])
    return rencontre


@transaction.atomic
def annuler(*, acteur: Utilisateur, rencontre: Rencontre, du_fait_de: str, motif: str) -> Rencontre:
    """Cancel a meeting that is planned: because of whom, and why; said again, it changes nothing."""
    _ensure_tells(acteur, rencontre)
    current = _locked(rencontre)
    if (current.etat, current.du_fait_de, current.motif) == (EtatRencontre.ANNULEE, du_fait_de, motif):
        return current
    _ensure_planned(current)
    current.etat, current.du_fait_de, current.motif = EtatRencontre.ANNULEE, du_fait_de, motif
    enregistrer(current, neuve=False)
    _record("rencontres.annulee", [current])
    return current


@transaction.atomic
def deplacer(
    *, acteur: Utilisateur, rencontre: Rencontre, ident: UUID, jour: date, heure: time | None, motif: str
) -> Rencontre:
    """Move a meeting: the former day stays as moved, the new one names it and is planned in its turn.

    Raises ValidationError as planning does.
    """
    ensure(acteur, ECRIT, rencontre)
    former = _locked(rencontre)
    _ensure_planned(former)
    if jour < aujourdhui():
        raise ValidationError({"jour": "Ce jour est passé."})
    moved = Rencontre(
        pk=ident,
        enfant=former.enfant,
        remplace=former,
        genre=former.genre,
        proches=former.proches,
        membres=former.membres,
        jour=jour,
        heure_debut=heure,
        nuits=former.nuits,
        mediatisee=former.mediatisee,
        tiers=former.tiers,
        lieu=former.lieu,
        accompagnement=former.accompagnement,
    )
    _refuse_forbidden(moved)
    former.etat, former.motif = EtatRencontre.DEPLACEE, motif
    enregistrer(former, neuve=False)
    enregistrer(moved, neuve=True)
    _record("rencontres.deplacee", [former, moved])
    return moved


@transaction.atomic
def transmettre_analyse(*, acteur: Utilisateur, rencontre: Rencontre, le: date, a: str) -> Rencontre:
    """Note that the analysis of a mediated visit went to the service, on which day and to whom.

    The professional transmits it regularly to the service, which reports to the judge (CASF R223-31
    [V/S]). Raises ValidationError without an analysis, or on a day that cannot be.
    """
    ensure(acteur, ECRIT, rencontre)
    verrouiller(rencontre)
    if rencontre.etat != EtatRencontre.TENUE or not rencontre.mediatisee:
        raise ValidationError(
            "Seule une visite tenue en présence d’un tiers donne une analyse à transmettre."
        )
    if not rencontre.analyse:
        raise ValidationError("Écrivez d’abord ce que la visite produit chez l’enfant.")
    if le < rencontre.jour:
        raise ValidationError({"le": "Cette date vient avant la visite."})
    if le > aujourdhui():
        raise ValidationError({"le": "Cette date est dans le futur."})
    rencontre.transmise_le, rencontre.transmise_a = le, a
    enregistrer(rencontre, neuve=False)
    _record("rencontres.analyse_transmise", [rencontre])
    return rencontre


# --- inside ---------------------------------------------------------------------------


def _ensure_tells(acteur: Utilisateur, rencontre: Rencontre) -> None:
    ensure(acteur, "lire_famille", rencontre.enfant)
    if not peut_constater(acteur, rencontre.enfant):
        raise PermissionDenied


def _locked(rencontre: Rencontre) -> Rencontre:
    rows = Rencontre.objects.select_for_update(no_key=True, of=("self",)).select_related("enfant")
    return rows.get(pk=rencontre.pk)


def _ensure_planned(rencontre: Rencontre) -> None:
    if rencontre.etat != EtatRencontre.PREVUE:
        raise ValidationError("Cette rencontre n’est plus seulement prévue.")


def _check(rencontre: Rencontre) -> None:
    tied = LienFamilial.objects.standing().filter(enfant=rencontre.enfant_id, proche__in=rencontre.proches)
    if tied.count() != len(set(rencontre.proches)):
        raise ValidationError(
            {"avec": f"Cette personne n’est pas inscrite parmi les proches de {rencontre.enfant.prenom}."}
        )
    if not rencontre.proches and not rencontre.membres:
        raise ValidationError({"avec": "Choisissez au moins une personne."})
    start, end = rencontre.heure_debut, rencontre.heure_fin
    if start and end and not rencontre.nuits and end <= start:
        raise ValidationError({"heure_fin": "La fin vient avant le début."})


def _said_of(rencontre: Rencontre) -> Contact:
    """Return the strictest rule set about the relatives of a meeting."""
    situation = situations_de([rencontre.enfant])[rencontre.enfant_id]
    said = {situation.contact(pk, rencontre.genre, rencontre.jour) for pk in rencontre.proches}
    for rule in (Contact.INTERDIT, Contact.ACCOMPAGNE):
        if rule in said:
            return rule
    return Contact.NON_PRECISE


def _refuse_forbidden(rencontre: Rencontre) -> None:
    said = _said_of(rencontre)
    if said == Contact.INTERDIT:
        raise ValidationError(INTERDIT)
    if said == Contact.ACCOMPAGNE and not rencontre.mediatisee:
        raise ValidationError({"mediatisee": ACCOMPAGNE})


def _nights_away(acteur: Utilisateur, rencontre: Rencontre) -> None:
    """Note the absence that nights away are; never against another one."""
    if not rencontre.nuits:
        return
    end = rencontre.jour + timedelta(days=rencontre.nuits)
    known = Absence.objects.filter(
        Q(fin__isnull=True) | Q(fin__gt=rencontre.jour), enfant_id=rencontre.enfant_id, debut__lt=end
    )
    for absence in known.order_by("debut"):
        visit = absence.nature in {NatureAbsence.VISITE, NatureAbsence.HEBERGEMENT}
        if visit and absence.debut <= rencontre.jour and (absence.fin is None or absence.fin >= end):
            return
        label = str(NatureAbsence(absence.nature).label)
        raise ValidationError(
            f"L’enfant est déjà noté absent à une partie de ces dates ({label}) : corrigez d’abord "
            "l’absence, dans « Séjour et absences »."
        )
    if not acteur.has_perm("ecrire_journal", rencontre.enfant):
        raise ValidationError(
            "Les nuits hors de la maison ne sont pas notées : demandez à la maison d’inscrire l’absence."
        )
    noter_absence(
        acteur=acteur,
        absence=Absence(
            enfant=rencontre.enfant, nature=NatureAbsence.HEBERGEMENT, debut=rencontre.jour, fin=end
        ),
    )


def _record(code: str, rencontres: list[Rencontre]) -> None:
    record(
        code,
        objets=[rencontre.pk for rencontre in rencontres],
        enfants=[rencontre.enfant_id for rencontre in rencontres],
        type_objet="fratries.Rencontre",
    )
