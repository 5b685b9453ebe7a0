"""Somebody with a browser without script: cookies, forms as the page gives them, real requests."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from http.client import HTTPMessage
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

from tests.connexion import code_totp
from tests.factories import MOT_DE_PASSE

Champs = list[tuple[str, str]]


class _Formulaire(HTMLParser):
    """Reads the successful controls of the form whose address ends with ``part``."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self.part = part
        self.inside = False
        self.action = ""
        self.champs: Champs = []
        self._text: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = dict(attrs)
        if tag == "form":
            self.inside = not self.action and (a.get("action") or "").partition("?")[0].endswith(self.part)
            self.action = (a.get("action") or "") if self.inside else self.action
        if not self.inside or not a.get("name") or "disabled" in a:
            return
        name = a["name"] or ""
        if tag == "input" and (a.get("type") not in {"checkbox", "radio"} or "checked" in a):
            self.champs.append((name, a.get("value") or ""))
        if tag == "textarea":
            self._text = ""
            self.champs.append((name, ""))

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text is not None:
            self.champs[-1] = (self.champs[-1][0], self._text.removeprefix("\n"))
            self._text = None
        if tag == "form":
            self.inside = False


class Reponse:
    def __init__(self, status: int, url: str, headers: HTTPMessage, body: str) -> None:
        self.status, self.url, self.headers, self.body = status, url, headers, body

    @property
    def texte(self) -> str:
        return unescape(re.sub(r"<[^>]+>", " ", self.body))

    def formulaire(self, part: str, **valeurs: str) -> tuple[str, Champs]:
        """Return the action and the fields of a form as a browser would send them, with ``valeurs``."""
        reader = _Formulaire(part)
        reader.feed(self.body)
        assert reader.action, f"no form for {part}"
        return reader.action, [(n, v) for n, v in reader.champs if n not in valeurs] + list(valeurs.items())


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class Visiteur:
    """One person's browser."""

    def __init__(self, port: int) -> None:
        self.racine = f"http://127.0.0.1:{port}"
        self.cookies = CookieJar()

    def at(self, port: int) -> Visiteur:
        """Return the same cookies, before another server of the same installation."""
        other = Visiteur(port)
        other.cookies = self.cookies
        return other

    def ouvrir(self, adresse: str, champs: Champs | None = None, *, suivre: bool = True) -> Reponse:
        handlers: list[Any] = [HTTPCookieProcessor(self.cookies)]
        opener = build_opener(*handlers, *([] if suivre else [_Stay()]))
        url = urljoin(self.racine, adresse)
        data = None if champs is None else urlencode(champs).encode()
        request = Request(url, data=data, headers={"Referer": url})  # noqa: S310 - our own server
        try:
            answer = opener.open(request, timeout=60)
        except HTTPError as error:
            answer = error
        with answer:
            return Reponse(answer.status or 0, answer.url, answer.headers, answer.read().decode())

    def octets(self, adresse: str) -> bytes:
        """Fetch a document."""
        url = urljoin(self.racine, adresse)
        with build_opener(HTTPCookieProcessor(self.cookies)).open(url, timeout=60) as answer:
            body: bytes = answer.read()
            return body

    def envoyer(self, page: Reponse, part: str, *, suivre: bool = True, **valeurs: str) -> Reponse:
        return self.ouvrir(*page.formulaire(part, **valeurs), suivre=suivre)

    def entrer(self, identifiant: str, secret: str, *, plus_tard: int = 0) -> Visiteur:
        """Sign in through the real doors; a code serves once, ``plus_tard`` takes a later one."""
        page = self.ouvrir("/compte/login/")
        page = self.envoyer(page, "compte/login/", login=identifiant, password=MOT_DE_PASSE)
        page = self.envoyer(page, "2fa/authenticate/", code=code_totp(secret, periodes=plus_tard))
        assert "/compte/" not in page.url, page.texte
        return self
