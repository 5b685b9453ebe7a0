"""Writing the register of entries and exits: in the transaction of the movement itself, never after.

Source: CASF L331-2 and R331-5, certainty V09. A move between two houses of the village is no movement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from enfants.enums import NatureInscription
from enfants.models import CompteurRegistre, Enfant, MesureProtection, MouvementRegistre, Sejour
from socle.audit.services import record
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.guards import ensure

SANS_TITRE = "Sans titre écrit à l’inscription"
#: What stands in place of where a child came from, on a line taken over from the bound register.
REPRIS = "Repris du registre relié"


@dataclass(frozen=True, kw_only=True)
class Ligne:
    """A line to write: its number comes with it, last of all."""

    sejour: Sejour
    nature: NatureInscription
    jour: date
    lieu: str = ""
    motif: str = ""
    corrige: MouvementRegistre | None = None
    sans_effet: bool = False


@transaction.atomic
def inscrire(*, acteur: Utilisateur | None, village_id: UUID, lignes: Iterable[Ligne]) -> int:
    """Write lines at the end of a village's register and return how many.

    The right was asked for the movement itself, which is what is written here. The counter is the lock:
    two movements at once wait for each other, and one that is rolled back leaves no gap. Written as a
    named system act, since whoever may end one child's stay does not always read the whole village.
    """
    written = list(lignes)
    if not written:
        return 0
    with acting_as_system(raison="registre des entrées et des sorties"):
        children = Enfant.objects.in_bulk({ligne.sejour.enfant_id for ligne in written})
        titles = _titles(children, [ligne.jour for ligne in written])
        CompteurRegistre.objects.bulk_create([CompteurRegistre(village_id=village_id)], ignore_conflicts=True)
        counter = CompteurRegistre.objects.select_for_update(no_key=True).get(village_id=village_id)
        rows = []
        for numero, ligne in enumerate(written, counter.dernier + 1):
            enfant = children[ligne.sejour.enfant_id]
            rows.append(
                MouvementRegistre(
                    village_id=village_id,
                    numero=numero,
                    nature=ligne.nature,
                    jour=ligne.jour,
                    ecrit_par=acteur,
                    enfant=enfant,
                    sejour=ligne.sejour,
                    corrige=ligne.corrige,
                    sans_effet=ligne.sans_effet,
                    prenom=_clear(enfant.prenom),
                    nom=_clear(enfant.nom),
                    date_naissance=None
                    if isinstance(enfant.date_naissance, Illisible)
                    else enfant.date_naissance,
                    lieu=ligne.lieu,
                    titre=_title(titles.get(enfant.pk, []), ligne.jour),
                    motif=ligne.motif,
                )
            )
        MouvementRegistre.objects.bulk_create(rows)
        counter.dernier += len(rows)
        counter.save(update_fields=["dernier"])
    record(
        "registre.ecriture",
        objets=[row.pk for row in rows],
        enfants=list(children),
        type_objet="enfants.MouvementRegistre",
    )
    return len(rows)


@transaction.atomic
def rectifier(
    *,
    acteur: Utilisateur,
    mouvement: MouvementRegistre,
    jour: date,
    lieu: str,
    motif: str,
    sans_effet: bool = False,
) -> MouvementRegistre:
    """Correct a line by a new one, which says what is wrong; the former stays as it was written.

    Raises PermissionDenied outside the villages whose files one keeps, ValidationError without reason or
    on a line that another already corrects: it is that one which is corrected.
    """
    ensure(acteur, "ecrire_identite", mouvement)
    if not motif.strip():
        raise ValidationError({"motif": "Dites ce qui est rectifié, et pourquoi."})
    # The counter before any reading: two people who correct the same line see each other.
    with acting_as_system(raison="registre des entrées et des sorties"):
        CompteurRegistre.objects.select_for_update(no_key=True).get(village_id=mouvement.village_id)
    if MouvementRegistre.objects.filter(corrige=mouvement).exists():
        raise ValidationError("Cette ligne est déjà rectifiée : rectifiez la ligne qui la corrige.")
    inscrire(
        acteur=acteur,
        village_id=mouvement.village_id,
        lignes=[
            Ligne(
                sejour=mouvement.sejour,
                nature=NatureInscription.RECTIFICATION,
                jour=jour,
                lieu=lieu,
                motif=motif,
                corrige=mouvement,
                sans_effet=sans_effet,
            )
        ],
    )
    written: MouvementRegistre = MouvementRegistre.objects.get(corrige=mouvement)
    return written


def inscrire_entree(*, acteur: Utilisateur, sejour: Sejour, village_id: UUID, venu_de: str) -> None:
    """Write that a child enters the village."""
    ligne = Ligne(sejour=sejour, nature=NatureInscription.ENTREE, jour=sejour.debut, lieu=venu_de)
    inscrire(acteur=acteur, village_id=village_id, lignes=[ligne])


def inscrire_sortie(*, acteur: Utilisateur, sejour: Sejour, fin: date, village_id: UUID, vers: str) -> None:
    """Write that a child leaves; another date for a departure already written is a rectification."""
    last = _last_exit(sejour, village_id)
    if last is not None and last.jour == fin and last.lieu == vers:
        return
    inscrire(
        acteur=acteur,
        village_id=village_id,
        lignes=[
            Ligne(
                sejour=sejour,
                nature=NatureInscription.SORTIE if last is None else NatureInscription.RECTIFICATION,
                jour=fin,
                lieu=vers,
                motif="" if last is None else "Le départ a changé de date ou de destination.",
                corrige=last,
            )
        ],
    )


def inscrire_annulation(
    *, acteur: Utilisateur, sejour: Sejour, jour: date, village_id: UUID, motif: str
) -> None:
    """Write that a departure already in the register does not take place."""
    last = _last_exit(sejour, village_id)
    if last is None:
        return
    ligne = Ligne(
        sejour=sejour,
        nature=NatureInscription.RECTIFICATION,
        jour=jour,
        motif=motif,
        corrige=last,
        sans_effet=True,
    )
    inscrire(acteur=acteur, village_id=village_id, lignes=[ligne])


def _last_exit(sejour: Sejour, village_id: UUID) -> MouvementRegistre | None:
    """The line that holds for the exit of a stay: the last of its chain, none once it was given up."""
    with acting_as_system(raison="registre des entrées et des sorties"):
        rows = MouvementRegistre.objects.filter(sejour=sejour, village_id=village_id).order_by("numero")
        last: MouvementRegistre | None = None
        for row in rows:
            if row.nature == NatureInscription.SORTIE:
                last = row
            elif last is not None and row.corrige_id == last.pk:
                last = None if row.sans_effet else row
        return last


def inscrire_reprise(*, acteur: Utilisateur | None, sejours: Collection[Sejour], lieu: str = "") -> int:
    """Write the movements of stays recorded without them (a roster, the demo); return how many lines.

    A stay that begins the day another ends in the same village is a move, and writes nothing. Days come
    in order, the numbers follow them. What is written already is not written twice.
    """
    with acting_as_system(raison="registre des entrées et des sorties"):
        children = {sejour.enfant_id for sejour in sejours}
        everything = list(
            Sejour.objects.filter(enfant_id__in=children).select_related("maison").order_by("debut", "id")
        )
        written = set(
            MouvementRegistre.objects.filter(enfant_id__in=children)
            .exclude(nature=NatureInscription.RECTIFICATION)
            .values_list("sejour_id", "nature")
        )
    begins = {(s.enfant_id, s.maison.village_id, s.debut) for s in everything}
    ends = {(s.enfant_id, s.maison.village_id, s.fin) for s in everything}
    wanted = {sejour.pk for sejour in sejours}
    by_village: dict[UUID, list[Ligne]] = {}
    for sejour in everything:
        if sejour.pk not in wanted:
            continue
        lines = by_village.setdefault(sejour.maison.village_id, [])
        where = (sejour.enfant_id, sejour.maison.village_id)
        if (*where, sejour.debut) not in ends and (sejour.pk, NatureInscription.ENTREE) not in written:
            lines.append(Ligne(sejour=sejour, nature=NatureInscription.ENTREE, jour=sejour.debut, lieu=lieu))
        if (
            sejour.fin is not None
            and (*where, sejour.fin) not in begins
            and (sejour.pk, NatureInscription.SORTIE) not in written
        ):
            lines.append(Ligne(sejour=sejour, nature=NatureInscription.SORTIE, jour=sejour.fin, lieu=lieu))
    # Always in one order: two rosters at once never wait for each other's registers crosswise.
    return sum(
        inscrire(acteur=acteur, village_id=pk, lignes=sorted(by_village[pk], key=lambda line: line.jour))
        for pk in sorted(by_village)
    )


def _clear(value: object) -> str:
    return "" if isinstance(value, Illisible) else str(value)


def _titles(children: Collection[UUID], days: list[date]) -> dict[UUID, list[MesureProtection]]:
    found: dict[UUID, list[MesureProtection]] = {}
    rows = MesureProtection.objects.filter(enfant_id__in=children, debut__lte=max(days)).order_by(
        "debut", "id"
    )
    for mesure in rows:
        found.setdefault(mesure.enfant_id, []).append(mesure)
    return found


def _title(mesures: list[MesureProtection], jour: date) -> str:
    """The measure of the day, or the one that ends that very day; its kind and date, never its words."""
    current = [m for m in mesures if m.debut <= jour and (m.close_le is None or m.close_le >= jour)]
    if not current:
        return SANS_TITRE
    last = current[-1]
    return f"{last.get_nature_display()}, décision du {last.decision_le:%d/%m/%Y}"
