"""List fifty of the children one may see, among a hundred thousand.

As a paginator does: how many there are, and the first fifty; then the fifty alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from guardian.shortcuts import get_objects_for_user

from enfants.models import Enfant
from socle.chiffrement.keys import key_scope
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as
from socle.habilitations.roles import Role
from tests.bench.bases import Bases, Connexion, en_proprietaire
from tests.bench.mesure import Comparaison, Figure, chronometrer
from tests.bench.models import EnfantParObjet
from tests.bench.tailles import Tailles
from villages.models import Affectation

NOMBRE = 50

#: How many children one may see, and the names of the first fifty.
Page = tuple[int, list[tuple[str, str]]]


class Variante(Protocol):
    def __call__(self, direction: Utilisateur, village: UUID, *, compter: bool) -> Page: ...


def _directions(nombre: int) -> list[tuple[Utilisateur, UUID]]:
    """Directors of villages taken evenly: a plan that suits one may not suit another."""
    toutes = list(
        Affectation.objects.filter(role=Role.DIRECTEUR)
        .select_related("professionnel__compte")
        .order_by("village_id")
    )
    choisies = [toutes[len(toutes) * (2 * rang + 1) // (2 * nombre)] for rang in range(nombre)]
    return [(affectation.professionnel.compte, affectation.village_id) for affectation in choisies]


def _accorder_par_objet() -> None:
    """One row per person and child, as django-guardian is used: directors and both adults of a house."""
    with en_proprietaire(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO guardian_userobjectpermission (permission_id, content_type_id, object_pk, user_id) "
            "SELECT p.id, p.content_type_id, e.id::text, pro.compte_id "
            "FROM enfants_enfant e "
            "JOIN enfants_sejour s ON s.enfant_id = e.id "
            "JOIN villages_affectation a ON (a.maison_id = s.maison_id "
            "     OR (a.maison_id IS NULL AND a.village_id = e.village_id)) "
            "JOIN villages_professionnel pro ON pro.id = a.professionnel_id "
            "JOIN auth_permission p ON p.codename = 'view_enfantparobjet'"
        )
        cursor.execute("ANALYZE guardian_userobjectpermission")


def mesurer(bases: Bases, tailles: Tailles) -> list[Figure]:
    """Compare with the same list without any rule, and with per-object rows."""
    base, _ = bases.creer("liste", villages=tailles.villages_liste, enfants=tailles.enfants_liste)
    _accorder_par_objet()
    directions = _directions(tailles.repetitions)

    proprietaire = Connexion(base, adresse="DATABASE_OWNER_URL")

    def lire(enfants: QuerySet[Enfant], *, compter: bool) -> Page:
        nombre = enfants.count() if compter else 0
        return nombre, [(enfant.prenom, enfant.nom) for enfant in enfants.order_by("id")[:NOMBRE]]

    def notre(direction: Utilisateur, village: UUID, *, compter: bool) -> Page:
        with acting_as(direction):
            return lire(Enfant.objects.visible_to(direction, "lire_identite"), compter=compter)

    def sans_regle(direction: Utilisateur, village: UUID, *, compter: bool) -> Page:
        with proprietaire.ici(), transaction.atomic(), key_scope():
            return lire(Enfant.objects.filter(village_id=village), compter=compter)

    def par_objet(direction: Utilisateur, village: UUID, *, compter: bool) -> Page:
        with proprietaire.ici(), transaction.atomic(), key_scope():
            permis = get_objects_for_user(
                direction,
                "banc.view_enfantparobjet",
                klass=EnfantParObjet,
                accept_global_perms=False,  # would ask every backend, ours among them
            )
            return lire(Enfant.objects.filter(pk__in=permis.values("pk")), compter=compter)

    def chacune(variante: Variante, *, compter: bool) -> Callable[[], object]:
        return lambda: [variante(*direction, compter=compter) for direction in directions]

    for direction in directions:
        pages = [variante(*direction, compter=True) for variante in (notre, sans_regle, par_objet)]
        assert pages[0] == pages[1] == pages[2]

    figures = []
    for nom, titre, compter in (
        ("page", f"page de {NOMBRE} et nombre total", True),
        ("lignes", f"les {NOMBRE} lignes seules", False),
    ):
        figure = Figure(
            f"liste, {nom}",
            f"{titre}, parmi {tailles.enfants_liste} enfants, pour la direction de {len(directions)} village(s)",
            (
                Comparaison("mur et périmètre", "sans aucune règle", au_plus=2),
                # Rows alone: shown. Opening fifty names costs all three the same and hides the rest.
                Comparaison(
                    "lignes par objet (django-guardian)",
                    "mur et périmètre",
                    au_moins=5 if compter else None,
                ),
            ),
        )
        figure.temps = chronometrer(
            {
                "mur et périmètre": chacune(notre, compter=compter),
                "sans aucune règle": chacune(sans_regle, compter=compter),
                "lignes par objet (django-guardian)": chacune(par_objet, compter=compter),
            },
            tours=tailles.tours,
        )
        figures.append(figure)
    bases.supprimer(base)
    return figures
