"""Dated exceptions on one child's file: rights granted to an account, denials."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from enfants.models import AccordEnfant, Enfant, RefusEnfant
from enfants.selectors.acces import enfants_administres
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.habilitations.perimetre import HORS_BRIS_DE_GLACE, forget_perimetres
from socle.habilitations.roles import Action, Capacite, Reserve
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie

#: Without it no file opens: it comes with any other right.
IDENTITE = "lire_identite"

#: Categories a grant never opens: the same that break-glass leaves shut.
TRANSMIS = f"{Action.LIRE}_{Categorie.INCIDENT}_{Reserve.TRANSMIS}"
HORS_ACCORD = HORS_BRIS_DE_GLACE | {Categorie.ORGANISATION, Categorie.ACCES, Categorie.TECHNIQUE}


def droits_accordables(acteur: Utilisateur, enfant: Enfant) -> list[str]:
    """Return the rights one may grant on a child: those one holds oneself.

    Of the walled categories only what the matrix opens by name: what was transmitted to the ASE.
    """
    names = [
        f"{action}_{categorie}"
        for categorie in Categorie
        if categorie not in HORS_ACCORD
        for action in (Action.LIRE, Action.ECRIRE)
    ]
    names.append(TRANSMIS)
    return [name for name in names if acteur.has_perm(name, enfant)]


def fin_au_plus_tard(debut: date) -> date:
    """Return the last day a grant that begins on ``debut`` may run."""
    return debut + timedelta(days=settings.ACCORD_DUREE_MAX_JOURS)


@transaction.atomic
def accorder(
    *,
    acteur: Utilisateur,
    enfant: Enfant,
    compte: Utilisateur,
    droits: Iterable[str],
    debut: date,
    fin: date,
    motif: str,
) -> list[AccordEnfant]:
    """Grant rights on one child to one account, from a day to a day.

    Reading the identity comes along: without it the file does not open. Raises PermissionDenied
    without the capacity in the child's village or for a right one does not hold, ValidationError for
    oneself, an account one created, a child's or closed account, and dates out of bounds.
    """
    _ensure_administers(acteur, enfant)
    _ensure_other(acteur, compte)
    _check_dates(debut, fin)
    if not motif.strip():
        raise ValidationError({"motif": "Dites pourquoi cet accès est ouvert."})
    wanted = {IDENTITE, *droits}
    if not wanted <= set(droits_accordables(acteur, enfant)):
        raise PermissionDenied
    permissions = Permission.objects.filter(
        codename__in=wanted, content_type__app_label="enfants", content_type__model="enfant"
    )
    accords = []
    for permission in permissions.order_by("codename"):
        accord = AccordEnfant(
            user=compte,
            content_object=enfant,
            permission=permission,
            debut=debut,
            fin=fin,
            motif=motif,
            accorde_par=acteur,
        )
        accord.full_clean()
        accord.save()
        accords.append(accord)
    forget_perimetres()
    record(
        "exception.accord",
        objets=[compte.pk, *(accord.pk for accord in accords)],
        enfants=[enfant.pk],
        type_objet="enfants.AccordEnfant",
    )
    return accords


@transaction.atomic
def terminer_accord(*, acteur: Utilisateur, accord: AccordEnfant) -> AccordEnfant:
    """End a grant now: its last day becomes yesterday, the dates it had stay in its versions.

    Raises PermissionDenied without the capacity or for an account one created, ValidationError when
    it is already over.
    """
    _ensure_administers(acteur, accord.content_object)
    _close(accord)
    record(
        "exception.accord_termine",
        objets=[accord.user_id, accord.pk],
        enfants=[accord.content_object_id],
        type_objet="enfants.AccordEnfant",
    )
    return accord


@transaction.atomic
def refuser(
    *, acteur: Utilisateur, enfant: Enfant, compte: Utilisateur, motif: str, fin: date | None = None
) -> RefusEnfant:
    """Deny one child's file to one account from today on, whatever its roles.

    Raises PermissionDenied without the capacity, ValidationError for oneself (one could not lift it,
    nor see that it is there), for a child's account, or when a denial already stands.
    """
    _ensure_administers(acteur, enfant)
    if compte.pk == acteur.pk:
        raise ValidationError({"identifiant": "Une personne ne pose pas de refus sur elle-même."})
    _ensure_adult(compte)
    today = aujourdhui()
    if fin is not None and fin < today:
        raise ValidationError({"fin": "Cette date est passée."})
    if not motif.strip():
        raise ValidationError({"motif": "Dites pourquoi cet accès est refusé."})
    if RefusEnfant.objects.current().filter(enfant=enfant, utilisateur=compte).exists():
        raise ValidationError({"identifiant": "Ce dossier est déjà refusé à ce compte."})
    refus = RefusEnfant(enfant=enfant, utilisateur=compte, debut=today, fin=fin, motif=motif, pose_par=acteur)
    refus.full_clean()
    refus.save()
    forget_perimetres()
    record(
        "exception.refus",
        objets=[compte.pk, refus.pk],
        enfants=[enfant.pk],
        type_objet="enfants.RefusEnfant",
    )
    return refus


@transaction.atomic
def lever_refus(*, acteur: Utilisateur, refus: RefusEnfant) -> RefusEnfant:
    """Lift a denial now.

    It gives access back, hence the rule of grants: never for oneself nor for an account one created.
    """
    _ensure_administers(acteur, refus.enfant)
    _ensure_other(acteur, refus.utilisateur)
    _close(refus)
    record(
        "exception.refus_leve",
        objets=[refus.utilisateur_id, refus.pk],
        enfants=[refus.enfant_id],
        type_objet="enfants.RefusEnfant",
    )
    return refus


# --- inside ---------------------------------------------------------------------------


def _ensure_administers(acteur: Utilisateur, enfant: Enfant) -> None:
    ensure(acteur, Capacite.ACCORDER_EXCEPTION)
    if not enfants_administres(acteur, Capacite.ACCORDER_EXCEPTION).filter(pk=enfant.pk).exists():
        raise PermissionDenied


def _ensure_other(acteur: Utilisateur, compte: Utilisateur) -> None:
    """Nobody gives themselves access, nor an account they created (02-security: « jamais soi »)."""
    if acteur.pk in (compte.pk, compte.cree_par_id):
        raise ValidationError(
            {"identifiant": "On n’ouvre pas un dossier à soi-même, ni à un compte que l’on a créé."}
        )
    _ensure_adult(compte)


def _ensure_adult(compte: Utilisateur) -> None:
    if compte.est_enfant or not compte.is_active:
        raise ValidationError({"identifiant": "Ce compte n’est pas celui d’un adulte en activité."})


def _check_dates(debut: date, fin: date) -> None:
    if debut < aujourdhui():
        raise ValidationError({"debut": "Un accord commence aujourd’hui ou plus tard."})
    if fin < debut:
        raise ValidationError({"fin": "La fin vient avant le début."})
    if fin > fin_au_plus_tard(debut):
        raise ValidationError(
            {
                "fin": f"Un accord dure {settings.ACCORD_DUREE_MAX_JOURS} jours au plus : "
                f"jusqu’au {fin_au_plus_tard(debut):%d/%m/%Y}. Il pourra être redonné."
            }
        )


def _close(exception: AccordEnfant | RefusEnfant) -> None:
    """Make yesterday the last day: days are inclusive, and what is stopped must stop at once."""
    yesterday = aujourdhui() - timedelta(days=1)
    if exception.fin is not None and exception.fin <= yesterday:
        raise ValidationError("C’est déjà terminé.")
    exception.debut = min(exception.debut, yesterday)
    exception.fin = yesterday
    exception.full_clean()
    exception.save()
    forget_perimetres()
