"""The same family in words: a nested list that says exactly what is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field

from fratries.genogramme.arbre import Arbre, Couple, Filiation, Forme

_UNIONS = {
    "mariage": "mariés",
    "pacs": "pacsés",
    "concubinage": "en couple",
    "separation": "séparés",
    "divorce": "divorcés",
    "": "parents ensemble",
}
_FORMES = {
    Forme.HOMME: "masculin",
    Forme.FEMME: "féminin",
    Forme.NON_PRECISE: "sexe non précisé",
    Forme.A_NAITRE: "à naître",
}
_FILIATIONS = {Filiation.ADOPTION: "par adoption", Filiation.ACCUEIL: "en accueil"}


@dataclass
class Noeud:
    """One line of the list, and what hangs under it."""

    texte: str
    suite: list[Noeud] = field(default_factory=list)


def raconter(arbre: Arbre) -> list[Noeud]:
    """Return the family from its oldest couples down; each person is described once, then named."""
    told: set[str] = set()
    generations = arbre.generations()
    couples = sorted(
        arbre.couples,
        key=lambda couple: (
            any(arbre.parents_de(parent) for parent in couple.parents),
            min(generations[parent] for parent in couple.parents),
            couple.parents,
        ),
    )
    seen: set[Couple] = set()
    nodes = [node for couple in couples if (node := _couple(arbre, couple, told, seen)) is not None]
    alone = [cle for cle in sorted(arbre.personnes) if cle not in told]
    return [*nodes, *(Noeud(_person(arbre, cle, told)) for cle in alone)]


def _couple(arbre: Arbre, couple: Couple, told: set[str], seen: set[Couple]) -> Noeud | None:
    if couple in seen:
        return None
    seen.add(couple)
    parents = [_person(arbre, parent, told) for parent in couple.parents]
    text = " et ".join(parents) + (f" : {_UNIONS[couple.nature]}" if len(parents) > 1 else "")
    node = Noeud(text)
    for enfant, filiation in couple.enfants:
        words = _person(arbre, enfant, told)
        if filiation in _FILIATIONS:
            words += f", {_FILIATIONS[filiation]}"
        child = Noeud(f"Enfant : {words}")
        child.suite = [
            below
            for own in arbre.couples_de(enfant)
            if (below := _couple(arbre, own, told, seen)) is not None
        ]
        node.suite.append(child)
    return node


def _person(arbre: Arbre, cle: str, told: set[str]) -> str:
    person = arbre.personnes[cle]
    if cle in told:
        return person.nom
    told.add(cle)
    parts = ["l’enfant de ce dossier" if person.index else person.mot]
    # « mère », « demi-frère » already say the shape; « frère ou sœur » does not.
    if not person.mot or " ou " in person.mot or person.forme is Forme.A_NAITRE:
        parts.append(_FORMES[person.forme])
    if person.annee is not None:
        parts.append(f"naissance en {person.annee}")
    if person.decede:
        parts.append("décès")
    if person.jumeau:
        parts.append("naissance multiple")
    if person.foyer and not person.index:
        parts.append("vit sous le même toit")
    return f"{person.nom} ({', '.join(part for part in parts if part)})"
