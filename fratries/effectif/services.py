"""Acts on a roster: sending it, reading it, importing it whole or not at all, erasing it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from fratries.effectif.colonnes import TABLES, Correspondance
from fratries.effectif.croisement import Croisement
from fratries.effectif.droits import Droits, ensure_brings_rosters
from fratries.effectif.ecriture import carry_out
from fratries.effectif.existant import Existant
from fratries.effectif.fautes import Rapport, Remarque
from fratries.effectif.formats.base import MIO, TAILLE_MAX_MIO, FichierRefuseError
from fratries.effectif.lecture import trop_gros
from fratries.effectif.lignes import read_file
from fratries.effectif.models import CONSERVATION, ColonnesRetenues, EffectifDepose
from fratries.enums import EtatEffectif
from socle.audit.services import record
from socle.chiffrement.keys import cle_association
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.outils.texte import plier
from socle.taches.models import Tache
from socle.taches.services import enqueue, report_progress
from villages.models import Maison, Village

#: Codes of the jobs, shared by who asks, who does and who looks.
CODE_LIRE = "fratries.effectif_lire"
CODE_IMPORTER = "fratries.effectif_importer"

Avance = Callable[[int], None]


@transaction.atomic
def deposer_effectif(
    *, acteur: Utilisateur, contenu: bytes, nom_fichier: str, ident: UUID | None = None
) -> EffectifDepose:
    """Seal a roster and have it read by a job; nothing of it is imported.

    ``ident`` is the id of what is sent, so that one form gives one. Raises PermissionDenied to who
    keeps no files, FichierRefuseError when it is empty or too big.
    """
    ensure_brings_rosters(acteur)
    if len(contenu) > TAILLE_MAX_MIO * MIO:
        raise trop_gros()
    if not contenu:
        raise FichierRefuseError("Ce fichier est vide.")
    cle_association()
    depot = EffectifDepose(
        auteur=acteur,
        nom_fichier=nom_fichier[-200:],
        contenu=base64.b64encode(contenu).decode("ascii"),
        expire_le=timezone.now() + CONSERVATION,
    )
    if ident is not None:
        depot.pk = ident
    depot.save(force_insert=True)
    record("effectif.depose", objets=[depot.pk], type_objet="fratries.EffectifDepose")
    enqueue(CODE_LIRE, effectif=depot.pk, demandeur=acteur.pk)
    return depot


@transaction.atomic
def choisir_colonnes(
    *, acteur: Utilisateur, depot: EffectifDepose, choix: Mapping[str, Mapping[str, str]]
) -> Tache:
    """Say what the columns hold, for this file and for the next ones, and have it read again.

    ``choix``: table → heading as typed → code of the field, empty for a column to leave aside. Raises
    ValidationError when two columns are said to hold the same thing, or once it is imported.
    """
    _ensure_own(acteur, depot)
    depot = _locked(depot)
    folded = {t: {plier(titre): code for titre, code in titres.items()} for t, titres in choix.items()}
    for table, titres in folded.items():
        given = [code for code in titres.values() if code]
        if len(given) != len(set(given)):
            raise ValidationError("Deux colonnes ne peuvent pas contenir la même chose : choisissez-en une.")
        known = {champ.code for found in TABLES.values() if found.nom == table for champ in found.champs}
        if not set(given) <= known:
            raise PermissionDenied
    depot.correspondance = folded
    depot.etat, depot.rapport = EtatEffectif.DEPOSE, None
    depot.save()
    memoire = ColonnesRetenues.de_l_association()
    kept = {} if isinstance(memoire.choix, Illisible) else dict(memoire.choix)
    for table, titres in folded.items():
        kept[table] = {**kept.get(table, {}), **titres}
    memoire.choix = kept
    memoire.save()
    record("effectif.colonnes", objets=[depot.pk], type_objet="fratries.EffectifDepose")
    return enqueue(CODE_LIRE, effectif=depot.pk, demandeur=acteur.pk)


@transaction.atomic
def demander_import(*, acteur: Utilisateur, depot: EffectifDepose) -> Tache:
    """Ask for the import of a roster that was read without a fault; asked twice, it is one import.

    Raises ValidationError while it has faults or was not read, PermissionDenied for somebody else's.
    """
    _ensure_own(acteur, depot)
    depot = _locked(depot)
    rapport = rapport_de(depot)
    if depot.etat != EtatEffectif.LU or rapport is None or rapport.fautes_total:
        raise ValidationError(
            "Ce tableau ne peut pas être importé tel quel : corrigez-le, puis déposez-le de nouveau."
        )
    return enqueue(CODE_IMPORTER, cle=str(depot.pk), effectif=depot.pk, demandeur=acteur.pk)


def traiter_effectif(*, acteur: Utilisateur, ident: UUID, importer: bool) -> None:
    """Read a roster that was sent and, when asked and without a fault, import it; with today's rights.

    Raises PermissionDenied when the rights ended meanwhile, or when the roster is gone.
    """
    depot = EffectifDepose.objects.current().filter(pk=ident).select_for_update(no_key=True).first()
    if depot is None:
        raise PermissionDenied
    _ensure_own(acteur, depot)
    if depot.contenu is None or isinstance(depot.contenu, Illisible):
        raise PermissionDenied
    contenu = base64.b64decode(depot.contenu)
    chosen = None if isinstance(depot.correspondance, Illisible) else depot.correspondance
    try:
        rapport = importer_effectif(
            acteur=acteur,
            contenu=contenu,
            correspondance=chosen,
            simuler=not importer,
            avance=report_progress,
        )
    except FichierRefuseError as erreur:
        rapport = Rapport()
        rapport.faute(Remarque("", 0, "", "", erreur.messages[0], "Rien n’a été importé."))
        depot.etat = EtatEffectif.REFUSE
    else:
        depot.etat = EtatEffectif.IMPORTE if rapport.ecrit else EtatEffectif.LU
    depot.rapport = rapport.as_json()
    if rapport.ecrit:
        depot.contenu = None
    depot.save()
    record("effectif.lu", objets=[depot.pk], type_objet="fratries.EffectifDepose")


@transaction.atomic
def importer_effectif(
    *,
    acteur: Utilisateur | None,
    contenu: bytes,
    correspondance: Correspondance | None = None,
    simuler: bool,
    avance: Avance = lambda percent: None,
) -> Rapport:
    """Read, check and, unless ``simuler`` or a fault is found, write a roster: all of it or nothing.

    ``acteur`` is None for the installation itself, in a named system act. Running it twice changes
    nothing: what is there already is counted as such. ``avance`` is told percents.

    Raises FichierRefuseError when the file is no roster, PermissionDenied without any right.
    """
    if acteur is not None:
        ensure_brings_rosters(acteur)
    avance(5)
    fiches = read_file(contenu, _columns(correspondance))
    avance(35)
    if not simuler:
        # Two imports at once would each believe they are first; and a house's places are counted here.
        # An admission waits too: it holds its house.
        for lieux in (Village, Maison):
            list(lieux.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    plan = Croisement(fiches, Existant(acteur), Droits(acteur)).run()
    avance(55)
    rapport = fiches.rapport
    if simuler or rapport.fautes_total:
        return rapport
    total = len(plan.enfants) + sum(len(f.membres) for f in plan.fratries)
    total += len(plan.mesures) + len(plan.proches)
    done = 0

    def advance(nombre: int) -> None:
        nonlocal done
        done += nombre
        avance(55 + 44 * done // max(1, total))

    carry_out(plan, acteur=acteur, avance=advance)
    rapport.ecrit = True
    return rapport


@transaction.atomic
def effacer_effectif(*, acteur: Utilisateur, depot: EffectifDepose) -> None:
    """Erase a roster and its report at once; what was imported of it stays."""
    _ensure_own(acteur, depot)
    record("effectif.efface", objets=[depot.pk], type_objet="fratries.EffectifDepose")
    depot.delete()


def effacer_les_expires(maintenant: datetime | None = None) -> int:
    """Erase the rosters whose day has passed; as the system. Returns how many."""
    rows = EffectifDepose.objects.filter(expire_le__lte=maintenant or timezone.now())
    return rows.delete()[0]


def rapport_de(depot: EffectifDepose) -> Rapport | None:
    """Return the report, None while there is none that can be opened."""
    contenu = depot.rapport
    return None if contenu is None or isinstance(contenu, Illisible) else Rapport.from_json(contenu)


def _columns(correspondance: Correspondance | None) -> Correspondance:
    """What the association remembers, and above it what is said of this file."""
    memoire = ColonnesRetenues.objects.first()
    kept = {} if memoire is None or isinstance(memoire.choix, Illisible) else memoire.choix
    chosen = correspondance or {}
    return {table: {**kept.get(table, {}), **chosen.get(table, {})} for table in {*kept, *chosen}}


def _ensure_own(acteur: Utilisateur, depot: EffectifDepose) -> None:
    ensure_brings_rosters(acteur)
    if depot.auteur_id != acteur.pk:
        raise PermissionDenied


def _locked(depot: EffectifDepose) -> EffectifDepose:
    found = EffectifDepose.objects.current().select_for_update(no_key=True).filter(pk=depot.pk).first()
    if found is None or found.etat == EtatEffectif.IMPORTE:
        raise ValidationError("Ce tableau est déjà importé, ou il a été effacé.")
    return found
