"""The search itself: a canary is found under every shape it can take."""

from __future__ import annotations

import base64
import json
from datetime import date
from urllib.parse import quote

import pytest

from tests.fuites.canaris import Cage

NOM = "Éloïse-Canariloriot"


@pytest.mark.parametrize(
    "octets",
    [
        NOM.encode(),
        NOM.upper().encode(),
        b"eloise-canariloriot",
        NOM.encode("utf-16-le"),
        NOM.encode("utf-16-be"),
        NOM.encode("latin-1"),
        NOM.encode().hex().encode(),
        NOM.encode().hex().upper().encode(),
        json.dumps({"nom": NOM}).encode(),
        quote(NOM).encode(),
        repr(NOM.encode()).encode(),
        *(base64.b64encode(b"x" * rang + NOM.encode() + b"suite") for rang in range(3)),
        *(base64.urlsafe_b64encode(b"x" * rang + NOM.encode()) for rang in range(3)),
    ],
)
def test_a_name_is_found_in_every_shape(octets):
    assert Cage([NOM], []).echappes({"ici": b"avant" + octets + b"apres", "rien": b"Canari"}) == {
        ("ici", NOM)
    }


@pytest.mark.parametrize(
    "octets",
    [b"2014-03-27", b"27/03/2014", b"20140327", "27 mars 2014".encode("utf-16-le"), b"\0\0\0\x04\0\0\x14O"],
)
def test_a_date_is_found_in_every_shape(octets):
    assert Cage([], [date(2014, 3, 27)]).echappes({"ici": octets}) == {("ici", "2014-03-27")}
