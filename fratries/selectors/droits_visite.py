"""The visiting rights of a child as their page shows them: the rule in words, and why it gives nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from enfants.models import Enfant
from fratries.enums import DecideurDroit, FrequenceDroit, GenreRencontre
from fratries.models import DroitVisite
from fratries.rythmes import en_phrase, jours_de
from fratries.selectors.rencontres import ICONES, LIT, entourage_de
from fratries.selectors.separation import jour_en_clair
from fratries.selectors.situation import Situation, empechement, situations_de
from socle.comptes.models import Utilisateur
from socle.outils.dates import aujourdhui
from socle.ui.typographie import heure_en_lettres

#: How far one looks for the next day of a right.
HORIZON = timedelta(days=366)


@dataclass(frozen=True)
class DroitVu:
    """One right today."""

    droit: DroitVisite
    qui: str
    rien: str
    prochain: date | None

    @property
    def titre(self) -> str:
        return f"{str(GenreRencontre(self.droit.genre).label).capitalize()} : {self.qui}"

    @property
    def icone(self) -> str:
        return ICONES[GenreRencontre(self.droit.genre)]

    @property
    def en_cours(self) -> bool:
        return self.droit.fin is None or self.droit.fin >= aujourdhui()

    @property
    def quand(self) -> str:
        """« Un samedi sur deux, de 14 h 00 à 17 h 00 », with what was written beside the rule."""
        droit, rythme = self.droit, self.droit.rythme
        words = [en_phrase(rythme) if rythme else str(FrequenceDroit(droit.frequence).label)]
        if droit.heure_debut:
            hours = f"à {heure_en_lettres(droit.heure_debut)}"
            if droit.heure_fin and not droit.nuits:
                hours = f"de {heure_en_lettres(droit.heure_debut)} à {heure_en_lettres(droit.heure_fin)}"
            words.append(hours)
        if droit.nuits:
            words.append(f"{droit.nuits} nuit{'s' if droit.nuits > 1 else ''}")
        sentence = ", ".join(words)
        return sentence[:1].upper() + sentence[1:]

    @property
    def reperes(self) -> list[tuple[str, object]]:
        """What else is known, as pairs of word and value."""
        d = self.droit
        decided = str(DecideurDroit(d.decide_par).label).capitalize()
        if d.decide_le is not None:
            decided += f", le {jour_en_clair(d.decide_le)}"
        period = f"depuis le {jour_en_clair(d.debut)}" + (
            f", jusqu’au {jour_en_clair(d.fin)}" if d.fin else ""
        )
        pairs: list[tuple[str, object]] = [
            ("En présence d’un tiers", d.tiers if d.mediatisee else ""),
            ("Lieu", d.lieu),
            ("Précision", d.precision),
            ("Période", period),
            ("Décidé par", decided),
            ("Référence", d.reference),
            ("Suspension", d.suspendu_motif),
        ]
        return [(word, value) for word, value in pairs if value]


def droits_de(user: Utilisateur, enfant: Enfant) -> list[DroitVu]:
    """Return the rights of a child, those in force first: five queries and the keys."""
    rows = list(DroitVisite.objects.visible_to(user, LIT).filter(enfant_id=enfant.pk))
    if not rows:
        return []
    around = entourage_de(user, {r.proche_id for r in rows}, set(), [enfant.pk])
    situation = situations_de([enfant])[enfant.pk]
    found = [
        DroitVu(
            row,
            around.noms(enfant.pk, [row.proche_id])[0],
            empechement(row, aujourdhui(), situation) if row.debut <= aujourdhui() else "",
            prochain_jour(row, situation),
        )
        for row in rows
    ]
    return sorted(found, key=lambda vu: (not vu.en_cours, vu.qui, vu.droit.debut))


def prochain_jour(droit: DroitVisite, situation: Situation) -> date | None:
    """Return the next day the right gives something, within a year."""
    rythme, today = droit.rythme, aujourdhui()
    if rythme is None:
        return None
    days = jours_de(rythme, today, today + HORIZON)
    return next((day for day in days if not empechement(droit, day, situation)), None)


def jour_a_dire(droit: DroitVisite) -> date | None:
    """Return the day a page about a right opens on: the last one come, else the next."""
    rythme, today = droit.rythme, aujourdhui()
    if rythme is None:
        return None
    past = jours_de(rythme, max(droit.debut, today - HORIZON), today)
    return past[-1] if past else next(iter(jours_de(rythme, today, today + HORIZON)), None)
