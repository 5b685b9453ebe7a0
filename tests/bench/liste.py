"""List fifty of the children one may see, among a hundred thousand."""

from __future__ import annotations

from django.db import connection, transaction
from guardian.shortcuts import get_objects_for_user

from enfants.models import Enfant
from socle.chiffrement.keys import key_scope
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as
from tests.bench.bases import Bases, Connexion, en_proprietaire
from tests.bench.mesure import Comparaison, Figure, chronometrer
from tests.bench.models import EnfantParObjet
from tests.bench.tailles import Tailles
from villages.models import Affectation

NOMBRE = 50


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
    base, acces = bases.creer("liste", villages=tailles.villages_liste, enfants=tailles.enfants_liste)
    _accorder_par_objet()
    directeur = Utilisateur.objects.get(identifiant=acces[0][0])
    village = Affectation.objects.get(professionnel__compte=directeur).village_id

    proprietaire = Connexion(base, adresse="DATABASE_OWNER_URL")

    def lire(enfants: list[Enfant]) -> list[tuple[str, str]]:
        return [(enfant.prenom, enfant.nom) for enfant in enfants]

    def notre() -> list[tuple[str, str]]:
        with acting_as(directeur):
            return lire(list(Enfant.objects.visible_to(directeur, "lire_identite").order_by("id")[:NOMBRE]))

    def sans_regle() -> list[tuple[str, str]]:
        with proprietaire.ici(), transaction.atomic(), key_scope():
            return lire(list(Enfant.objects.filter(village_id=village).order_by("id")[:NOMBRE]))

    def par_objet() -> list[tuple[str, str]]:
        with proprietaire.ici(), transaction.atomic(), key_scope():
            permis = get_objects_for_user(
                directeur,
                "banc.view_enfantparobjet",
                klass=EnfantParObjet,
                accept_global_perms=False,  # would ask every backend, ours among them
            )
            return lire(list(Enfant.objects.filter(pk__in=permis.values("pk")).order_by("id")[:NOMBRE]))

    def repeter(variante: object) -> object:
        def plusieurs() -> None:
            for _ in range(tailles.repetitions):
                variante()  # type: ignore[operator]

        return plusieurs

    assert notre() == sans_regle() == par_objet()
    figure = Figure(
        "liste",
        f"{NOMBRE} enfants parmi {tailles.enfants_liste}, par la direction d’un village "
        f"({tailles.repetitions} fois)",
        (
            Comparaison("mur et périmètre", "sans aucune règle", au_plus=2),
            Comparaison("lignes par objet (django-guardian)", "mur et périmètre", au_moins=5),
        ),
    )
    figure.temps = chronometrer(
        {
            "mur et périmètre": repeter(notre),  # type: ignore[dict-item]
            "sans aucune règle": repeter(sans_regle),  # type: ignore[dict-item]
            "lignes par objet (django-guardian)": repeter(par_objet),  # type: ignore[dict-item]
        },
        tours=tailles.tours,
    )
    bases.supprimer(base)
    return [figure]
