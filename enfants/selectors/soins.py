"""Daily care of one child, and the appointments a house must keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format

from enfants.enums import EtatPrise, EtatRendezVous, Moment
from enfants.models import Allergie, Enfant, Prise, RendezVous, RepereSante, Traitement
from enfants.selectors.dossier import enumerer
from enfants.selectors.traitements import allergies_de, prenoms_des_auteurs
from enfants.si_besoin import limites_en_mots
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.outils.dates import aujourdhui
from socle.ui.typographie import heure_en_lettres, jour_en_toutes_lettres

#: How far back the page of a child tells the doses one by one.
PRISES_RECENTES = timedelta(days=7)


@dataclass(frozen=True)
class TraitementVu:
    """A treatment in the words of the page."""

    traitement: Traitement

    @property
    def moments(self) -> str:
        """« matin et dîner », or for what and how often on demand."""
        row = self.traitement
        if row.si_besoin:
            limits = limites_en_mots(maximum=row.maximum or 0, intervalle=row.intervalle or 0)
            return f"si besoin : {row.raison} ; {limits}"
        return enumerer(Moment(m).label for m in Moment.values if m in self.traitement.moments)

    @property
    def dates(self) -> str:
        debut, fin = self.traitement.debut, self.traitement.fin
        if fin is None:
            return f"depuis le {jour_court(debut)}"
        return f"du {jour_court(debut)} au {jour_court(fin)}"

    @property
    def ordonnance(self) -> str:
        """« prescrit par le Dr Morel, ordonnance du 3 mars 2026 »."""
        said = f"prescrit par {self.traitement.prescripteur}"
        day = self.traitement.ordonnance_du
        if isinstance(day, Illisible):
            return f"{said}, {day}"
        return f"{said}, ordonnance du {date_format(day, 'j F Y')}" if day else said


@dataclass(frozen=True)
class PriseVue:
    """A dose already noted, in one line."""

    prise: Prise
    auteur: str

    @property
    def quand(self) -> str:
        moment = self.prise.moment
        return f"{jour_en_toutes_lettres(self.prise.jour)}, {Moment(moment).label if moment else 'si besoin'}"

    @property
    def etat(self) -> str:
        return EtatPrise(self.prise.etat).label.capitalize()

    @property
    def genre(self) -> str:
        return "fait" if self.prise.etat == EtatPrise.DONNEE else "attention"

    @property
    def detail(self) -> str:
        said = f"{heure_en_lettres(self.prise.saisie_le)}, {self.auteur}"
        return " · ".join(p for p in (self.prise.mot, str(self.prise.precision), said) if p)


@dataclass(frozen=True)
class SoinsDeLEnfant:
    """Everything the page « Soins » shows."""

    allergies: list[Allergie]
    reperes: RepereSante | None
    en_cours: list[TraitementVu]
    autres: list[TraitementVu]
    prises: list[PriseVue]
    a_venir: list[RendezVous]
    passes: list[RendezVous]

    @property
    def objets(self) -> list[UUID]:
        shown = [*self.allergies, *(v.traitement for v in (*self.en_cours, *self.autres))]
        shown += [*(v.prise for v in self.prises), *self.a_venir, *self.passes]
        return [row.pk for row in shown]

    @property
    def urgence(self) -> list[tuple[str, object]]:
        """Weight, doctor, and what must be known, as pairs; nothing when nothing was noted."""
        if self.reperes is None:
            return []
        row = self.reperes
        pairs: list[tuple[str, object]] = []
        if row.poids is not None:
            weight = str(row.poids).replace(".", ",").removesuffix(",0")
            day = row.pese_le
            since = f" (le {date_format(day, 'j F Y')})" if isinstance(day, date) else ""
            pairs.append(("Poids", row.poids if isinstance(row.poids, Illisible) else f"{weight} kg{since}"))
        doctor = " · ".join(str(part) for part in (row.medecin, row.medecin_telephone) if part)
        if doctor:
            pairs.append(("Médecin traitant", doctor))
        if row.a_savoir:
            pairs.append(("À savoir en urgence", str(row.a_savoir)))
        return pairs


def jour_court(day: date) -> str:
    """« 3 mars », with the year when it is not this one's."""
    return date_format(day, "j F" if day.year == aujourdhui().year else "j F Y")


def soins_de(user: Utilisateur, enfant: Enfant) -> SoinsDeLEnfant:
    """Read the page « Soins » of a child, in a number of queries that does not grow."""
    today = aujourdhui()
    treatments = Traitement.objects.visible_to(user, "lire_soin_quotidien").filter(enfant=enfant)
    vus = [TraitementVu(t) for t in treatments.order_by("-debut", "-id")]
    current = [v for v in vus if v.traitement.fin is None or v.traitement.fin >= today]
    doses = list(
        Prise.objects.visible_to(user, "lire_soin_quotidien")
        .standing()
        .filter(enfant=enfant, jour__gte=today - PRISES_RECENTES)
        .order_by("-jour", "-saisie_le")[:40]
    )
    noms = prenoms_des_auteurs(doses)
    meetings = RendezVous.objects.visible_to(user, "lire_soin_quotidien").filter(enfant=enfant)
    ahead: list[RendezVous] = []
    past: list[RendezVous] = []
    for meeting in meetings.order_by("-le")[:40]:
        waits = meeting.etat == EtatRendezVous.PREVU and meeting.le >= timezone.now() - timedelta(hours=12)
        (ahead if waits else past).append(meeting)
    return SoinsDeLEnfant(
        allergies_de(user, [enfant.pk]).get(enfant.pk, []),
        RepereSante.objects.visible_to(user, "lire_soin_quotidien").filter(enfant=enfant).first(),
        current,
        [v for v in vus if v not in current],
        [PriseVue(dose, noms[dose.auteur_id]) for dose in doses],
        ahead[::-1],
        past,
    )
