"""What the pages of separations show, with their three clocks, computed when read."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations
from uuid import UUID

from django.utils import timezone

from enfants.models import Sejour
from fratries.enums import AutoriteSeparation
from fratries.models import Fratrie, MembreFratrie, RevueSeparation, Separation
from socle.chiffrement.values import PHRASE_ILLISIBLE
from socle.comptes.models import Utilisateur
from socle.outils.texte import plier

#: CASF L223-3 (loi 2022-140, art. 27), certainty V: the ASE's duty, for children entrusted by a judge.
JUGE_SOUS = timedelta(hours=48)
#: The association's own rhythm.
MOIS_ENTRE_REVUES = 6
LIT = "lire_famille"


@dataclass(frozen=True)
class Delai:
    """One clock of a separation: done, late or to come; what is the ASE's is never red."""

    titre: str
    genre: str
    etat: str
    qui: str


@dataclass(frozen=True)
class SeparationVue:
    """One separation as its page shows it."""

    separation: Separation
    premiers: list[str]
    seconds: list[str]
    revues: list[RevueSeparation]
    delais: list[Delai]

    @property
    def titre(self) -> str:
        return f"{_et(self.premiers)} · {_et(self.seconds)}"

    @property
    def en_cours(self) -> bool:
        return self.separation.fin is None

    @property
    def ase_a_prevenir(self) -> bool:
        return self.separation.ase_prevenue_le is None

    @property
    def juge_a_informer(self) -> bool:
        return juge_a_informer(self.separation)

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


def plus_mois(jour: date, mois: int) -> date:
    """Return the same day so many months later, or the last of a month too short for it."""
    annee, du_mois = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    return date(annee, du_mois + 1, min(jour.day, monthrange(annee, du_mois + 1)[1]))


def juge_a_informer(separation: Separation) -> bool:
    """Whether the ASE still has to tell the judge; a decision of the judge's own needs nobody."""
    return (
        separation.confies_par_le_juge
        and separation.autorite != AutoriteSeparation.JUGE
        and separation.juge_informe_le is None
    )


def prochaine_revue(separation: Separation, revues: Iterable[RevueSeparation]) -> date:
    """Return the day the next review is due: six months after the decision or the last one."""
    dates = [timezone.localdate(separation.decidee_le), *(r.tenue_le for r in revues)]
    return plus_mois(max(dates), MOIS_ENTRE_REVUES)


def delais_de(
    separation: Separation, revues: list[RevueSeparation], maintenant: datetime | None = None
) -> list[Delai]:
    """Return the clocks of a separation at a moment: the ASE, the judge, the review."""
    now = maintenant or timezone.now()
    today, decided = timezone.localdate(now), timezone.localdate(separation.decidee_le)
    found = [_ase(separation, decided, today)]
    if separation.confies_par_le_juge and separation.autorite != AutoriteSeparation.JUGE:
        found.append(_juge(separation, now))
    if separation.fin is None:
        due = prochaine_revue(separation, revues)
        late = (today - due).days
        etat = f"En retard de {_duree(late)}" if late > 0 else f"Avant le {jour_en_clair(due)}"
        genre = "danger" if late > 0 else "info"
        found.append(Delai("Revoir la séparation", genre, etat, "le village, tous les six mois"))
    return found


def _ase(separation: Separation, decided: date, today: date) -> Delai:
    titre, qui = "Prévenir l’ASE", "le village, le jour même"
    told = separation.ase_prevenue_le
    if told is not None:
        after = (timezone.localdate(told) - decided).days
        return Delai(titre, "fait", f"Fait, {_duree(after)} après" if after else "Fait le jour même", qui)
    late = (today - decided).days
    return Delai(
        titre,
        "danger" if late else "attention",
        f"En retard de {_duree(late)}" if late else "Aujourd’hui",
        qui,
    )


def _juge(separation: Separation, now: datetime) -> Delai:
    titre, qui = "Informer le juge", "l’ASE, sous 48 h (CASF, art. L223-3)"
    if separation.juge_informe_le is not None:
        return Delai(titre, "fait", f"Fait le {jour_en_clair(separation.juge_informe_le)}", qui)
    # Through UTC: over a change of clocks, forty-eight hours are forty-eight real hours.
    hours = (separation.decidee_le + JUGE_SOUS - now).total_seconds() / 3600
    if hours >= 0:
        return Delai(titre, "attention", f"Reste {int(hours)} h", qui)
    late = int(-hours)
    return Delai(
        titre, "attention", f"Attendu depuis {f'{late} h' if late < 48 else _duree(late // 24)}", qui
    )


def _duree(jours: int) -> str:
    return f"{jours} jour{'s' if jours > 1 else ''}"


def separations_vues(user: Utilisateur, fratrie: Fratrie) -> list[SeparationVue]:
    """Return the separations of a group, those that hold first: three queries and the keys."""
    noms = noms_des_membres(user, fratrie)
    reviews: dict[UUID, list[RevueSeparation]] = {}
    for revue in RevueSeparation.objects.visible_to(user, LIT).filter(fratrie=fratrie):
        reviews.setdefault(revue.separation_id, []).append(revue)
    rows = list(Separation.objects.visible_to(user, LIT).filter(fratrie=fratrie))
    rows.sort(key=lambda s: s.fin is not None)
    return [
        SeparationVue(
            s,
            _nommes(s.premier_cote, noms),
            _nommes(s.second_cote, noms),
            reviews.get(s.pk, []),
            delais_de(s, reviews.get(s.pk, [])),
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
