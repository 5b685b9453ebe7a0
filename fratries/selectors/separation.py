"""What the pages of separations show, with their three clocks, computed when read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import combinations
from uuid import UUID

from django.utils import timezone

from enfants.models import Sejour
from fratries.enums import AutoriteSeparation
from fratries.models import Fratrie, MembreFratrie, RevueSeparation, Separation
from fratries.regles import LIT
from fratries.selectors.faits import faits_de, le_juge_attend
from fratries.selectors.rencontres_separes import Suivi, suivis_des_separations
from socle.chiffrement.values import PHRASE_ILLISIBLE
from socle.comptes.models import Utilisateur
from socle.echeances.etats import Echeance, calculer
from socle.echeances.models import ReglageDelai
from socle.echeances.regles import regle
from socle.echeances.selectors import delais_de, reglages_en_vigueur
from socle.outils.texte import plier


@dataclass(frozen=True)
class SeparationVue:
    """One separation as its page shows it."""

    separation: Separation
    premiers: list[str]
    seconds: list[str]
    revues: list[RevueSeparation]
    delais: list[Echeance]
    rencontres: Suivi = field(default_factory=Suivi)

    @property
    def titre(self) -> str:
        return f"{_et(self.premiers)} · {_et(self.seconds)}"

    @property
    def annulee(self) -> bool:
        return self.separation.annulee_le is not None

    @property
    def en_cours(self) -> bool:
        return self.separation.fin is None and not self.annulee

    @property
    def ase_a_prevenir(self) -> bool:
        return self.separation.ase_prevenue_le is None

    @property
    def juge_a_informer(self) -> bool:
        return le_juge_attend(self.separation) and self.separation.juge_informe_le is None

    @property
    def decision(self) -> list[tuple[str, object]]:
        """Who decided, when, and whether in a hurry."""
        decision = self.separation
        qui = str(AutoriteSeparation(decision.autorite).label).capitalize()
        pairs: list[tuple[str, object]] = [
            ("Décidée par", f"{qui} ({decision.decideur})" if decision.decideur else qui),
            (
                "Décidée le",
                moment_en_clair(decision.decidee_le) + (", en urgence" if decision.urgente else ""),
            ),
        ]
        if decision.ase_prevenue_le is not None:
            par = f", par {decision.ase_prevenue_par}" if decision.ase_prevenue_par else ""
            moyen = decision.get_ase_canal_display()
            pairs.append(("ASE prévenue", f"{moment_en_clair(decision.ase_prevenue_le)} ({moyen}){par}"))
        if decision.juge_informe_le is not None:
            pairs.append(("Juge informé", jour_en_clair(decision.juge_informe_le)))
        if decision.fin is not None:
            pairs.append(("Fin", jour_en_clair(decision.fin)))
        if decision.annulee_le is not None:
            pairs.append(("Annulée", moment_en_clair(decision.annulee_le)))
        return pairs


def jour_en_clair(jour: date) -> str:
    """« 1er novembre 2026 »."""
    return f"{'1er' if jour.day == 1 else jour.day} {MOIS[jour.month - 1]} {jour.year}"


MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def moment_en_clair(moment: datetime) -> str:
    """The day, and the hour when one was given."""
    local = timezone.localtime(moment)
    texte = jour_en_clair(local.date())
    return f"{texte} à {local.hour} h {local.minute:02d}" if local.hour or local.minute else texte


def delais_de_la_separation(
    separation: Separation, revues: Iterable[RevueSeparation], maintenant: datetime | None = None
) -> list[Echeance]:
    """Return the clocks of a separation at a moment: the ASE, the judge, the next review."""
    return _echeances(separation, revues, reglages_en_vigueur(), maintenant or timezone.now())


def _echeances(
    separation: Separation,
    revues: Iterable[RevueSeparation],
    reglages: dict[tuple[str, str], ReglageDelai],
    maintenant: datetime,
) -> list[Echeance]:
    last = max((r.tenue_le for r in revues), default=None)
    found = []
    for fait in faits_de(separation, last):
        une = regle(fait.regle)
        found.append(calculer(une, fait, delais_de(une, reglages), maintenant))
    return found


def separations_vues(user: Utilisateur, fratrie: Fratrie) -> list[SeparationVue]:
    """Return the separations of a group, those that hold first, those annulled last: five queries and the keys."""
    noms = noms_des_membres(user, fratrie)
    reviews: dict[UUID, list[RevueSeparation]] = {}
    for revue in RevueSeparation.objects.visible_to(user, LIT).filter(fratrie=fratrie):
        reviews.setdefault(revue.separation_id, []).append(revue)
    rows = list(Separation.objects.visible_to(user, LIT).filter(fratrie=fratrie))
    rows.sort(key=lambda s: (s.annulee_le is not None, s.fin is not None))
    reglages, now = reglages_en_vigueur(), timezone.now()
    followed = suivis_des_separations(user, rows, [membre for membre, _ in noms.values()])
    return [
        SeparationVue(
            s,
            _nommes(s.premier_cote, noms),
            _nommes(s.second_cote, noms),
            reviews.get(s.pk, []),
            _echeances(s, reviews.get(s.pk, []), reglages, now),
            followed.get(s.pk, Suivi()),
        )
        for s in rows
    ]


def noms_des_membres(user: Utilisateur, fratrie: Fratrie) -> dict[UUID, tuple[MembreFratrie, str]]:
    """Return the members of a group as the group names them, in alphabetical order."""
    rows = MembreFratrie.objects.visible_to(user, "lire_identite").filter(fratrie=fratrie)
    found = sorted(rows, key=lambda m: (plier(str(m.prenom)), m.pk))
    return {m.pk: (m, str(m.prenom) or "Sans prénom connu") for m in found}


def _nommes(side: Iterable[UUID], noms: dict[UUID, tuple[MembreFratrie, str]]) -> list[str]:
    return [noms[pk][1] if pk in noms else PHRASE_ILLISIBLE for pk in side]


def _et(noms: list[str]) -> str:
    return noms[0] if len(noms) == 1 else f"{', '.join(noms[:-1])} et {noms[-1]}"


def vit_separee_sans_decision(user: Utilisateur, fratrie: Fratrie) -> bool:
    """Whether two siblings live tonight in two houses of one village, and no decision says so.

    The same answer for who may not read the family would tell them a decision exists: ask it only
    for who may. Two queries.
    """
    stays = Sejour.objects.visible_to(user, "lire_identite").current()
    rows = stays.filter(enfant__appartenances__fratrie=fratrie).order_by()
    where = list(
        rows.values_list(
            "enfant__appartenances__pk",
            "maison_id",
            "maison__village_id",
            "enfant__appartenances__fratrie_id",
        )
    )
    homes = [(membre, maison, village) for membre, maison, village, group in where if group == fratrie.pk]
    apart = [{a[0], b[0]} for a, b in combinations(homes, 2) if a[2] == b[2] and a[1] != b[1]]
    if not apart:
        return False
    told = [
        (set(first), set(second))
        for first, second in Separation.objects.visible_to(user, LIT)
        .filter(fratrie=fratrie)
        .current()
        .order_by()
        .values_list("premier_cote", "second_cote")
    ]
    return any(not any(pair & one and pair & other for one, other in told) for pair in apart)
