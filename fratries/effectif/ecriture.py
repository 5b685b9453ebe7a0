"""Carrying out a plan: whole, in the caller's transaction, with one version of each record.

The services of each screen ask their right and recompute a reach for every record, which for
thousands of rows grows as their square. Here rights are asked once per village (``Droits``), the
walls of the database stand as for any act of this person, its constraints and triggers too, and
the audit journal receives identifiers by the hundred.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from enfants.models import Enfant, Scolarite, Sejour
from enfants.services.registre import inscrire_reprise
from fratries.effectif.ecriture_famille import write_measures, write_relatives
from fratries.effectif.ecriture_suivi import write_follow_up, write_numbers
from fratries.effectif.existant import batches
from fratries.effectif.plan import EnfantPrevu, Plan
from fratries.models import Fratrie, MembreFratrie
from socle.audit.services import record
from socle.chiffrement.keys import creer_cles
from socle.chiffrement.models import NatureSujet
from socle.comptes.models import Utilisateur
from socle.habilitations.perimetre import forget_perimetres
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from villages.models import Affectation, Association, CapaciteMaison, Maison, Professionnel, Village

Avance = Callable[[int], None]

REPRIS = "Repris du tableau d’effectif"
MOTIF_DEPASSEMENT = "Repris du tableau d’effectif du village : motif à compléter."


class NoAssociationError(RuntimeError):
    """The installation has no association yet: ``manage.py installer`` comes first."""


def carry_out(plan: Plan, *, acteur: Utilisateur | None, avance: Avance) -> None:
    """Write everything a plan holds; ``avance`` is told of each record done.

    Must run in a transaction that the caller rolls back on any error: a constraint met halfway
    leaves nothing. Raises NoAssociationError when a village is to be opened in nobody's name.
    """
    _places(plan)
    _people(plan, acteur)
    forget_perimetres()
    arrived = _children(plan, avance)
    forget_perimetres()
    _siblings(plan, avance)
    forget_perimetres()
    write_follow_up(plan.enfants)
    write_measures(plan.mesures, avance)
    write_relatives(plan.proches, avance)
    # Last of all: a line of the register bears the title of its day.
    for lot in batches(arrived):
        inscrire_reprise(acteur=acteur, sejours=lot, lieu=REPRIS)


def _places(plan: Plan) -> None:
    opened: list[UUID] = []
    for lieu in plan.villages:
        association = Association.objects.first()
        if association is None:
            raise NoAssociationError
        village = Village(pk=lieu.ident, association=association, nom=lieu.nom)
        village.full_clean()
        village.save()
        opened.append(village.pk)
    for prevue in plan.maisons:
        maison = Maison(
            pk=prevue.lieu.ident,
            village_id=prevue.lieu.village.ident,
            nom=prevue.lieu.nom,
            dispositif=prevue.dispositif,
        )
        maison.full_clean()
        maison.save()
        capacite = CapaciteMaison(maison=maison, places=prevue.lieu.places, a_partir_du=aujourdhui())
        capacite.full_clean()
        capacite.save()
        opened.append(maison.pk)
    _record("effectif.lieux", opened, "villages.Maison")


def _people(plan: Plan, acteur: Utilisateur | None) -> None:
    made: list[UUID] = []
    given: list[UUID] = []
    for lot in batches(plan.personnes):
        idents = [p.connue.ident if p.connue else nouvel_id() for p in lot]
        creer_cles(
            (ident, NatureSujet.PROFESSIONNEL)
            for ident, p in zip(idents, lot, strict=True)
            if p.connue is None
        )
        for ident, prevue in zip(idents, lot, strict=True):
            if prevue.connue is None:
                Professionnel(
                    pk=ident, prenom=prevue.prenom, nom=prevue.nom, courriel=prevue.courriel or None
                ).save(force_insert=True)
                made.append(ident)
            elif prevue.courriel:
                known = Professionnel.objects.get(pk=ident)
                known.courriel = prevue.courriel
                known.save()
                made.append(ident)
            for role, village, maison, debut, fin in prevue.affectations:
                affectation = Affectation(
                    professionnel_id=ident,
                    role=role,
                    village_id=village.ident if village else None,
                    maison_id=maison.ident if maison else None,
                    debut=debut,
                    fin=fin,
                    attribuee_par=acteur,
                )
                affectation.save(force_insert=True)
                given.append(affectation.pk)
    _record("effectif.professionnels", made, "villages.Professionnel")
    _record("effectif.affectations", given, "villages.Affectation")


def _children(plan: Plan, avance: Avance) -> list[Sejour]:
    arrived: list[Sejour] = []
    for lot in batches(plan.enfants):
        new = [child for child in lot if child.connu is None]
        creer_cles((child.ident, NatureSujet.ENFANT) for child in new)
        for child in new:
            Enfant(
                pk=child.ident,
                village_id=child.village.ident,
                prenom=child.prenom,
                nom=child.nom,
                date_naissance=child.naissance,
                sexe=child.sexe,
                empreinte=child.empreinte,
                numero_dossier=child.dossier or None,
            ).save(force_insert=True)
        write_numbers(lot)
        touched = [c.ident for c in lot if c.connu is None or c.sejours or c.numero_a_noter]
        for child in lot:
            arrived += _stays(child)
            avance(1)
        _record("effectif.dossiers", touched, "enfants.Enfant", enfants=touched)
        _schoolings(lot)
        for child in new:
            elsewhere = plan.ailleurs.get(child.empreinte)
            if elsewhere:
                record(
                    "effectif.doublon_ailleurs",
                    objets=[child.ident, *sorted(elsewhere)],
                    type_objet="enfants.Enfant",
                )
    return sorted(arrived, key=lambda sejour: sejour.debut)


def _stays(child: EnfantPrevu) -> list[Sejour]:
    stays = [
        Sejour(
            enfant_id=child.ident,
            maison_id=maison.ident,
            debut=debut,
            fin=fin,
            motif_depassement=MOTIF_DEPASSEMENT if over else "",
        )
        for maison, debut, fin, over in child.sejours
    ]
    for stay in stays:
        stay.save(force_insert=True)
    return stays


def _schoolings(lot: list[EnfantPrevu]) -> None:
    """Write the school of today of those who have none; marks and reports are nowhere in a roster."""
    made: list[UUID] = []
    enfants: list[UUID] = []
    for child in lot:
        prevue = child.scolarite
        if prevue is None:
            continue
        scolarite = Scolarite(
            enfant_id=child.ident,
            cadre=prevue.cadre,
            niveau=prevue.niveau,
            classe=prevue.classe,
            etablissement=prevue.etablissement,
            debut=prevue.debut,
        )
        scolarite.save(force_insert=True)
        made.append(scolarite.pk)
        enfants.append(child.ident)
    _record("effectif.scolarites", made, "enfants.Scolarite", enfants=enfants)


def _siblings(plan: Plan, avance: Avance) -> None:
    for lot in batches(plan.fratries):
        creer_cles((prevue.ident, NatureSujet.FRATRIE) for prevue in lot if prevue.nouvelle)
        for prevue in lot:
            if prevue.nouvelle:
                Fratrie(pk=prevue.ident, village_id=prevue.village.ident).save(force_insert=True)
            for child in prevue.membres:
                MembreFratrie(
                    fratrie_id=prevue.ident,
                    enfant_id=child.ident,
                    lien=child.lien,
                    prenom=child.prenom,
                    annee_naissance=child.naissance.year,
                ).save(force_insert=True)
                avance(1)
        enfants = [child.ident for prevue in lot for child in prevue.membres]
        _record("effectif.fratries", [prevue.ident for prevue in lot], "fratries.Fratrie", enfants=enfants)


def _record(code: str, objets: list[UUID], type_objet: str, *, enfants: Iterable[UUID] = ()) -> None:
    if objets:
        record(code, objets=objets, enfants=enfants, type_objet=type_objet)
