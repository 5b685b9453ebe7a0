"""The sheet given to the police: everything they ask in the first minutes, on one page, for one reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from enfants.enums import GraviteAllergie, Sexe
from enfants.models import Enfant
from enfants.photos import dessin
from enfants.selectors.impressions import CONSERVATION
from enfants.selectors.lieu import SANS_LIEU, cache_sur_papier, masque_sur_papier
from enfants.selectors.mesures import interlocuteurs_de
from enfants.selectors.titulaires import noms_des_titulaires
from enfants.selectors.traitements import allergies_de
from protection.enums import DestinataireFugue
from protection.models import AlerteFugue, Fugue
from protection.querysets import DE_SERVICE
from protection.selectors.destinataires import telephone_d_astreinte
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.documents.enums import TypeMime
from socle.documents.errors import QuarantinedDocumentError, TamperedDocumentError, UnavailableDocumentError
from socle.documents.models import Document
from socle.documents.services import open_stream
from socle.outils.dates import age_revolu, aujourdhui
from socle.taches.models import Tache
from socle.ui.typographie import heure_en_lettres, jour_en_toutes_lettres, typographie
from villages.selectors.portees import noms_des_comptes

#: Code of the job, shared by who asks, who makes and who looks.
CODE = "fugues.fiche"
TITRE, MODELE = "Signalement de disparition d’un mineur", "modèle 1, novembre 2026"
#: What a block may hold: the page stays one page, and says what stands in the file.
LIGNE_MAX, BLOC_MAX, PERSONNES_MAX = 160, 420, 4
SUITE = "… (suite dans le dossier)"
#: The biggest photo the sheet draws.
PHOTO_MAX = 12 * 1024 * 1024


@dataclass(frozen=True)
class Fiche:
    """Everything the sheet says, as plain strings."""

    titre: str
    modele: str
    association: str
    village: str
    enfant: str
    naissance: str
    sexe: str
    photo: str
    disparu: str
    blocs: list[list[str]]
    alertes: list[str]
    titulaires: list[str]
    gardiens: list[str]
    reference: str
    numero_police: str
    astreinte: str
    contact: str
    filigrane: str
    imprime: str
    confidentiel: str = "Document confidentiel, pour la police et la gendarmerie"

    def en_donnees(self) -> dict[str, Any]:
        """Return it as the template reads it."""
        return asdict(self)


def fiche(user: Utilisateur, fugue: Fugue) -> Fiche:
    """Return what the sheet says to this reader; the caller has fetched the runaway through the right.

    What the reader may not read (who holds authority, the guardian service, allergies) is a line to complete
    by hand. The place is left out when a judge keeps it secret (ADR 0028): police call the number given.
    """
    enfant, now = fugue.enfant, timezone.localtime()
    masque, secret = masque_sur_papier(user, enfant), cache_sur_papier(user, enfant)
    who = noms_des_comptes([user.pk]).get(user.pk, "un compte sans nom")
    house = f"{fugue.maison.nom}, " if fugue.maison else ""
    seen = [f"{_moment(fugue.vue_le)}"]
    seen += [masque(str(fugue.vue_ou))] if fugue.vue_ou else []
    seen += [f"par {masque(str(fugue.vue_par))}"] if fugue.vue_par else []
    return Fiche(
        titre=TITRE,
        modele=MODELE,
        association=fugue.village.association.nom,
        village=SANS_LIEU if secret else f"{house}{fugue.village.nom}",
        enfant=f"{enfant.prenom} {enfant.nom}",
        naissance=_born(enfant),
        sexe=typographie(str(Sexe(enfant.sexe).label)) if str(enfant.sexe) in Sexe.values else "",
        photo=_photo(fugue.photo),
        disparu=_clip(", ".join(seen), 2 * LIGNE_MAX),
        blocs=[
            [label, _clip(masque(str(texte)), BLOC_MAX)]
            for label, texte in (
                ("Signalement", fugue.signalement),
                ("Vêtements", fugue.vetements),
                ("Avec l’enfant", fugue.emporte),
                ("Son téléphone", fugue.telephone),
                ("Moyen de transport", fugue.transport),
                ("Lieux possibles", fugue.lieux),
                ("Personnes que l’enfant peut rejoindre", fugue.personnes),
            )
        ],
        alertes=_health(user, fugue),
        titulaires=_short(noms_des_titulaires(user, enfant).values()),
        gardiens=_guardians(user, enfant),
        reference=fugue.reference,
        numero_police=_police_number(fugue),
        astreinte=telephone_d_astreinte(fugue.village),
        contact=who,
        filigrane=f"{who} · {_moment(now)}",
        imprime=f"Imprimé par {who} le {_moment(now)}",
    )


def fiches_demandees(user: Utilisateur) -> QuerySet[Tache]:
    """Return the jobs of one person: nobody else's."""
    return Tache.objects.filter(code=CODE, acteur_id=user.pk)


def fiches_recentes(user: Utilisateur, fugue_id: UUID) -> list[Tache]:
    """Return what can still be fetched, the latest first."""
    since = timezone.now() - CONSERVATION
    rows = fiches_demandees(user).filter(parametres__fugue={"uuid": str(fugue_id)}, cree_le__gte=since)
    return list(rows.order_by("-cree_le")[:5])


def fugue_a_imprimer(user: Utilisateur, fugue_id: UUID) -> Fugue | None:
    """Return the runaway if this person is on duty for the child now."""
    rows = Fugue.objects.visible_to(user, DE_SERVICE).on_duty(user)
    found: Fugue | None = (
        rows.select_related("enfant__village", "village__association", "maison", "photo")
        .filter(pk=fugue_id)
        .first()
    )
    return found


# --- inside ---------------------------------------------------------------------------


def _moment(value: datetime) -> str:
    return f"{jour_en_toutes_lettres(value)} à {heure_en_lettres(value)}"


def _born(enfant: Enfant) -> str:
    day = enfant.date_naissance
    if isinstance(day, Illisible):
        return ""
    age = age_revolu(day, aujourdhui())
    return typographie(f"Né(e) le {day:%d/%m/%Y}, {age} an{'s' if age > 1 else ''}")


def _health(user: Utilisateur, fugue: Fugue) -> list[str]:
    """What a policeman or a doctor must know tonight, and nothing more of the care."""
    grave = [
        str(a.substance)
        for a in allergies_de(user, [fugue.enfant_id]).get(fugue.enfant_id, [])
        if a.gravite == GraviteAllergie.GRAVE
    ]
    lines = [f"Allergie grave : {_clip(', '.join(grave), LIGNE_MAX)}"] if grave else []
    lines += [_clip(str(fugue.soin), BLOC_MAX)] if fugue.soin else []
    lines += [_clip(str(fugue.risques), BLOC_MAX)] if fugue.risques else []
    return [typographie(line) for line in lines]


def _guardians(user: Utilisateur, enfant: Enfant) -> list[str]:
    today = aujourdhui()
    people = [i for i in interlocuteurs_de(user, enfant) if i.en_fonction(today)]
    return _short(", ".join(str(part) for part in (i.service, i.nom, i.telephone) if part) for i in people)


def _short(lines: Iterable[str]) -> list[str]:
    """Keep the first ones, each cut: who has more to say opens the file."""
    found = [_clip(str(line), LIGNE_MAX) for line in lines]
    rest = len(found) - PERSONNES_MAX
    return [*found[:PERSONNES_MAX], *([f"et {rest} de plus dans le dossier"] if rest > 0 else [])]


def _police_number(fugue: Fugue) -> str:
    rows = AlerteFugue.objects.filter(fugue=fugue, destinataire=DestinataireFugue.POLICE)
    return _clip(next((str(row.reference) for row in rows if row.reference), ""), 80)


def _photo(document: Document | None) -> str:
    if document is None or document.taille > PHOTO_MAX:
        return ""
    try:
        return dessin(b"".join(open_stream(document)), TypeMime(document.type_mime))
    except (QuarantinedDocumentError, UnavailableDocumentError, TamperedDocumentError, ValueError):
        return ""


def _clip(text: str, size: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= size else flat[: size - len(SUITE)].rstrip() + SUITE
