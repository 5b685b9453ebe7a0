"""Exports one asked for, and the register of all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.utils import timezone

from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.exports import registre
from socle.exports.models import CONSERVATION_FICHIER, Export
from socle.exports.registre import ColonneExport, ListeExportable
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.permissions import parse_permission
from socle.habilitations.roles import Capacite
from socle.taches.models import Tache

#: Code of the job, shared by who asks, who makes and who looks.
CODE = "exports.produire"
REGISTRE_MAX = 200


def peut_exporter(user: Utilisateur, liste: ListeExportable) -> bool:
    """Whether this person exports this list at all."""
    return user.has_perm(liste.capacite) and user.has_perm(liste.permission)


def colonnes_offertes(user: Utilisateur, liste: ListeExportable) -> list[ColonneExport]:
    """Return the columns this person may read of somebody."""
    return [colonne for colonne in liste.colonnes if user.has_perm(colonne.permission)]


def villages_d_export(user: Utilisateur, liste: ListeExportable) -> set[UUID] | None:
    """Return the villages this person exports a list from, None for all of them."""
    return perimetre_de(user.pk).villages(Capacite(liste.capacite))


def lisibles(user: Utilisateur, colonnes: Iterable[ColonneExport]) -> dict[str, set[UUID] | None]:
    """Return by column the children whose value one may read, None when a capacity decides."""
    reach, found = perimetre_de(user.pk), {}
    for colonne in colonnes:
        permission = parse_permission(colonne.permission)
        found[colonne.code] = None if permission.capacite is not None else reach.enfants(permission)
    return found


def empreinte_des_droits(
    user: Utilisateur, liste: ListeExportable, colonnes: Iterable[ColonneExport], enfants: Collection[UUID]
) -> str:
    """Return a digest of what the person may read today of these children, and where they export."""
    colonnes = list(colonnes)
    villages = villages_d_export(user, liste)
    parts = ["*" if villages is None else ",".join(sorted(map(str, villages)))]
    kept = set(enfants)
    for code, ids in sorted(lisibles(user, colonnes).items()):
        held = user.has_perm(next(c.permission for c in colonnes if c.code == code))
        parts.append(f"{code}:{held}:" + ("" if ids is None else ",".join(sorted(map(str, ids & kept)))))
    if liste.empreinte is not None:
        parts.append(liste.empreinte(user))
    return sha256("\n".join(parts).encode()).hexdigest()


def job_of(user: Utilisateur, export: Export) -> Tache | None:
    """Return the job that makes an export: its asker's."""
    rows = Tache.objects.filter(code=CODE, acteur_id=user.pk, parametres__export={"uuid": str(export.pk)})
    return rows.order_by("-cree_le").first()


def exports_recents(user: Utilisateur) -> list[Export]:
    """Return what this person may still fetch, the latest first."""
    since = timezone.now() - CONSERVATION_FICHIER
    return list(Export.objects.of(user).filter(cree_le__gte=since)[:10])


@dataclass(frozen=True)
class LigneRegistre:
    """One export in the register; the purpose is in its author's words."""

    export: Export
    qui: str
    liste: str
    colonnes: str
    finalite: str


def lignes_du_registre() -> list[LigneRegistre]:
    """Return the last exports of the whole association; a named system act, after the right was asked."""
    with acting_as_system(raison="lecture du registre des exports"):
        rows = list(Export.objects.select_related("auteur")[:REGISTRE_MAX])
        return [_line(export) for export in rows]


def _line(export: Export) -> LigneRegistre:
    try:
        liste = registre.get(export.liste)
    except registre.UnknownListError:  # an app that is gone
        titre, labels = export.liste, list(export.colonnes)
    else:
        known = {colonne.code: colonne.libelle for colonne in liste.colonnes}
        titre, labels = liste.titre, [known.get(code, code) for code in export.colonnes]
    finalite = export.finalite
    return LigneRegistre(
        export=export,
        qui=export.auteur.identifiant,
        liste=titre,
        colonnes=", ".join(labels).lower(),
        finalite=str(finalite) if isinstance(finalite, Illisible) else finalite,
    )
