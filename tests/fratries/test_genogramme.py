"""The genogram: everybody once, nobody on top of another, the same in words."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from fratries.genogramme.arbre import Arbre, Couple, Filiation, Forme, Personne
from fratries.genogramme.dessin import LEGENDE, RAYON, Dessin, dessiner
from fratries.genogramme.plan import PAS
from fratries.genogramme.recit import Noeud, raconter

NE = Filiation.NAISSANCE


def personne(cle: str, annee: int | None = None, **champs: object) -> Personne:
    return Personne(cle=cle, nom=cle.capitalize(), annee=annee, **champs)


def arbre(personnes: list[Personne], couples: list[Couple]) -> Arbre:
    return Arbre({p.cle: p for p in personnes}, tuple(couples))


def recomposee() -> Arbre:
    """A blended family of twenty-five over three generations."""
    people = [
        personne("jacques", 1940, decede=True, forme=Forme.HOMME), personne("marthe", 1943, forme=Forme.FEMME),
        personne("ali", 1945, forme=Forme.HOMME), personne("samia", 1950, forme=Forme.FEMME),
        personne("mere", 1983, forme=Forme.FEMME), personne("pere", 1980, forme=Forme.HOMME),
        personne("luc", 1979, forme=Forme.HOMME), personne("sonia", 1981, forme=Forme.FEMME),
        personne("marc", 1985, forme=Forme.HOMME), personne("paul", 1978), personne("lila", 1982),
        personne("eva", 1988, forme=Forme.FEMME), personne("accueil"),
        personne("jo", 1970, mot="parrain", generation=-1),
        personne("inaya", 2016, index=True, foyer=True), personne("noe", 2018, foyer=True),
        personne("yanis", 2008), personne("marie", 2021, foyer=True), personne("theo", 2009, jumeau="theo"),
        personne("lola", 2009, jumeau="theo"), personne("sami", 2020), personne("amine", 2022),
        personne("bebe", forme=Forme.A_NAITRE), personne("jade", 2008), personne("tom", 2010),
    ]  # fmt: skip
    couples = [
        Couple(("jacques", "marthe"), "mariage", (("paul", NE), ("mere", NE))),
        Couple(("ali", "samia"), "mariage", (("pere", NE), ("lila", NE))),
        Couple(("mere", "pere"), "divorce", (("yanis", NE), ("inaya", NE), ("noe", NE))),
        Couple(("luc", "mere"), "concubinage", (("marie", NE),)),
        Couple(("luc", "sonia"), "separation", (("theo", NE), ("lola", NE))),
        Couple(("marc", "mere"), "separation", (("bebe", NE),)),
        Couple(("eva", "pere"), "pacs", (("sami", NE), ("amine", Filiation.ADOPTION))),
        Couple(("lila",), "", (("jade", NE), ("tom", NE))),
        Couple(("accueil",), "", (("inaya", Filiation.ACCUEIL),)),
    ]
    assert len(people) == 25
    return arbre(people, couples)


def overlaps(dessin: Dessin) -> list[tuple[str, str]]:
    """Pairs of blocks, symbol and names, that touch."""
    found = []
    for rank, one in enumerate(dessin.symboles):
        for other in dessin.symboles[rank + 1 :]:
            apart = abs(one.x - other.x) >= PAS or abs(one.y - other.y) >= 2 * RAYON + LEGENDE
            if not apart:
                found.append((one.personne.cle, other.personne.cle))
    return found


def crossings(tree: Arbre, dessin: Dessin) -> int:
    """Pairs of couples of one row whose children stand the other way round."""
    x = {s.personne.cle: s.x for s in dessin.symboles}
    y = {s.personne.cle: s.y for s in dessin.symboles}
    middles = [
        (
            y[c.parents[0]],
            sum(x[p] for p in c.parents) / len(c.parents),
            sum(x[e] for e, _ in c.enfants) / len(c.enfants),
        )
        for c in tree.couples
        if c.enfants
    ]
    return sum(
        one[0] == other[0] and (one[1] - other[1]) * (one[2] - other[2]) < 0
        for rank, one in enumerate(middles)
        for other in middles[rank + 1 :]
    )


def words(nodes: list[Noeud]) -> list[str]:
    return [text for node in nodes for text in (node.texte, *words(node.suite))]


@st.composite
def familles(draw: st.DrawFn) -> Arbre:
    """Families of any shape over three generations, couples made at random among neighbours."""
    sizes = draw(st.tuples(st.integers(0, 4), st.integers(1, 5), st.integers(1, 6)))
    rows = [[f"g{level}n{rank}" for rank in range(size)] for level, size in enumerate(sizes)]
    people = [
        personne(
            cle, draw(st.none() | st.integers(1930, 2025)), generation=level - 2, foyer=draw(st.booleans())
        )
        for level, row in enumerate(rows)
        for cle in row
    ]
    index = draw(st.sampled_from(rows[2]))
    people = [replace(p, index=p.cle == index) for p in people]
    couples: dict[tuple[str, ...], list[tuple[str, Filiation]]] = {}
    for above, below in itertools.pairwise(rows):
        for child in below:
            parents = tuple(sorted(draw(st.sets(st.sampled_from(above), max_size=2)))) if above else ()
            if parents:
                couples.setdefault(parents, []).append((child, draw(st.sampled_from(Filiation))))
    return arbre(people, [Couple(pair, "", tuple(children)) for pair, children in sorted(couples.items())])


@settings(max_examples=40, deadline=None)
@given(tree=familles())
def test_everybody_is_drawn_once_apart_and_told(tree):
    dessin = dessiner(tree)
    assert Counter(s.personne.cle for s in dessin.symboles) == Counter(list(tree.personnes))
    assert overlaps(dessin) == []
    assert all(s.gauche > 0 and s.x + RAYON < dessin.largeur for s in dessin.symboles)
    assert all(s.haut > 0 and s.y + RAYON < dessin.hauteur for s in dessin.symboles)
    told = Counter(re.findall(r"(G\dn\d) \(", " ".join(words(raconter(tree)))))
    assert told == Counter({p.nom: 1 for p in tree.personnes.values()})


def test_a_blended_family_of_twenty_five_is_clear():
    tree = recomposee()
    dessin = dessiner(tree)
    assert len(dessin.symboles) == 25
    assert overlaps(dessin) == []
    assert crossings(tree, dessin) == 0
    x = {s.personne.cle: s.x for s in dessin.symboles}
    for couple in (("jacques", "marthe"), ("ali", "samia")):
        assert abs(x[couple[0]] - x[couple[1]]) == PAS
    assert {s.y for s in dessin.symboles if s.personne.cle in {"mere", "pere", "luc", "eva"}} == {
        next(s.y for s in dessin.symboles if s.personne.cle == "jo")
    }
    assert dessin.marques >= {
        "homme", "femme", "non_precise", "a_naitre", "decede", "jumeau", "foyer", "accueil", "adoption",
        "union-plein", "union-tirets", "barre-divorce", "barre-separation",
    }  # fmt: skip


def test_the_same_family_read_in_another_order_is_drawn_the_same():
    tree = recomposee()
    turned = Arbre(dict(reversed(tree.personnes.items())), tree.couples)
    drawn, again = dessiner(tree), dessiner(turned)
    assert [(s.personne.cle, s.x, s.y) for s in drawn.symboles] == [
        (s.personne.cle, s.x, s.y) for s in again.symboles
    ]
    assert drawn.traits == again.traits


def test_the_list_says_unions_deaths_twins_and_who_hangs_where():
    nodes = raconter(recomposee())
    text = "\n".join(words(nodes))
    assert (
        "Jacques (masculin, naissance en 1940, décès) et Marthe (féminin, naissance en 1943) : mariés" in text
    )
    assert "Inaya (l’enfant de ce dossier, sexe non précisé, naissance en 2016)" in text
    assert "naissance multiple" in text
    assert "Amine (sexe non précisé, naissance en 2022), par adoption" in text
    assert "Inaya, en accueil" in text


def test_a_family_of_one_is_a_symbol():
    dessin = dessiner(arbre([personne("seule", index=True)], []))
    assert [(s.personne.cle, s.y > RAYON) for s in dessin.symboles] == [("seule", True)]
    assert dessin.traits == []
