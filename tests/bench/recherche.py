"""Search a name among the children one may see, sealed each under its own key.

The floor does what no search can do without: fetch and unwrap as many keys, open as many names, fold
them and compare. It knows no perimeter, forgives no error and shows nothing.
"""

from __future__ import annotations

from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, transaction

from enfants.models import Enfant
from enfants.selectors.recherche import chercher_enfants
from socle.chiffrement.keyring import current_keyring, wrapping_context
from socle.habilitations.contexte import acting_as
from socle.outils.rapprochement import Recherche
from socle.outils.texte import plier
from socle.ui.recherche import PLAFOND
from tests.bench.bases import Bases, Connexion
from tests.bench.liste import _directions
from tests.bench.mesure import Comparaison, Figure, chronometrer
from tests.bench.tailles import Tailles

_NOMS = ("prenom", "nom")


def _plancher(village: UUID, mots: str) -> int:
    """Return how many names begin with the words."""
    labels = {nom: Enfant._meta.get_field(nom).label for nom in _NOMS}  # type: ignore[union-attr]
    keyring, cles, trouves = current_keyring(), {}, 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, prenom, nom FROM enfants_enfant WHERE village_id = %s", [village])
        lignes = cursor.fetchall()
        cursor.execute(
            "SELECT id, nature, cle_enveloppee, kek, generation FROM cles.cle_sujet WHERE id = ANY(%s)",
            [[ligne[0] for ligne in lignes]],
        )
        for sujet, nature, enveloppe, kek, generation in cursor.fetchall():
            contexte = wrapping_context(sujet, nature, generation)
            cles[sujet] = AESGCM(keyring.unwrap(kek, enveloppe, contexte))
    for ident, *scelles in lignes:
        decrypt, lien = cles[ident].decrypt, ident.bytes + ident.bytes
        for nom, octets in zip(_NOMS, scelles, strict=True):
            clair = decrypt(octets[2:14], octets[14:], labels[nom] + lien).decode()
            trouves += plier(clair).startswith(mots)
    return trouves


def mesurer(bases: Bases, tailles: Tailles) -> list[Figure]:
    """Search as the director of one village: a whole name, then the same with two letters exchanged."""
    base, _ = bases.creer("recherche", villages=1, enfants=tailles.enfants_recherche)
    [(direction, village)] = _directions(1)
    proprietaire = Connexion(base, adresse="DATABASE_OWNER_URL")
    with acting_as(direction):
        enfant = Enfant.objects.filter(village_id=village).order_by("id")[0]
        prenom, nom = str(enfant.prenom), str(enfant.nom)
    faute = f"{nom[:1]}{nom[2]}{nom[1]}{nom[3:]}"

    def notre(mots: str) -> list[str]:
        with acting_as(direction):
            return [une.titre for une in chercher_enfants(direction, Recherche(mots), PLAFOND)]

    def plancher() -> int:
        with proprietaire.ici(), transaction.atomic():
            return _plancher(village, plier(nom))

    assert notre(f"{nom} {prenom}")[0] == f"{prenom} {nom}"
    assert f"{prenom} {nom}" in notre(f"{prenom} {faute}") or faute == nom
    assert plancher() > 0
    figure = Figure(
        "recherche",
        f"un nom parmi {tailles.enfants_recherche} enfants visibles, {tailles.enfants_recherche} clés froides",
        (
            Comparaison("nom et prénom", "plancher", au_plus=2),
            Comparaison("une faute de frappe", "plancher", au_plus=2),
        ),
    )
    figure.temps = chronometrer(
        {
            "nom et prénom": lambda: notre(f"{nom} {prenom}"),
            "une faute de frappe": lambda: notre(f"{prenom} {faute}"),
            "plancher": plancher,
        },
        tours=tailles.tours,
    )
    bases.supprimer(base)
    return [figure]
