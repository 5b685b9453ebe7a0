"""The facts deadlines are counted from: measures, stays, and the month of majority."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Min
from django.urls import reverse

from enfants.enums import NatureMesure, QualiteAccord
from enfants.mentions import noms_distincts
from enfants.models import DroitImage, Enfant, MesureProtection, PersonneRessource, Sejour
from enfants.selectors.faits_admission import admissions_lues
from enfants.selectors.lieu import lieux_caches
from enfants.selectors.mesures import LIT, mesures_de
from socle.chiffrement.values import PHRASE_ILLISIBLE
from socle.comptes.models import Utilisateur
from socle.echeances.calendrier import decale_mois
from socle.echeances.regles import Fait
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.permissions import parse_permission
from socle.outils.dates import aujourdhui

#: Below it a report is due twice a year: CASF L223-5 says three years, Code civil 375 still two.
JEUNES_ENFANTS = 36
MAJORITE = 12 * 18
#: Who is this near to eighteen is worth telling; earlier, it is only the calendar.
MAJORITE_EN_VUE = 24
#: How many months before the term a report answers what the term asks for.
RAPPORT_DU_TERME = 6

_AE = {NatureMesure.AE_ASE, NatureMesure.AE_DIRECT}
_TERMES = {
    NatureMesure.AE_ASE: "JUD-05",
    NatureMesure.AE_DIRECT: "JUD-05",
    NatureMesure.ACCUEIL_PROVISOIRE: "ADMV-01",
    NatureMesure.JEUNE_MAJEUR: "AUT-05",
}
#: Their term is told by a rule of their own.
_SANS_TERME = {NatureMesure.OPP_JUGE, NatureMesure.ACCUEIL_72H, NatureMesure.RECUEIL_URGENCE}


def faits_des_enfants(user: Utilisateur, enfants: Collection[UUID] | None) -> Iterator[Fait]:
    """Read the facts about the children this person may see: five queries and the keys."""
    children = Enfant.objects.visible_to(user, "lire_identite").order_by()
    if enfants is not None:
        children = children.filter(pk__in=enfants)
    seen = list(children)
    ids = [enfant.pk for enfant in seen]
    stays = Sejour.objects.visible_to(user, "lire_identite").current().filter(enfant_id__in=ids).order_by()
    homes = {row[0]: row[1:] for row in stays.values_list("enfant_id", "maison_id", "debut")}
    measures: dict[UUID, list[MesureProtection]] = {}
    for mesure in mesures_de(user, ids):
        measures.setdefault(mesure.enfant_id, []).append(mesure)
    readable = perimetre_de(user.pk).enfants(parse_permission(LIT))
    asked, images = _dernieres_questions(user, ids), _droits_image(user, ids)
    admissions = admissions_lues(user, ids)
    # A place kept secret is no choice of the filter by house either.
    hidden = lieux_caches(user, ids)
    noms = noms_distincts(seen)
    for enfant in seen:
        maison, arrivee = homes.get(enfant.pk, (None, None))
        if enfant.pk in hidden:
            maison = None
        nom = noms.get(enfant.pk, PHRASE_ILLISIBLE)
        dossier = _Dossier(enfant, nom, maison, arrivee, measures.get(enfant.pk, []))
        yield from dossier.majorite()
        yield from dossier.personnes_importantes(asked.get(enfant.pk))
        yield from dossier.droit_image(images.get(enfant.pk, []))
        if enfant.pk in readable:
            yield from dossier.titre()
            for mesure in dossier.mesures:
                yield from dossier.de_la_mesure(mesure)
        if enfant.pk in admissions:
            yield from admissions[enfant.pk].faits(
                dossier.fait,
                ici=arrivee is not None,
                mesures=dossier.mesures if enfant.pk in readable else None,
            )


@dataclass(frozen=True)
class _Dossier:
    """One child with what their deadlines depend on."""

    enfant: Enfant
    nom: str
    maison: UUID | None
    arrivee: date | None
    mesures: list[MesureProtection]

    def fait(self, regle: str, objet: UUID, page: str = "enfants:mesures", **reste: Any) -> Fait:
        return Fait(
            regle=regle,
            objet=objet,
            enfant=self.enfant.pk,
            sujet=self.nom,
            adresse=reverse(page, args=[self.enfant.pk]),
            maison=self.maison,
            **reste,
        )

    def majorite(self) -> Iterator[Fait]:
        left = self._mois_avant_majorite()
        if left is not None and 0 <= left <= MAJORITE_EN_VUE:
            yield self.fait("AUT-08", self.enfant.pk, "enfants:fiche", depart=self.enfant.date_naissance)

    def _mois_avant_majorite(self) -> int | None:
        """Months alone decide: that a line appears or leaves must not tell a birthday."""
        naissance, today = self.enfant.date_naissance, aujourdhui()
        if not isinstance(naissance, date):
            return None
        return (naissance.year - today.year) * 12 + naissance.month - today.month + MAJORITE

    def personnes_importantes(self, reposee: date | None) -> Iterator[Fait]:
        """A child who lives here and has named somebody is asked again: the oldest answer counts."""
        if reposee is not None and self.arrivee is not None:
            yield self.fait("VIE-01", self.enfant.pk, "enfants:personnes", depart=reposee)

    def droit_image(self, accords: list[DroitImage]) -> Iterator[Fait]:
        """Agreements that come to their end, and all of them at eighteen."""
        if self.arrivee is None or not accords:
            return
        left = self._mois_avant_majorite()
        own = [row for row in accords if row.qualite == QualiteAccord.MAJEUR]
        asked = own if left is not None and left <= 0 else accords
        ends = [row.fin for row in asked if row.fin is not None and row.accorde]
        if ends:
            yield self.fait("IMG-01", self.enfant.pk, "enfants:droits_image", terme=min(ends))
        if left is not None and left <= MAJORITE_EN_VUE:
            yield self.fait(
                "IMG-18",
                self.enfant.pk,
                "enfants:droits_image",
                depart=self.enfant.date_naissance,
                fait_le=min((row.debut for row in own), default=None),
            )

    def titre(self) -> Iterator[Fait]:
        """A child who lives here with no measure in force: due the day the last one ended."""
        if self.arrivee is None or any(m.en_vigueur() for m in self.mesures):
            return
        ends = [jour for m in self.mesures if (jour := m.close_le) is not None and jour <= aujourdhui()]
        yield self.fait(
            "ADM-01",
            self.enfant.pk,
            depart=max([self.arrivee, *ends]),
            precision="Aucune mesure en vigueur n’est enregistrée.",
        )

    def de_la_mesure(self, mesure: MesureProtection) -> Iterator[Fait]:
        commun: dict[str, Any] = {
            "precision": mesure.get_nature_display(),
            "sans_objet": self._eteinte(mesure),
        }
        suite = self._suite(mesure)
        nature = NatureMesure(mesure.nature)
        if nature is NatureMesure.OPP_PARQUET:
            yield self.fait(
                "JUD-01",
                mesure.pk,
                depart=mesure.decision_le,
                fait_le=mesure.juge_saisi_le or suite,
                **commun,
            )
            if mesure.juge_saisi_le is not None:
                yield self.fait(
                    "JUD-02",
                    mesure.pk,
                    depart=mesure.juge_saisi_le,
                    fait_le=mesure.audience_le or suite,
                    **commun,
                )
        if nature is NatureMesure.OPP_JUGE:
            audience = mesure.audience_le or suite
            yield self.fait("JUD-03", mesure.pk, depart=mesure.decision_le, fait_le=audience, **commun)
            yield self.fait("JUD-04", mesure.pk, depart=mesure.decision_le, fait_le=suite, **commun)
        if nature is NatureMesure.RECUEIL_URGENCE:
            saisi = mesure.juge_saisi_le or suite
            yield self.fait("ADMV-02", mesure.pk, depart=mesure.debut, fait_le=saisi, **commun)
        if nature is NatureMesure.ACCUEIL_72H:
            yield self.fait("ADMV-03", mesure.pk, depart=mesure.debut, fait_le=suite, **commun)
        if mesure.notifiee_le is not None and mesure.effets.judiciaire:
            yield self.fait("JUD-09", mesure.pk, depart=mesure.notifiee_le, fait_le=mesure.appel_le, **commun)
        if mesure.fin is not None and nature not in _SANS_TERME:
            code = _TERMES.get(nature, "MES-TERME")
            yield self.fait(code, mesure.pk, terme=mesure.fin, fait_le=suite, **commun)
        if nature in _AE and suite is None:
            yield from self._rapports(mesure, commun)

    def _rapports(self, mesure: MesureProtection, commun: dict[str, Any]) -> Iterator[Fait]:
        if mesure.longue_duree:
            yield self.fait(
                "JUD-06", mesure.pk, depart=mesure.decision_le, dernier=mesure.audience_le, **commun
            )
        if mesure.fin is not None:
            recent = mesure.rapport_le is not None and mesure.rapport_le >= decale_mois(
                mesure.fin, -RAPPORT_DU_TERME
            )
            yield self.fait(
                "JUD-07-TERME",
                mesure.pk,
                depart=mesure.fin,
                fait_le=mesure.rapport_le if recent else None,
                **commun,
            )
            if mesure.fin < aujourdhui():
                return
        dernier = mesure.rapport_le or mesure.debut
        naissance = self.enfant.date_naissance
        young = isinstance(naissance, date) and dernier < decale_mois(naissance, JEUNES_ENFANTS)
        yield self.fait(
            "JUD-07-PETITS" if young else "JUD-07",
            mesure.pk,
            depart=mesure.debut,
            dernier=mesure.rapport_le,
            **commun,
        )

    def _suite(self, mesure: MesureProtection) -> date | None:
        """Day another measure took over, its renewal or a new decision."""
        later = [
            m.debut
            for m in self.mesures
            if m.pk != mesure.pk and (m.precedente_id == mesure.pk or m.debut > mesure.debut)
        ]
        return min(later) if later else None

    def _eteinte(self, mesure: MesureProtection) -> str:
        if mesure.levee_le is not None:
            return "mesure levée"
        return "" if self.arrivee is not None else "l’enfant ne vit plus ici"


def _dernieres_questions(user: Utilisateur, enfants: Collection[UUID]) -> dict[UUID, date]:
    """Return by child the oldest day on which somebody who counts was last confirmed."""
    rows = PersonneRessource.objects.visible_to(user, "lire_projet").current().filter(enfant_id__in=enfants)
    found = rows.order_by().values_list("enfant_id").annotate(Min("reposee_le"))
    return {enfant: day for enfant, day in found if day is not None}


def _droits_image(user: Utilisateur, enfants: Collection[UUID]) -> dict[UUID, list[DroitImage]]:
    """Return by child the last answer of each person to each use, those withdrawn apart."""
    last: dict[tuple[UUID, str, UUID], DroitImage] = {}
    rows = DroitImage.objects.visible_to(user, "lire_identite").filter(enfant_id__in=enfants)
    for row in rows.order_by("debut", "id"):
        last[row.enfant_id, row.usage, row.personne] = row
    found: dict[UUID, list[DroitImage]] = {}
    for row in last.values():
        if row.retire_le is None:
            found.setdefault(row.enfant_id, []).append(row)
    return found
