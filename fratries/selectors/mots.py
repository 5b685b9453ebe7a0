"""How relatives and ties are worded, everywhere the same."""

from __future__ import annotations

from enfants.enums import Sexe
from fratries.enums import Contact, LienFratrie, NatureLien, SexeProche
from fratries.models import PersonneAutorisee, Proche
from socle.chiffrement.values import Illisible
from socle.outils.texte import plier

_MOTS: dict[str, tuple[str, str, str]] = {
    NatureLien.PARENT: ("mère", "père", "parent"),
    NatureLien.PARENT_ADOPTIF: ("mère adoptive", "père adoptif", "parent adoptif"),
    NatureLien.BEAU_PARENT: ("belle-mère", "beau-père", "beau-parent"),
    NatureLien.GRAND_PARENT: ("grand-mère", "grand-père", "grand-parent"),
    NatureLien.ONCLE_TANTE: ("tante", "oncle", "oncle ou tante"),
    NatureLien.FRATRIE: ("sœur", "frère", "frère ou sœur"),
    NatureLien.COUSIN: ("cousine", "cousin", "cousin ou cousine"),
    NatureLien.FAMILLE_ACCUEIL: ("famille d’accueil",) * 3,
    NatureLien.PARRAIN: ("marraine", "parrain", "parrain ou marraine"),
    NatureLien.TIERS: ("tiers digne de confiance",) * 3,
    NatureLien.AMI: ("amie de la famille", "ami de la famille", "proche de la famille"),
    NatureLien.AUTRE: ("proche",) * 3,
    NatureLien.MARIAGE: ("épouse", "époux", "époux ou épouse"),
    NatureLien.PACS: ("partenaire (pacs)",) * 3,
    NatureLien.CONCUBINAGE: ("compagne", "compagnon", "compagnon ou compagne"),
    NatureLien.SEPARATION: ("séparée", "séparé", "séparé ou séparée"),
    NatureLien.DIVORCE: ("divorcée", "divorcé", "divorcé ou divorcée"),
}

VERBES = (("appeler", "appel"), ("visiter", "visite"), ("chercher", "sortie"))
_DIT = {
    Contact.AUTORISE: {
        "appeler": "peut appeler",
        "visiter": "peut rendre visite",
        "chercher": "peut venir chercher",
    },
    Contact.ACCOMPAGNE: {
        "appeler": "appelle en présence d’un tiers",
        "visiter": "rend visite en présence d’un tiers",
        "chercher": "vient chercher avec un tiers",
    },
    Contact.INTERDIT: {
        "appeler": "ne doit pas appeler",
        "visiter": "ne doit pas rendre visite",
        "chercher": "ne doit pas venir chercher",
    },
}


def lien_en_mot(nature: str, sexe: object) -> str:
    """« mère », « grand-père »: what the relative is, by the sex recorded."""
    femme, homme, neutre = _MOTS[nature]
    if sexe == SexeProche.FEMME:
        return femme
    return homme if sexe == SexeProche.HOMME else neutre


_FRERES: dict[str, tuple[str, str]] = {
    str(LienFratrie.GERMAIN.label): ("sœur", "frère"),
    str(LienFratrie.DEMI.label): ("demi-sœur", "demi-frère"),
    str(LienFratrie.PAR_ALLIANCE.label): ("quasi-sœur", "quasi-frère"),
}


def frere_en_mot(lien: str, sexe: object) -> str:
    """« demi-sœur » rather than « demi-frère ou demi-sœur », when the file says which."""
    words = _FRERES.get(lien)
    if words is None or sexe not in {Sexe.FILLE, Sexe.GARCON}:
        return lien
    return words[sexe == Sexe.GARCON]


def de(nom: str) -> str:
    """« de Noé », « d’Inaya »."""
    return f"d’{nom}" if plier(nom)[:1] in set("aeiouy") else f"de {nom}"


def nom_de(proche: Proche) -> str:
    """First name and surname, as far as they open."""
    parts = [part for part in (proche.prenom, proche.nom) if part]
    if any(isinstance(part, Illisible) for part in parts):
        return str(parts[0])
    return " ".join(str(part) for part in parts)


def contacts_en_phrases(contact: PersonneAutorisee) -> list[tuple[str, str]]:
    """Return (kind of banner, sentence) for each kind of contact something is said of.

    The forbidden come first: all three forbidden read as one, the person must not approach.
    """
    said = {field: Contact(getattr(contact, field)) for field, _ in VERBES}
    if set(said.values()) == {Contact.INTERDIT}:
        return [("danger", "ne doit ni appeler, ni rendre visite, ni venir chercher")]
    order = (Contact.INTERDIT, Contact.ACCOMPAGNE, Contact.AUTORISE)
    kinds = {Contact.INTERDIT: "danger", Contact.ACCOMPAGNE: "attention", Contact.AUTORISE: "fait"}
    return [
        (kinds[rule], _DIT[rule][field]) for rule in order for field, value in said.items() if value == rule
    ]
