"""Which column is what: proposed from its heading, corrected by a person, remembered for the next file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from fratries.effectif.fautes import NomTable
from fratries.effectif.formats.base import Valeur
from socle.outils.texte import plier

#: Headings stand in one of the first rows: some workbooks begin with a title.
ENTETE_MAX = 10
#: Columns: table → folded heading → code of the field, empty for one that is left aside.
Correspondance = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Champ:
    """One thing a column may hold; ``non_repris`` says why, when it is checked and kept nowhere."""

    code: str
    libelle: str
    synonymes: tuple[str, ...] = ()
    requis: bool = False
    non_repris: str = ""


@dataclass(frozen=True)
class Table:
    nom: NomTable
    feuilles: tuple[str, ...]
    champs: tuple[Champ, ...]

    def champ(self, code: str) -> Champ:
        return next(champ for champ in self.champs if champ.code == code)


_DOSSIER = Champ(
    "dossier", "N° dossier", ("numero dossier", "num dossier", "dossier", "no dossier", "numero", "id")
)
_TELEPHONE = ("tel", "telephone", "numero de telephone", "portable", "tel portable")

TABLES: dict[NomTable, Table] = {
    table.nom: table
    for table in (
        Table(NomTable.MAISONS, ("maisons", "maison", "lieux", "habitations"), (
            Champ("village", "Village", ("etablissement", "site", "nom du village"), requis=True),
            Champ("maison", "Maison", ("nom de la maison", "nom", "habitation"), requis=True),
            Champ("places", "Places", ("nombre de places", "nb places", "capacite"), requis=True),
            Champ("dispositif", "Dispositif", ("type", "type de maison", "type d accueil")),
            Champ(
                "telephone", "Téléphone", _TELEPHONE,
                non_repris="Une maison n’a pas de numéro ici : le village a le sien.",
            ),
        )),
        Table(NomTable.PROFESSIONNELS, ("professionnels", "personnel", "equipe", "salaries", "staff"), (
            Champ("nom", "Nom", ("nom de famille",), requis=True),
            Champ("prenom", "Prénom", ("prenoms", "prenom s"), requis=True),
            Champ("fonction", "Fonction", ("poste", "role", "metier", "emploi"), requis=True),
            Champ("lieu", "Maison ou village", ("maison", "village", "lieu", "affectation"), requis=True),
            Champ("debut", "Depuis le", ("debut", "date d entree", "depuis", "arrive e le"), requis=True),
            Champ("fin", "Jusqu’au", ("fin", "date de sortie", "jusqu a", "parti e le")),
            Champ("courriel", "Courriel", ("mail", "email", "e mail", "adresse mail")),
        )),
        Table(NomTable.ENFANTS, ("enfants", "enfants accueillis", "effectif", "effectifs", "jeunes"), (
            _DOSSIER,
            Champ("nom", "Nom de naissance", ("nom", "nom de famille", "nom naissance"), requis=True),
            Champ(
                "nom_usage", "Nom d’usage", ("nom usuel", "nom d epouse"),
                non_repris="Un dossier a un seul nom, celui de naissance.",
            ),
            Champ("prenom", "Prénom(s)", ("prenom", "prenoms"), requis=True),
            Champ("naissance", "Né(e) le", ("date de naissance", "naissance", "ddn", "nee le", "ne le"), requis=True),
            Champ("sexe", "Sexe", ("genre", "f m", "m f", "g f")),
            Champ("village", "Village", ("etablissement", "site")),
            Champ("maison", "Maison", ("lieu d accueil", "habitation", "nom de la maison"), requis=True),
            Champ("arrivee", "Arrivé(e) le", ("arrivee", "date d arrivee", "entree", "date d entree"), True),
            Champ("depart", "Sorti(e) le", ("sortie", "date de sortie", "depart", "parti e le", "date de depart")),
            Champ("fratrie", "Fratrie", ("groupe fratrie", "code fratrie", "n fratrie")),
            Champ("lien", "Lien dans la fratrie", ("lien", "lien fratrie", "lien de fratrie")),
            Champ("departement", "Département", ("dept", "dep", "departement d origine")),
            Champ("referent", "Référent ASE", ("referent", "referent de l ase", "ase")),
            Champ("allergies", "Allergies", ("allergie",)),
            Champ("ecole", "École", ("etablissement scolaire", "scolarite")),
            Champ("classe", "Classe", ("niveau",)),
            Champ(
                "image", "Droit à l’image", ("image", "autorisation image"),
                non_repris="Un accord dit qui l’a donné, pour quel usage et quand : « oui » ne le dit pas. "
                "Sans réponse notée à l’écran, rien ne se publie.",
            ),
        )),
        Table(NomTable.MESURES, ("mesures", "mesures de protection", "placements", "decisions", "jugements"), (
            Champ(_DOSSIER.code, _DOSSIER.libelle, _DOSSIER.synonymes, requis=True),
            Champ("nature", "Type de mesure", ("mesure", "type", "nature", "nature de la mesure"), requis=True),
            Champ("autorite", "Autorité", ("juge", "tribunal", "decideur", "autorite judiciaire")),
            Champ("decision", "Date de décision", ("decision", "decision du", "date du jugement"), requis=True),
            Champ("debut", "Début", ("date de debut", "a compter du", "du", "debut de la mesure"), requis=True),
            Champ("fin", "Fin", ("date de fin", "echeance", "terme", "au", "fin de la mesure")),
            Champ("visite", "Droit de visite", ("visites", "droits de visite", "dvh")),
            Champ("secret", "Adresse secrète", ("secret", "lieu secret", "adresse cachee", "adresse confidentielle")),
        )),
        Table(NomTable.PROCHES, ("proches", "famille", "parents", "contacts", "familles"), (
            Champ(_DOSSIER.code, _DOSSIER.libelle, _DOSSIER.synonymes, requis=True),
            Champ("lien", "Lien", ("parente", "lien de parente", "qualite"), requis=True),
            Champ("nom", "Nom", ("nom de famille",), requis=True),
            Champ("prenom", "Prénom", ("prenoms", "prenom s"), requis=True),
            Champ("autorite", "Autorité parentale", ("autorite", "ap", "detient l autorite parentale")),
            Champ("contact", "Contact", ("contacts", "contact autorise", "droit de contact")),
            Champ("telephone", "Téléphone", _TELEPHONE),
        )),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Entete:
    """A sheet that was recognised: what it is, the row of its headings, and what each column holds."""

    table: Table
    ligne: int
    titres: tuple[str, ...]
    codes: tuple[str, ...]

    def titre(self, code: str) -> str:
        """The heading as the file writes it, or as we would."""
        return self.titres[self.codes.index(code)] if code in self.codes else self.table.champ(code).libelle

    @property
    def manquants(self) -> list[Champ]:
        return [c for c in self.table.champs if c.requis and c.code not in self.codes]


def recognise(
    nom: str, lignes: Sequence[tuple[int, tuple[Valeur, ...]]], correspondance: Correspondance
) -> Entete | None:
    """Return what a sheet is, from its name and its first rows, or None for one of no use here."""
    folded = plier(nom)
    named = [t for t in TABLES.values() if folded in t.feuilles]
    best: tuple[int, Entete] | None = None
    for number, cells in lignes:
        titres = tuple(str(cell) if cell is not None else "" for cell in cells)
        for table in named or TABLES.values():
            codes = propose(titres, table, correspondance.get(table.nom, {}))
            score = sum(1 for code in codes if code)
            required = sum(1 for champ in table.champs if champ.requis and champ.code in codes)
            # Half of what cannot be missing, and two columns: a row of data has neither.
            enough = score >= 2 and 2 * required >= sum(1 for champ in table.champs if champ.requis)
            if enough and (best is None or score > best[0]):
                best = score, Entete(table, number, titres, codes)
    return best[1] if best else None


def propose(titres: Iterable[str], table: Table, connues: Mapping[str, str]) -> tuple[str, ...]:
    """Return the code of each column: as remembered, else by its name, else by a close one."""
    folded = [plier(titre) for titre in titres]
    codes = [connues.get(titre, "") if titre else "" for titre in folded]
    known = {c.code for c in table.champs}
    codes = [code if code in known and codes.index(code) == rank else "" for rank, code in enumerate(codes)]
    for exact in (True, False):
        for champ in table.champs:
            if champ.code in codes:
                continue
            libre = [r for r, t in enumerate(folded) if t and not codes[r] and t not in connues]
            rank = _column(champ, folded, libre, exact=exact)
            if rank is not None:
                codes[rank] = champ.code
    return tuple(codes)


def _column(champ: Champ, folded: Sequence[str], libre: Sequence[int], *, exact: bool) -> int | None:
    names = (plier(champ.libelle), *champ.synonymes)
    for name in names:
        for rank in libre:
            if folded[rank] == name:
                return rank
    if exact:
        return None
    for name in names:
        close = get_close_matches(name, [folded[r] for r in libre], n=1, cutoff=0.85)
        if close and len(name) > 3:
            return next(r for r in libre if folded[r] == close[0])
    return None
