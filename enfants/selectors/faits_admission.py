"""The facts of admissions: what was handed over and when, what is still waited for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enfants.enums import Destinataire, NatureMesure, PieceRemise
from enfants.models import Admission, MesureProtection, Remise
from enfants.selectors.admission import A_L_ARRIVEE, attendus, remises_de
from socle.comptes.models import Utilisateur
from socle.echeances.regles import Fait
from socle.outils.dates import aujourdhui

#: What the law wants handed over on the day of arrival, the rest having rules of its own.
_TROIS = (PieceRemise.LIVRET, PieceRemise.CHARTE, PieceRemise.REGLEMENT)
_CONTRAT = {NatureMesure.ACCUEIL_PROVISOIRE, NatureMesure.JEUNE_MAJEUR}


@dataclass(frozen=True)
class AdmissionLue:
    """The last admission of one child, with what was handed over since."""

    admission: Admission
    remises: list[Remise]

    def _le(self, *pieces: PieceRemise) -> date | None:
        """Day the last of these recipients got one of these papers; none while one waits."""
        days = [r.remise_le for r in self.remises if r.piece in pieces]
        return max(days, default=None)

    def _complet(self, piece: PieceRemise, destinataires: Iterable[Destinataire]) -> bool:
        return not attendus(piece, self.remises, destinataires)

    def faits(
        self, fait: Callable[..., Fait], *, ici: bool, mesures: list[MesureProtection] | None
    ) -> Iterator[Fait]:
        """Yield them; ``mesures`` is None for whoever reads no measure."""
        admission = self.admission
        begun = admission.sejour.debut
        # An arrival still to come is prepared, not over.
        ici = ici or begun > aujourdhui()
        common = {
            "page": "enfants:admission_de",
            "depart": begun,
            "sans_objet": "" if ici else "l’enfant ne vit plus ici",
        }
        handed = all(self._complet(piece, A_L_ARRIVEE[piece]) for piece in _TROIS)
        yield fait("ADM-03", admission.pk, fait_le=self._le(*_TROIS) if handed else None, **common)
        yield fait("ADM-04", admission.pk, fait_le=self._le(PieceRemise.DIPC, PieceRemise.CONTRAT), **common)
        yield fait("ADM-06", admission.pk, fait_le=self._le(PieceRemise.AVENANT), **common)
        yield fait("ADM-11", admission.pk, fait_le=self._le(PieceRemise.DROIT_ENTENDU), **common)
        yield fait("ADM-12", admission.pk, dernier=self._le(PieceRemise.PERSONNE_CONFIANCE), **common)
        if admission.fin_prevue is not None:
            yield fait(
                "SEJ-TERME",
                admission.pk,
                terme=admission.fin_prevue,
                fait_le=None if ici else admission.sejour.fin,
                page="enfants:sejour",
            )
        if mesures is None:
            return
        if any(m.nature in _CONTRAT and m.en_vigueur() for m in mesures):
            signed = self._le(PieceRemise.CONTRAT_SIGNE)
            yield fait("ADM-05", admission.pk, fait_le=signed, **common)
        if admission.annonce_le is not None:
            written = [m.decision_le for m in mesures if m.fin is None or m.fin >= begun]
            yield fait(
                "ADM-01-ECRIT",
                admission.pk,
                **common | {"depart": admission.annonce_le, "fait_le": min(written, default=None)},
            )


def admissions_lues(user: Utilisateur, enfants: Collection[UUID]) -> dict[UUID, AdmissionLue]:
    """Return the last admission of each child that has one: one query, two when there are some."""
    rows = Admission.objects.visible_to(user, "lire_identite").filter(enfant_id__in=enfants)
    last = {a.enfant_id: a for a in rows.select_related("sejour").order_by("sejour__debut", "id")}
    if not last:
        return {}
    given: dict[UUID, list[Remise]] = {a.sejour_id: [] for a in last.values()}
    for remise in remises_de(user, given):
        given[remise.sejour_id].append(remise)
    return {enfant: AdmissionLue(a, given[a.sejour_id]) for enfant, a in last.items()}
