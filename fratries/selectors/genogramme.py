"""The family of one child as a tree, from what the reader may see; nothing is guessed.

Every relative of the genogram is tied to the child in a file; ties between relatives give its
shape. Brothers and sisters come from their own ties, else from the sibling group: full ones hang
with the child, the others stand beside, said in words, since the group does not say whose they are.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date

from enfants.enums import Sexe
from enfants.models import Enfant
from enfants.selectors.dossier import current_stays
from fratries.enums import UNIONS, LienFratrie, NatureLien, SexeProche
from fratries.genogramme.arbre import Arbre, Couple, Filiation, Forme, Personne
from fratries.models import LienFamilial, MembreFratrie
from fratries.selectors.fratrie import tie_between
from fratries.selectors.mots import frere_en_mot, lien_en_mot, nom_de
from socle.comptes.models import Utilisateur

_FILIATIONS = {
    NatureLien.PARENT: Filiation.NAISSANCE,
    NatureLien.PARENT_ADOPTIF: Filiation.ADOPTION,
    NatureLien.FAMILLE_ACCUEIL: Filiation.ACCUEIL,
}
_GENERATIONS = {NatureLien.GRAND_PARENT: -2, NatureLien.FRATRIE: 0, NatureLien.COUSIN: 0}
_SEXES = {
    Sexe.FILLE: Forme.FEMME,
    Sexe.GARCON: Forme.HOMME,
    SexeProche.FEMME: Forme.FEMME,
    SexeProche.HOMME: Forme.HOMME,
}


def arbre_de(user: Utilisateur, enfant: Enfant) -> Arbre:
    """Return the tree around a child: seven queries and the keys, however large the family."""
    rows = LienFamilial.objects.visible_to(user, "lire_famille").standing()
    own = list(rows.filter(enfant_id=enfant.pk).select_related("proche").order_by("id"))
    people = {f"p{tie.proche_id}": _relative(tie) for tie in own}
    siblings, keys = _siblings(user, enfant)
    people |= siblings
    reached = [tie.proche_id for tie in own]
    ties = list(rows.filter(proche_id__in=reached).order_by("id"))
    parents: dict[tuple[str, Filiation], set[str]] = defaultdict(set)
    unions: dict[tuple[str, ...], str] = {}
    for tie in ties:
        relative, other = f"p{tie.proche_id}", _end(tie, keys)
        if other not in people:
            continue
        if tie.nature in UNIONS:
            unions[tuple(sorted((relative, other)))] = tie.nature
        elif tie.nature in _FILIATIONS:
            parents[other, _FILIATIONS[NatureLien(tie.nature)]].add(relative)
    _full_siblings(parents, people, f"e{enfant.pk}")
    people = {cle: _worded(person) for cle, person in people.items()}
    return Arbre(dict(sorted(people.items())), _couples(parents, unions, people))


def _relative(tie: LienFamilial) -> Personne:
    proche = tie.proche
    year = proche.annee_naissance
    return Personne(
        cle=f"p{proche.pk}",
        nom=nom_de(proche),
        mot=lien_en_mot(tie.nature, proche.sexe),
        forme=_SEXES.get(str(proche.sexe), Forme.NON_PRECISE),  # type: ignore[call-overload]
        annee=year if isinstance(year, int) else None,
        decede=proche.decede,
        generation=_GENERATIONS.get(NatureLien(tie.nature), -1),
    )


def _siblings(user: Utilisateur, enfant: Enfant) -> tuple[dict[str, Personne], dict[object, str]]:
    """Return the child and the siblings, and the key of each line of the sibling groups."""
    groups = MembreFratrie.objects.visible_to(user, "lire_identite")
    mine = groups.filter(enfant_id=enfant.pk).order_by().values("fratrie_id")
    members = list(groups.filter(fratrie_id__in=mine).order_by("id"))
    own = {m.fratrie_id: m for m in members if m.enfant_id == enfant.pk}
    within = {m.enfant_id for m in members if m.enfant_id} | {enfant.pk}
    files = {
        e.pk: e for e in Enfant.objects.visible_to(user, "lire_identite").filter(pk__in=within).order_by()
    }
    files.setdefault(enfant.pk, enfant)
    stays = current_stays(user, files)
    roof = stays[enfant.pk].maison_id if enfant.pk in stays else None
    births: dict[object, list[str]] = defaultdict(list)
    people: dict[str, Personne] = {}
    keys: dict[object, str] = {}
    for member in members:
        keys[member.pk] = f"e{member.enfant_id}" if member.enfant_id else f"m{member.pk}"
        if keys[member.pk] not in people:
            people[keys[member.pk]] = _member(member, own[member.fratrie_id], keys[member.pk])
    for pk, child in files.items():
        key = f"e{pk}"
        birth = child.date_naissance
        known = people.get(key) or Personne(cle=key, nom=str(child.prenom))
        people[key] = replace(
            known,
            forme=_SEXES.get(str(child.sexe), known.forme),  # type: ignore[call-overload]
            annee=birth.year if isinstance(birth, date) else known.annee,
            index=pk == enfant.pk,
            mot="" if pk == enfant.pk else known.mot,
            foyer=roof is not None and pk in stays and stays[pk].maison_id == roof,
        )
        if isinstance(birth, date):
            births[birth].append(key)
    for together in births.values():
        if len(together) > 1:
            for key in together:
                people[key] = replace(people[key], jumeau=min(together))
    if sum(person.foyer for person in people.values()) == 1:
        people = {key: replace(person, foyer=False) for key, person in people.items()}
    return people, keys


def _member(member: MembreFratrie, child: MembreFratrie, key: str) -> Personne:
    year = member.annee_naissance
    return Personne(
        cle=key,
        nom=str(member.prenom),
        mot=tie_between(child, member),
        forme=Forme.A_NAITRE if member.lien == LienFratrie.A_NAITRE else Forme.NON_PRECISE,
        annee=year if isinstance(year, int) else None,
    )


def _worded(person: Personne) -> Personne:
    """Say « sœur » or « frère » when the file says which."""
    sexe = {Forme.FEMME: Sexe.FILLE, Forme.HOMME: Sexe.GARCON}.get(person.forme)
    return replace(person, mot=frere_en_mot(person.mot, sexe))


def _end(tie: LienFamilial, keys: dict[object, str]) -> str:
    if tie.enfant_id is not None:
        return f"e{tie.enfant_id}"
    if tie.membre_id is not None:
        return keys.get(tie.membre_id, "")
    return f"p{tie.autre_id}"


def _full_siblings(
    parents: dict[tuple[str, Filiation], set[str]], people: dict[str, Personne], index: str
) -> None:
    """Hang full siblings without ties of their own with the child: both parents are theirs."""
    born = parents.get((index, Filiation.NAISSANCE))
    tied = {cle for cle, _ in parents}
    for cle, person in people.items():
        if born and cle[0] != "p" and cle not in tied and person.mot == LienFratrie.GERMAIN.label:
            parents[cle, Filiation.NAISSANCE] |= born


def _couples(
    parents: dict[tuple[str, Filiation], set[str]],
    unions: dict[tuple[str, ...], str],
    people: dict[str, Personne],
) -> tuple[Couple, ...]:
    children: dict[tuple[str, ...], list[tuple[str, Filiation]]] = {pair: [] for pair in unions}
    for (enfant, filiation), who in sorted(parents.items()):
        pair = tuple(sorted(who))
        # More than two of one kind is two couples, or an error to correct: each is shown apart.
        for one in [pair] if len(pair) <= 2 else [(parent,) for parent in pair]:
            children.setdefault(one, []).append((enfant, filiation))
    return tuple(
        Couple(
            pair, unions.get(pair, ""), tuple(sorted(found, key=lambda c: (people[c[0]].annee or 9999, c)))
        )
        for pair, found in sorted(children.items())
    )
