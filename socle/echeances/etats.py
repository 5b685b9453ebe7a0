"""From a fact and a rule to a deadline: its date, its state and its words, at one moment.

Nothing is stored and no job runs: what is late is late even with every worker dead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format

from socle.echeances.calendrier import Delai, compte, debut_de, fin_de_mois, jour_de
from socle.echeances.enums import Etat, Precision, Sens, Suivi, Unite
from socle.echeances.regles import Fait, Regle

#: How long before its date a deadline is « à faire ».
A_FAIRE = timedelta(days=7)
#: Beyond it, how far a deadline stands is told in months.
EN_MOIS = 61


@dataclass(frozen=True)
class Delais:
    """The delays in force of one rule: its own, or those an administrator has set."""

    delai: Delai | None
    periode: Delai | None


@dataclass(frozen=True)
class Echeance:
    """One deadline at one moment. ``le`` is a moment when the delay is in hours, else a day."""

    regle: Regle
    fait: Fait
    le: date | datetime
    etat: Etat
    maintenant: datetime

    @property
    def jour(self) -> date:
        return jour_de(self.le)

    @property
    def close(self) -> bool:
        return self.etat in {Etat.FAIT, Etat.SANS_OBJET}

    @property
    def au_mois(self) -> bool:
        return self.regle.precision is Precision.MOIS

    @property
    def date_en_clair(self) -> str:
        """« 14 mars 2027 », « mars 2027 » when the day would tell a birth date, the hour for hours."""
        if self.au_mois:
            return date_format(self.jour, "F Y")
        quantieme = "1er" if self.jour.day == 1 else str(self.jour.day)
        texte = f"{quantieme} {date_format(self.jour, 'F Y')}"
        if isinstance(self.le, datetime):
            local = timezone.localtime(self.le)
            texte += f" à {local.hour} h {local.minute:02d}"
        return texte

    @property
    def genre(self) -> str:
        """Kind of status: danger only for what we ourselves owe."""
        if self.etat is Etat.EN_RETARD:
            return "danger" if self.regle.suivi is Suivi.AGIR else "attention"
        return {
            Etat.A_FAIRE: "attention",
            Etat.BIENTOT: "info",
            Etat.A_VENIR: "neutre",
            Etat.FAIT: "fait",
            Etat.SANS_OBJET: "neutre",
        }[self.etat]

    @property
    def icone(self) -> str:
        if self.etat is Etat.EN_RETARD:
            return "octagon-alert" if self.regle.suivi is Suivi.AGIR else "hourglass"
        return {
            Etat.A_FAIRE: "clock-alert",
            Etat.BIENTOT: "clock",
            Etat.A_VENIR: "calendar-days",
            Etat.FAIT: "circle-check",
            Etat.SANS_OBJET: "circle-dashed",
        }[self.etat]

    @property
    def quand(self) -> str:
        """« En retard de 3 jours », « Attendu depuis 3 jours », « Demain », « Dans 2 mois »."""
        if self.close:
            return self.etat.label.capitalize()
        if self.au_mois:
            return self._month()
        if isinstance(self.le, datetime):
            return self._moment(self.le)
        jours = (self.jour - jour_de(self.maintenant)).days
        if jours < 0:
            return f"{self._retard} {_duree(-jours)}"
        if jours <= 1:
            return "Demain" if jours else "Aujourd’hui"
        return f"Dans {_duree(jours)}"

    @property
    def _retard(self) -> str:
        return "En retard de" if self.regle.suivi is Suivi.AGIR else "Attendu depuis"

    def _month(self) -> str:
        mois = date_format(self.jour, "F Y")
        if self.etat is Etat.EN_RETARD:
            return f"En retard depuis {mois}" if self.regle.suivi is Suivi.AGIR else f"Attendu depuis {mois}"
        return "Ce mois-ci" if jour_de(self.maintenant) >= self.jour else f"En {mois}"

    def _moment(self, le: datetime) -> str:
        heures = int(abs(le - self.maintenant).total_seconds() // 3600)
        if heures >= 48:
            duree = _duree(heures // 24)
        else:
            duree = f"{heures} {compte(heures, Unite.HEURE)}" if heures else "moins d’une heure"
        return f"{self._retard} {duree}" if le < self.maintenant else f"Dans {duree}"


def _duree(jours: int) -> str:
    if jours < EN_MOIS:
        return f"{jours} {compte(jours, Unite.JOUR)}"
    return f"{jours * 12 // 365} mois"


def date_limite(regle: Regle, fait: Fait, delais: Delais) -> date | datetime:
    """Return when it is due. Raises ValueError when the fact lacks what its rule counts from."""
    if delais.delai is None:
        if fait.terme is None:
            raise ValueError(f"{regle.code}: the fact carries no date")
        le: date | datetime = fait.terme
    elif fait.dernier is not None and delais.periode is not None:
        le = delais.periode.apres(fait.dernier)
    elif fait.depart is None:
        raise ValueError(f"{regle.code}: nothing triggers the delay")
    else:
        le = delais.delai.apres(fait.depart) if regle.sens is Sens.APRES else delais.delai.avant(fait.depart)
    # Everything about it then follows from the month alone, its state included.
    return jour_de(le).replace(day=1) if regle.precision is Precision.MOIS else le


def etat_de(regle: Regle, fait: Fait, le: date | datetime, maintenant: datetime) -> Etat:
    """Return the state at a moment; a day is late once it is over, a moment once it is past."""
    if fait.sans_objet:
        return Etat.SANS_OBJET
    if fait.fait_le is not None:
        return Etat.FAIT
    if _past(regle, le, maintenant):
        return Etat.SANS_OBJET if regle.s_eteint else Etat.EN_RETARD
    debut = debut_de(le)
    if maintenant >= (debut if regle.precision is Precision.MOIS else debut - A_FAIRE):
        return Etat.A_FAIRE
    warned = any(maintenant >= debut_de(warning.avant(le)) for warning in regle.avertir)
    return Etat.BIENTOT if warned else Etat.A_VENIR


def _past(regle: Regle, le: date | datetime, maintenant: datetime) -> bool:
    if isinstance(le, datetime):
        return maintenant > le
    return jour_de(maintenant) > (fin_de_mois(le) if regle.precision is Precision.MOIS else le)


def calculer(regle: Regle, fait: Fait, delais: Delais, maintenant: datetime) -> Echeance:
    """Return the deadline of one fact at one moment."""
    le = date_limite(regle, fait, delais)
    return Echeance(regle, fait, le, etat_de(regle, fait, le, maintenant), maintenant)
