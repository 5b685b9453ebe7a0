"""What the pages of sibling groups show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from enfants.models import Enfant
from fratries.models import Fratrie, MembreFratrie
from socle.comptes.models import Utilisateur
from socle.outils.texte import plier


@dataclass(frozen=True)
class MembreVu:
    """One sibling: named by the group's own key; a link only to a file within reach."""

    membre: MembreFratrie
    prenom: str
    annee: str
    dossier: UUID | None

    @property
    def ou(self) -> str:
        """Where the sibling lives, as far as the group says."""
        if self.dossier is not None:
            return "accueilli ici"
        return str(self.membre.lieu_de_vie or "") or "ailleurs"


@dataclass(frozen=True)
class GroupeVu:
    """A sibling group in a list."""

    fratrie: Fratrie
    membres: list[MembreVu]

    @property
    def titre(self) -> str:
        return ", ".join(m.prenom for m in self.membres) or "Fratrie sans membre"

    @property
    def ailleurs(self) -> int:
        """How many have no file one reaches."""
        return sum(m.dossier is None for m in self.membres)

    @property
    def identifiant(self) -> str:
        """The group's id, as an address carries it."""
        return str(self.fratrie.pk)


def groupes_vus(user: Utilisateur, fratries: Iterable[Fratrie]) -> list[GroupeVu]:
    """Return the groups with their members, in alphabetical order: two queries and the keys."""
    groupes = list(fratries)
    rows = MembreFratrie.objects.visible_to(user, "lire_identite").filter(fratrie__in=groupes)
    membres = list(rows.select_related("fratrie").order_by("id"))
    vus = set(
        Enfant.objects.visible_to(user, "lire_identite")
        .filter(pk__in={m.enfant_id for m in membres if m.enfant_id})
        .values_list("pk", flat=True)
    )
    par_groupe: dict[UUID, list[MembreVu]] = {g.pk: [] for g in groupes}
    for m in membres:
        year = m.annee_naissance
        par_groupe[m.fratrie_id].append(
            MembreVu(
                m,
                str(m.prenom),
                str(year) if isinstance(year, int) else "",
                m.enfant_id if m.enfant_id in vus else None,
            )
        )
    found = [
        GroupeVu(g, sorted(par_groupe[g.pk], key=lambda v: (v.annee or "9999", plier(v.prenom))))
        for g in groupes
    ]
    return sorted(found, key=lambda g: (plier(g.titre), g.fratrie.pk))


def enfants_a_reunir(user: Utilisateur, permission: str) -> dict[UUID, tuple[Enfant, str]]:
    """Return the children one may put in a group, with surname and first name, in order."""
    enfants = Enfant.objects.visible_to(user, permission)
    named = [(e, f"{e.prenom} {e.nom}") for e in enfants]
    named.sort(key=lambda pair: (plier(f"{pair[0].nom} {pair[0].prenom}"), pair[0].pk))
    return {e.pk: (e, label) for e, label in named}
