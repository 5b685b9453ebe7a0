"""What the family adds to the emergency sheet: who consents, and who must not approach."""

from __future__ import annotations

from collections.abc import Iterator

from enfants.models import Enfant
from enfants.selectors.complements import Complement
from fratries.selectors.decision import titulaires_de
from fratries.selectors.famille import contacts_de
from socle.comptes.models import Utilisateur

CONSENTEMENTS, CONTACTS = "lire_famille_consentements", "lire_famille_contacts"
#: Beyond these the paper says to open the file; it never runs over its page.
LIGNES_MAX = 6


def complements_de_la_famille(user: Utilisateur, enfant: Enfant) -> Iterator[Complement]:
    """Say the forbidden contacts to who may read contacts, the holders of authority to who may read them.

    Never an address. A vital emergency waits for nobody: doctors give the care that cannot wait.
    """
    if user.has_perm(CONTACTS, enfant):
        forbidden = [vu for vu in contacts_de(user, enfant) if vu.contact.interdit]
        if forbidden:
            lines = [
                f"{vu.ligne}. {vu.contact.consigne}".strip() if vu.contact.consigne else f"{vu.ligne}."
                for vu in forbidden
            ]
            yield Complement("Ne doivent pas approcher", _cut(lines), grave=True)
    if user.has_perm(CONSENTEMENTS, enfant):
        holders = titulaires_de(user, enfant, CONSENTEMENTS)
        lines = []
        for holder in holders:
            phone = f", {holder.telephone}" if holder.telephone and holder.decide else ""
            state = holder.autorite.get_etat_display()
            line = f"{holder.nom} ({holder.autorite.get_nature_display()}), autorité {state}{phone}"
            lines.append(f"{line}. {holder.autorite.limites}" if holder.autorite.limites else f"{line}.")
        if not lines:
            lines = ["Aucun titulaire inscrit : demandez au service gardien."]
        yield Complement("Qui consent aux soins", _cut(lines))


def _cut(lines: list[str]) -> tuple[str, ...]:
    if len(lines) <= LIGNES_MAX:
        return tuple(lines)
    return (*lines[:LIGNES_MAX], f"et {len(lines) - LIGNES_MAX} de plus dans le dossier")
