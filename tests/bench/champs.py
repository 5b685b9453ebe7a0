"""Load and read 10,000 rows of five sealed fields, a thousand keys cold at each round."""

from __future__ import annotations

import os
from random import Random
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction

from deploy.demonstration.recit.banque import phrases
from enfants.enums import Theme
from socle.chiffrement.keys import creer_cles, key_scope
from socle.chiffrement.models import NatureSujet
from socle.outils.identifiants import nouvel_id
from tests.bench.bases import Bases
from tests.bench.mesure import Comparaison, Figure, chronometrer
from tests.bench.models import LigneBrute, LigneFernet, LigneScellee
from tests.bench.tailles import Tailles

CHAMPS = "abcde"
_NONCE = 12


def _remplir(tailles: Tailles) -> dict[UUID, AESGCM]:
    """Write the same clear texts three times; return the keys of the floor."""
    rng = Random(3)
    textes = [texte for theme in Theme for texte in phrases(theme, "e")]
    sujets = [nouvel_id() for _ in range(tailles.cles)]
    cles = {sujet: AESGCM(AESGCM.generate_key(256)) for sujet in sujets}
    scellees, brutes, fernet = [], [], []
    with transaction.atomic(), key_scope():
        creer_cles((sujet, NatureSujet.ENFANT) for sujet in sujets)
        for rang in range(tailles.lignes):
            sujet = sujets[rang % len(sujets)]
            clairs = {champ: rng.choice(textes) for champ in CHAMPS}
            scellees.append(LigneScellee(sujet_id=sujet, **clairs))
            fernet.append(LigneFernet(sujet_id=sujet, **clairs))
            brut = {}
            for champ, clair in clairs.items():
                nonce = os.urandom(_NONCE)
                brut[champ] = nonce + cles[sujet].encrypt(nonce, clair.encode(), None)
            brutes.append(LigneBrute(sujet_id=sujet, **brut))
        LigneScellee.objects.bulk_create(scellees, batch_size=1000)
    LigneBrute.objects.bulk_create(brutes, batch_size=1000)
    LigneFernet.objects.bulk_create(fernet, batch_size=1000)
    return cles


def mesurer(bases: Bases, tailles: Tailles) -> list[Figure]:
    """Compare with the bare primitive and with django-fernet-encrypted-fields."""
    base, _ = bases.creer("champs")
    cles = _remplir(tailles)

    def notre() -> int:
        with transaction.atomic(), key_scope():
            return sum(len(getattr(ligne, champ)) for ligne in LigneScellee.objects.all() for champ in CHAMPS)

    def plancher() -> int:
        total = 0
        with transaction.atomic():
            for ligne in LigneBrute.objects.all():
                decrypt = cles[ligne.sujet_id].decrypt
                for champ in CHAMPS:
                    octets = getattr(ligne, champ)
                    total += len(decrypt(octets[:_NONCE], octets[_NONCE:], None).decode())
        return total

    def fernet() -> int:
        with transaction.atomic():
            return sum(len(getattr(ligne, champ)) for ligne in LigneFernet.objects.all() for champ in CHAMPS)

    def non_lues() -> int:
        with transaction.atomic(), key_scope():
            return len(LigneScellee.objects.all())

    assert notre() == plancher() == fernet()
    figure = Figure(
        "champs",
        f"{tailles.lignes} lignes × 5 champs scellés, {tailles.cles} clés froides",
        (
            Comparaison("champs scellés", "plancher", au_plus=2.2),
            Comparaison("django-fernet-encrypted-fields", "champs scellés", au_moins=3),
        ),
    )
    figure.temps = chronometrer(
        {
            "champs scellés": notre,
            "plancher": plancher,
            "django-fernet-encrypted-fields": fernet,
            "champs scellés, non lus": non_lues,
        },
        tours=tailles.tours,
    )
    bases.supprimer(base)
    return [figure]
