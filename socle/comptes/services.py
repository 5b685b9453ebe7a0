"""Acts on accounts and devices."""

from __future__ import annotations

import secrets
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from socle.audit.services import record
from socle.chiffrement.keyring import current_keyring
from socle.comptes import journal, regles, tablettes
from socle.comptes.models import DemandeReinitialisation, OuverturePIN, Tablette, Utilisateur
from socle.comptes.scelles import key_of, open_secret, seal_secret
from socle.comptes.signals import reinitialisation_executee

LONGUEUR_PIN = 6
ESSAIS_PIN = 5
#: A request nobody decided lapses after this long.
VALIDITE_DEMANDE = timedelta(days=7)
Nature = Utilisateur.Nature
Portee = DemandeReinitialisation.Portee
Etat = DemandeReinitialisation.Etat


# --- accounts -------------------------------------------------------------------------


@transaction.atomic
def creer_compte(
    *, acteur: Utilisateur, identifiant: str, nature: Nature, mot_de_passe: str, email: str = ""
) -> Utilisateur:
    """Create an account with a provisional password, remembered as made by ``acteur``.

    Everyone chooses their own at the first sign-in, children too: whoever gave the first one must not
    be able to come in afterwards. The right to do it is the caller's to check: it belongs to an upper layer.
    """
    utilisateur = Utilisateur.objects.create_user(
        identifiant,
        mot_de_passe,
        nature=nature,
        email=email,
        cree_par=acteur,
        mot_de_passe_provisoire=True,
    )
    record("comptes.compte_cree", objets=(utilisateur.pk,), type_objet="comptes.utilisateur")
    return utilisateur


@transaction.atomic
def renouveler_code_enfant(*, acteur: Utilisateur, compte: Utilisateur, code: str) -> None:
    """Give a child another opening code, as long as they have not chosen their passphrase.

    After that only a reset by two people changes it, and the database refuses anything else. The
    right to do it is the caller's to check. Raises ValidationError once the child has entered.
    """
    locked = Utilisateur.objects.select_for_update(no_key=True).get(pk=compte.pk)
    if not locked.est_enfant or not locked.mot_de_passe_provisoire:
        raise ValidationError("L’enfant a choisi sa phrase secrète : elle ne se change plus d’ici.")
    locked.set_password(code)
    locked.save(update_fields=["password"])
    end_sessions(locked)


@transaction.atomic
def activer_compte(*, compte: Utilisateur, actif: bool) -> None:
    """Open an account again, or close it with all its sessions; the caller checks the right."""
    compte.is_active = actif
    compte.save(update_fields=["is_active"])
    if not actif:
        end_sessions(compte)


# --- tablets --------------------------------------------------------------------------


def _may_manage(acteur: Utilisateur, maison_id: UUID) -> None:
    if maison_id not in {maison.id for maison in tablettes.maisons().administrees(acteur)}:
        raise PermissionDenied


@transaction.atomic
def enroler_tablette(*, acteur: Utilisateur, maison_id: UUID, libelle: str) -> tuple[Tablette, str]:
    """Enrol a device to a house; return it with the secret its cookie must carry.

    The secret is never stored. Raises PermissionDenied when ``acteur`` does not manage the house.
    """
    _may_manage(acteur, maison_id)
    jeton = secrets.token_urlsafe(32)
    tablette = Tablette.objects.create(
        maison_id=maison_id, libelle=libelle, jeton_hache=tablettes.digest(jeton), enrolee_par=acteur
    )
    record("comptes.tablette_enrolee", objets=(tablette.pk,), type_objet="comptes.tablette")
    return tablette, jeton


@transaction.atomic
def revoquer_tablette(*, acteur: Utilisateur, tablette: Tablette) -> None:
    """Close a tablet at once: sessions opened on it end at their next request."""
    _may_manage(acteur, tablette.maison_id)
    tablette.revoquee_le = timezone.now()
    tablette.revoquee_par = acteur
    tablette.save(update_fields=["revoquee_le", "revoquee_par"])
    tablette.ouvertures.all().delete()
    record("comptes.tablette_revoquee", objets=(tablette.pk,), type_objet="comptes.tablette")


def note_full_sign_in(*, tablette: Tablette, utilisateur: Utilisateur) -> None:
    """Count a sign-in with second factor on this tablet: the short code works again."""
    OuverturePIN.objects.update_or_create(
        tablette=tablette,
        utilisateur=utilisateur,
        defaults={"mfa_le": timezone.now(), "echecs": 0, "bloque": False},
    )


def _peppered(pin: str, ouverture: OuverturePIN) -> str:
    """A six-digit code is guessed in no time from its hash; the secret key is not in the database."""
    return salted_hmac("comptes.pin", f"{ouverture.pk}:{pin}", algorithm="sha256").hexdigest()


def check_pin_strength(pin: str) -> None:
    """Raise ValidationError for a code that is not six digits or that anyone tries first."""
    if len(pin) != LONGUEUR_PIN or not (pin.isascii() and pin.isdigit()):
        raise ValidationError("Le code court a six chiffres.", code="forme")
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    if steps in ({0}, {1}, {-1}) or pin[:3] == pin[3:] or pin[:2] * 3 == pin:
        raise ValidationError(
            "Ce code est trop facile à deviner\u202f: évitez les suites et les répétitions.", code="facile"
        )


@transaction.atomic
def choisir_pin(*, acteur: Utilisateur, tablette: Tablette, pin: str) -> None:
    """Set one's own short code on this tablet, after a full sign-in there."""
    check_pin_strength(pin)
    ouverture = OuverturePIN.objects.select_for_update(no_key=True).get(
        utilisateur=acteur, tablette=tablette, mfa_le__gte=tablettes.oldest_accepted_mfa()
    )
    ouverture.pin_hache = make_password(_peppered(pin, ouverture))
    ouverture.echecs, ouverture.bloque = 0, False
    ouverture.save(update_fields=["pin_hache", "echecs", "bloque"])
    record("comptes.pin_choisi", objets=(tablette.pk,), type_objet="comptes.tablette")


@transaction.atomic
def ouvrir_par_pin(*, tablette: Tablette, utilisateur_id: UUID, pin: str) -> Utilisateur | None:
    """Check a short code; return whose session it opens, or ``None``.

    The fifth miss in a row blocks the code on this tablet until a full sign-in there. Refused
    alike: a wrong code, a blocked one, a full sign-in too old, someone not in the house tonight.
    """
    if utilisateur_id not in {
        present.utilisateur_id for present in tablettes.maisons().presents(tablette.maison_id)
    }:
        return None
    ouverture = (
        OuverturePIN.objects.select_for_update(no_key=True, of=("self",))
        .select_related("utilisateur")
        .filter(tablette=tablette, utilisateur_id=utilisateur_id)
        .exclude(pin_hache="")
        .first()
    )
    if ouverture is None or ouverture.bloque or ouverture.mfa_le < tablettes.oldest_accepted_mfa():
        return None
    if not ouverture.utilisateur.is_active or ouverture.utilisateur.est_enfant:
        return None
    if check_password(_peppered(pin, ouverture), ouverture.pin_hache):
        ouverture.echecs = 0
        ouverture.save(update_fields=["echecs"])
        journal.record_for(
            utilisateur_id, "comptes.pin_ouvert", objets=(tablette.pk,), type_objet="comptes.tablette"
        )
        return ouverture.utilisateur
    ouverture.echecs += 1
    ouverture.bloque = ouverture.echecs >= ESSAIS_PIN
    ouverture.save(update_fields=["echecs", "bloque"])
    code = "comptes.pin_bloque" if ouverture.bloque else "comptes.pin_refuse"
    record(code, objets=(utilisateur_id, tablette.pk), type_objet="comptes.tablette")
    return None


# --- sessions -------------------------------------------------------------------------


def end_sessions(utilisateur: Utilisateur) -> None:
    """Close every session of an account, wherever it is open."""
    for session in UserSession.objects.filter(user=utilisateur):
        session.end()


# --- keys -----------------------------------------------------------------------------


@transaction.atomic
def reseal_second_factors() -> int:
    """Seal again under the active key the second factors that another key seals; return how many.

    To run before a key-encryption key leaves the keyring: these secrets have no key of their own.
    """
    active, changed = current_keyring().active, 0
    for authenticator in Authenticator.objects.select_for_update(no_key=True).order_by("pk"):
        for name in ("secret", "seed"):
            sealed = authenticator.data.get(name)
            if sealed and key_of(sealed) != active:
                authenticator.data[name] = seal_secret(open_secret(sealed))
                authenticator.save(update_fields=["data"])
                changed += 1
    return changed


# --- reset by two people --------------------------------------------------------------


@transaction.atomic
def demander_reinitialisation(
    *, acteur: Utilisateur, compte: Utilisateur, portee: Portee, motif: DemandeReinitialisation.Motif
) -> DemandeReinitialisation:
    """Ask that someone's second factor or password be reset; a second person must do it.

    Raises PermissionDenied for oneself and without the right, ValidationError when one is pending.
    """
    if not regles.peut_reinitialiser(acteur, compte):
        raise PermissionDenied
    DemandeReinitialisation.objects.filter(
        compte=compte, etat=Etat.DEMANDEE, demandee_le__lt=timezone.now() - VALIDITE_DEMANDE
    ).update(etat=Etat.REFUSEE, decidee_par=acteur, decidee_le=timezone.now())
    if DemandeReinitialisation.objects.filter(compte=compte, etat=Etat.DEMANDEE).exists():
        raise ValidationError(
            "Une demande attend déjà une deuxième personne pour ce compte.", code="en_attente"
        )
    demande = DemandeReinitialisation.objects.create(
        compte=compte, portee=portee, motif=motif, demandee_par=acteur
    )
    record(
        "comptes.reinitialisation_demandee", objets=(compte.pk, demande.pk), type_objet="comptes.utilisateur"
    )
    return demande


def _lock_pending(demande: DemandeReinitialisation, acteur: Utilisateur) -> DemandeReinitialisation:
    demande = DemandeReinitialisation.objects.select_for_update(no_key=True).get(pk=demande.pk)
    if not regles.peut_reinitialiser(acteur, demande.compte):
        raise PermissionDenied
    if demande.etat != Etat.DEMANDEE or demande.demandee_le < timezone.now() - VALIDITE_DEMANDE:
        raise ValidationError("Cette demande n’attend plus de décision.", code="close")
    return demande


@transaction.atomic
def executer_reinitialisation(*, acteur: Utilisateur, demande: DemandeReinitialisation) -> str:
    """Carry out a reset asked by someone else; close the person's sessions everywhere.

    Returns the provisional password, to be handed over in person, or an empty text when the
    password stays. Raises PermissionDenied for the person who asked, for the person concerned and
    without the right. Sends ``reinitialisation_executee`` so that the DPO is told.
    """
    demande = _lock_pending(demande, acteur)
    if acteur.pk == demande.demandee_par_id:
        raise PermissionDenied
    compte, provisoire = demande.compte, ""
    if demande.portee in {Portee.MFA, Portee.TOUT}:
        Authenticator.objects.filter(user=compte).delete()
    if demande.portee in {Portee.MOT_DE_PASSE, Portee.TOUT}:
        provisoire = secrets.token_urlsafe(12)
        compte.set_password(provisoire)
        compte.mot_de_passe_provisoire = True
        compte.save(update_fields=["password", "mot_de_passe_provisoire"])
    OuverturePIN.objects.filter(utilisateur=compte).delete()
    end_sessions(compte)
    demande.etat, demande.decidee_par, demande.decidee_le = Etat.EXECUTEE, acteur, timezone.now()
    demande.save(update_fields=["etat", "decidee_par", "decidee_le"])
    record(
        "comptes.reinitialisation_executee", objets=(compte.pk, demande.pk), type_objet="comptes.utilisateur"
    )
    reinitialisation_executee.send(sender=DemandeReinitialisation, demande=demande)
    return provisoire


@transaction.atomic
def refuser_reinitialisation(*, acteur: Utilisateur, demande: DemandeReinitialisation) -> None:
    """Set a pending request aside; the person who asked may withdraw it the same way."""
    demande = _lock_pending(demande, acteur)
    demande.etat, demande.decidee_par, demande.decidee_le = Etat.REFUSEE, acteur, timezone.now()
    demande.save(update_fields=["etat", "decidee_par", "decidee_le"])
    record(
        "comptes.reinitialisation_refusee",
        objets=(demande.compte_id, demande.pk),
        type_objet="comptes.utilisateur",
    )
