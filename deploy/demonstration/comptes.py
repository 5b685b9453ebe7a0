"""Accounts of the demo: readable passphrases and second factors made anew for each installation."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password

from socle.comptes.models import Utilisateur

_MOTS = (
    "abricot", "acacia", "agate", "ardoise", "aurore", "avoine", "balade", "balcon", "banc", "barque",
    "bassin", "bateau", "bergerie", "biscuit", "blaireau", "bocage", "boussole", "brindille", "brume",
    "bruyere", "cabane", "cahier", "caillou", "canal", "caramel", "carnet", "cascade", "castor", "cerise",
    "chamois", "chanson", "chardon", "chemin", "chouette", "cigale", "citron", "clairiere", "coquille",
    "corail", "corbeille", "cordage", "coton", "crayon", "cristal", "dauphin", "digue", "dune", "ecluse",
    "ecureuil", "encre", "epice", "escalier", "etang", "etoile", "falaise", "fanfare", "farine", "figue",
    "flocon", "fontaine", "fougere", "framboise", "galet", "gare", "genet", "girafe", "girouette", "goeland",
    "grange", "grenier", "guitare", "hameau", "hangar", "herisson", "horizon", "horloge", "iris", "jardin",
    "jonquille", "jumelles", "kayak", "kiosque", "lagune", "lampion", "lanterne", "lavande", "libellule",
    "lichen", "lilas", "linotte", "loutre", "lucarne", "luge", "lune", "manteau", "marelle", "marguerite",
    "marron", "melodie", "menthe", "meringue", "mesange", "miel", "mimosa", "moulin", "mousse", "muguet",
    "myrtille", "nacelle", "navire", "noisette", "nuage", "olivier", "orage", "orange", "osier", "ourson",
    "pagaie", "palourde", "panier", "papillon", "parasol", "passerelle", "pastel", "patio", "perle",
    "pervenche", "phare", "pigeon", "pinson", "plume", "poirier", "ponton", "potager", "poterie", "prairie",
    "prune", "puits", "quai", "radeau", "raisin", "renard", "ricochet", "riviere", "robinet", "rosee",
    "ruban", "ruche", "ruisseau", "sablier", "safran", "sapin", "saule", "savane", "sentier", "serrure",
    "sillage", "sirop", "soleil", "sorbet", "source", "tabouret", "tambour", "tartine", "terrasse", "tilleul",
    "toboggan", "tonnelle", "tortue", "tournesol", "trefle", "tulipe", "vallon", "vanille", "vareuse",
    "verger", "village", "violon", "voile", "volcan", "wagon", "zephyr",
)  # fmt: skip

_MOTS_PAR_PHRASE = 4


@dataclass(frozen=True)
class Acces:
    """What a person types to come in; the five keys ``make demo`` promises."""

    identifiant: str
    mot_de_passe: str
    totp_secret: str | None
    role: str
    perimetre: str


def phrase_de_passe() -> str:
    """Return four words, easy to read aloud and to type on a phone."""
    return "-".join(secrets.choice(_MOTS) for _ in range(_MOTS_PAR_PHRASE))


def creer_comptes(demandes: Iterable[tuple[str, str]]) -> dict[str, tuple[Utilisateur, str]]:
    """Create the accounts ``(login, nature)``; return each with its passphrase.

    Hashing is made slow on purpose: two at a time, it takes half as long.
    """
    demandes = list(demandes)
    phrases = [phrase_de_passe() for _ in demandes]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        haches = list(pool.map(make_password, phrases))
    found = {}
    for (identifiant, nature), phrase, hache in zip(demandes, phrases, haches, strict=True):
        compte = Utilisateur(identifiant=identifiant, nature=nature, password=hache)
        compte.save()
        found[identifiant] = compte, phrase
    return found


def activer_second_facteur(compte: Utilisateur) -> str:
    """Give an account a time-based code; return the secret its phone would hold."""
    secret = generate_totp_secret()
    TOTP.activate(compte, secret)
    return secret


def ecrire_acces(acces: list[Acces], chemin: Path) -> None:
    """Write the accounts where only their owner reads them."""
    chemin.parent.mkdir(parents=True, exist_ok=True)
    chemin.unlink(missing_ok=True)
    descripteur = os.open(chemin, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descripteur, "w", encoding="utf-8") as fichier:
        json.dump([asdict(ligne) for ligne in acces], fichier, ensure_ascii=False, indent=2)
        fichier.write("\n")
