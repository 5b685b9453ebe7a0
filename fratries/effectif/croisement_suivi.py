"""Who follows a child outside, the village's own number, allergies: added where nothing says it yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from fratries.effectif.existant import InterlocuteurConnu
from fratries.effectif.fiches import FicheEnfant
from fratries.effectif.plan import EnfantPrevu, InterlocuteurPrevu
from socle.outils.texte import plier

if TYPE_CHECKING:
    from fratries.effectif.croisement import Croisement

Suivi = Sequence[tuple[FicheEnfant, EnfantPrevu]]

ASE = "Aide sociale à l’enfance"


def plan_follow_up(croisement: Croisement, rows: Suivi) -> None:
    """Add numbers, référents and allergies to the plan; a child's rows are one after another, one per stay."""
    follow_up = _Suivi(croisement, rows)
    follow_up.numbers()
    follow_up.referents()
    follow_up.allergies()


class _Suivi:
    def __init__(self, croisement: Croisement, rows: Suivi) -> None:
        self.c, self.rows = croisement, rows
        self.known = {child.connu.ident for _, child in rows if child.connu}
        self._told: set[str] = set()

    def _once(self, fiche: FicheEnfant, code: str, probleme: str, que_faire: str) -> None:
        """Say something once for a whole sheet."""
        if probleme not in self._told:
            self._told.add(probleme)
            self.c.previent(fiche.place, code, "", probleme, que_faire)

    # --- the file number --------------------------------------------------------------

    def numbers(self) -> None:
        known = self.c.existant.numeros(self.known)
        seen: set[EnfantPrevu] = set()
        for fiche, child in self.rows:
            if not fiche.dossier or child in seen or not self.c.droits.enfants(child.village.ident):
                continue
            seen.add(child)
            there = known.get(child.ident, "") if child.connu else ""
            if there and plier(there) != plier(fiche.dossier):
                self.c.previent(
                    fiche.place, "dossier", fiche.dossier, "Un autre numéro de dossier est enregistré.",
                    "Rien n’est changé : corrigez-le sur l’identité de l’enfant si le tableau dit vrai.",
                )  # fmt: skip
                continue
            self.c.rapport.compte("numéros de dossier", nouveau=not there)
            child.numero_a_noter = not there

    # --- the référent and the Department ----------------------------------------------

    def referents(self) -> None:
        known = self.c.existant.interlocuteurs(self.known)
        latest: dict[EnfantPrevu, FicheEnfant] = {}
        for fiche, child in self.rows:
            former = latest.get(child)
            if (fiche.referent or fiche.departement) and (former is None or _later(fiche, former)):
                latest[child] = fiche
        for child, fiche in latest.items():
            if not self.c.droits.interlocuteurs(child.village.ident):
                self._once(
                    fiche, "referent",
                    "Vous n’écrivez pas les interlocuteurs dans ce village : référent et département sont vérifiés, "
                    "pas repris.",
                    "Le secrétariat ou le chef de service importe ce fichier à son tour.",
                )  # fmt: skip
                continue
            self._referent(fiche, child, known.get(child.ident, []))

    def _referent(self, fiche: FicheEnfant, child: EnfantPrevu, known: list[InterlocuteurConnu]) -> None:
        departement = f"département {fiche.departement}" if fiche.departement else ""
        if fiche.referent:
            planned = InterlocuteurPrevu(
                fiche.referent, f"{ASE}, {departement}" if departement else ASE, nomme=True
            )
        else:
            planned = InterlocuteurPrevu(ASE, departement, nomme=False)
        same = next((other for other in known if plier(other.nom) == plier(planned.nom)), None)
        if same is not None:
            self.c.rapport.compte("interlocuteurs", nouveau=False)
            if fiche.departement and plier(departement) not in plier(same.service):
                self.c.previent(
                    fiche.place, "departement", fiche.departement,
                    "Le service enregistré de cet interlocuteur ne dit pas ce département.",
                    "Rien n’est changé : complétez-le à l’écran si le tableau dit vrai.",
                )  # fmt: skip
        elif fiche.referent and any(other.referent and other.en_fonction for other in known):
            self.c.previent(
                fiche.place, "referent", fiche.referent, "Un autre référent ASE est en fonction.",
                "Rien n’est changé : dites à l’écran jusqu’à quand il l’était, puis inscrivez le nouveau.",
            )  # fmt: skip
        else:
            child.interlocuteur = planned
            self.c.rapport.compte("interlocuteurs", nouveau=True)

    # --- allergies --------------------------------------------------------------------

    def allergies(self) -> None:
        """One that was lifted stays so: a roster is older than what the house knows."""
        care = {child.ident for _, child in self.rows if child.connu and self._cares(child)}
        known = self.c.existant.allergies(care)
        named: dict[EnfantPrevu, set[str]] = {}
        for fiche, child in self.rows:
            if not fiche.allergies:
                continue
            if not self._cares(child):
                self._once(
                    fiche, "allergies",
                    "Vous n’écrivez pas les soins dans ce village : les allergies sont vérifiées, pas reprises.",
                    "L’infirmier importe ce fichier après vous. En attendant, dites-les à la maison.",
                )  # fmt: skip
                continue
            seen = named.setdefault(child, set())
            for substance in fiche.allergies:
                folded = plier(substance)
                if folded in seen:
                    continue
                seen.add(folded)
                new = folded not in known.get(child.ident, set())
                self.c.rapport.compte("allergies", nouveau=new)
                if new:
                    child.allergies.append(substance)
            if child.allergies:
                self._once(
                    fiche, "allergies", "Le tableau ne dit ni la gravité d’une allergie, ni que faire.",
                    "Chaque allergie reprise le demande, sur la fiche de l’enfant : complétez-la à l’écran.",
                )  # fmt: skip

    def _cares(self, child: EnfantPrevu) -> bool:
        return self.c.droits.soins(child.village.ident)


def _later(one: FicheEnfant, other: FicheEnfant) -> bool:
    return (one.arrivee or date.min) > (other.arrivee or date.min)
