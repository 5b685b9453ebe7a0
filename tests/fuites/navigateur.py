"""A person's own Chromium, with a profile kept on disk as a house's computer keeps it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, Response, expect

from socle.comptes.models import Utilisateur
from tests.connexion import ajouter_totp, code_totp
from tests.factories import MOT_DE_PASSE

#: An address, as the files of a profile hold it: in a cache, a history, a session to restore.
ADRESSE = re.compile(rb"https?://localhost(?::\d+)?(/[\w./%?&=~+-]*)")


class Profil:
    """One browser on a directory; every exchange is noted as a proxy would."""

    def __init__(
        self, lancer: Callable[..., Any], dossier: Path, origine: str, entendu: list[bytes], **options: Any
    ) -> None:
        self.dossier, self.entendu = dossier, entendu
        self.context = lancer(
            str(dossier),
            viewport={"width": 1366, "height": 900},
            locale="fr-FR",
            timezone_id="Europe/Paris",
            reduced_motion="reduce",
            base_url=origine,
            accept_downloads=False,
            **options,
        )
        self.context.on("response", self._note)
        self.page: Page = self.context.pages[0]

    def _note(self, response: Response) -> None:
        request = response.request
        self.entendu.append(f"{request.method} {request.url}\n{response.headers}".encode())

    def entrer(self, personne: Utilisateur) -> None:
        """Sign in by the doors: password, then the six digits of an app."""
        Authenticator.objects.filter(user=personne).delete()
        secret = ajouter_totp(personne)
        self.page.goto("/compte/login/")
        self.page.fill('input[name="login"]', personne.identifiant)
        self.page.fill('input[name="password"]', MOT_DE_PASSE)
        self.page.press('input[name="password"]', "Enter")
        self.page.fill('input[name="code"]', code_totp(secret))
        self.page.press('input[name="code"]', "Enter")
        expect(self.page.get_by_text("Menu", exact=True)).to_be_visible()

    def sortir(self) -> None:
        self.page.get_by_text("Menu", exact=True).click()
        self.page.get_by_role("button", name="Se déconnecter").click()
        expect(self.page.locator('input[name="login"]')).to_be_visible()

    def fermer(self) -> None:
        """Close the browser as one closes its window: it writes down what it keeps."""
        self.context.close()


@dataclass
class Navigateurs:
    """The browsers of several people, each with its profile in one directory."""

    lancer: Callable[..., Any]
    dossier: Path
    origine: str
    entendu: list[bytes] = field(default_factory=list)
    _ouverts: list[Profil] = field(default_factory=list)

    def ouvrir(self, nom: str, **options: Any) -> Profil:
        self._ouverts.append(Profil(self.lancer, self.dossier / nom, self.origine, self.entendu, **options))
        return self._ouverts[-1]

    def fermer(self) -> None:
        while self._ouverts:
            self._ouverts.pop().fermer()


def historique(dossier: Path) -> list[tuple[str, str]]:
    """Return the addresses and titles a closed profile remembers."""
    with sqlite3.connect(f"file:{dossier / 'Default' / 'History'}?immutable=1", uri=True) as base:
        return base.execute("SELECT url, title FROM urls").fetchall()


def en_cache(dossier: Path) -> set[str]:
    """Return the addresses whose answer the profile keeps on disk; what it keeps is compressed.

    The cache of compiled scripts names beside each script the site that ran it: no page of it.
    """
    return _addresses(dossier, "Cache_Data", "CacheStorage") | (_addresses(dossier, "Code Cache") - {"/"})


def _addresses(dossier: Path, *caches: str) -> set[str]:
    kept = (p for cache in caches for d in dossier.rglob(cache) for p in d.rglob("*") if p.is_file())
    return {path.decode() for p in kept for path in ADRESSE.findall(p.read_bytes())}
