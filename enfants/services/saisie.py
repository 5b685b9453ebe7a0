"""What is typed about one child, and what every act of writing in the journal shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection

from enfants import mentions
from enfants.models import Enfant
from enfants.models.journal import LONGUEUR_MAX
from socle.chiffrement.enums import Raison
from socle.comptes.models import Utilisateur

#: A draft closed for one of these reasons never opens again; a missing key may come back.
SANS_RETOUR = frozenset({Raison.ALTEREE, Raison.FORMAT_INCONNU})

FERME = "Le dossier d’un de ces enfants ne peut pas être ouvert : rien n’a été enregistré."


class Contenu(TypedDict):
    """The fields of a version."""

    texte: str
    complement: str
    humeur: str
    themes: list[str]
    importante: bool
    rien_de_particulier: bool


@dataclass(frozen=True, kw_only=True)
class Entree:
    """What is typed about one child; ``commun`` is the text shared with others."""

    enfant: Enfant
    commun: str = ""
    texte: str = ""
    humeur: str = ""
    themes: tuple[str, ...] = ()
    importante: bool = False
    rien_de_particulier: bool = False

    @property
    def dit_quelque_chose(self) -> bool:
        return bool(self.commun.strip() or self.texte.strip() or self.humeur or self.rien_de_particulier)

    @property
    def est_vide(self) -> bool:
        return not (self.dit_quelque_chose or self.themes or self.importante)

    def contenu(self, noms: dict[UUID, str]) -> Contenu:
        """Return the fields of a version, children named by tokens.

        Raises ValidationError for a text longer than a note may be.
        """
        commun, texte = self.commun.strip(), self.texte.strip()
        if max(len(commun), len(texte)) > LONGUEUR_MAX:
            raise ValidationError("Ce texte est trop long.", code="max_length")
        return {
            "texte": mentions.poser(commun or texte, noms),
            "complement": mentions.poser(texte, noms) if commun else "",
            "humeur": self.humeur,
            "themes": list(self.themes),
            "importante": self.importante,
            "rien_de_particulier": self.rien_de_particulier and not (commun or texte),
        }


def lock_writer(acteur: Utilisateur) -> None:
    """Let one person's writings in one after the other: double submits and late autosaves meet here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"journal:{acteur.pk}"])
