"""What the pages of a declaration show: whom one may name, whom one may call, what one declared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from enfants.models import Enfant
from protection.echelle import ECHELONS
from protection.enums import EtatIncident
from protection.models import DeclarationEnCours, Incident
from protection.selectors.alertes import SuiviAlerte, suivi_de_l_incident
from socle.comptes.models import Utilisateur
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.roles import PERIMETRES, Perimetre
from socle.outils.texte import plier
from villages.models import Astreinte, Maison, Professionnel, Village
from villages.selectors.ecrans import nom_de, par_nom

#: A declaration left so long is told to its author, then erased if it stays so.
PREVENU_APRES, SURSIS = timedelta(days=23), timedelta(days=7)
#: What the person who declared is told of where it stands: not what is decided.
SUIVI = {
    EtatIncident.RECU: "Reçu",
    EtatIncident.PROTEGE: "Une protection est décidée",
    EtatIncident.CLOS: "Terminé",
    EtatIncident.REVU: "Terminé",
}


@dataclass(frozen=True)
class Choix:
    """Whom and where one may name: what this person sees of the organisation and of the children."""

    villages: Sequence[Village]
    maisons: Sequence[Maison]
    #: the houses one works in today: the page begins there when there is one
    mes_maisons: frozenset[UUID]
    enfants: Sequence[tuple[Enfant, str]]
    professionnels: Sequence[tuple[Professionnel, str]]


@dataclass(frozen=True)
class Numero:
    """Somebody to call: one touch on a phone."""

    numero: str
    qui: str
    quand: str

    @property
    def lien(self) -> str:
        return "tel:" + "".join(c for c in self.numero if c.isdigit() or c == "+")


NUMEROS = (
    Numero("15", "SAMU", "Quelqu’un est blessé ou malade"),
    Numero("17", "Police, gendarmerie", "Violence, menace, disparition"),
    Numero("18", "Pompiers", "Feu, accident, personne coincée"),
    Numero("112", "Toutes les urgences", "Aussi depuis l’étranger"),
    Numero("119", "Enfance en danger", "Jour et nuit, gratuit"),
)


@dataclass(frozen=True)
class MaDeclaration:
    """One thing this person declared, and where it stands."""

    incident: Incident
    #: who was woken, when somebody was in danger; on its own page only
    alerte: SuiviAlerte | None = None

    @property
    def etat(self) -> str:
        return SUIVI.get(EtatIncident(self.incident.etat), "En cours de traitement")

    @property
    def fini(self) -> bool:
        return self.incident.etat in {EtatIncident.CLOS, EtatIncident.REVU}

    @property
    def qui(self) -> str:
        return ECHELONS[self.incident.niveau]


def peut_declarer(user: Utilisateur) -> bool:
    """Whether somebody works for the association today: declaring asks no other right."""
    return not user.est_enfant and bool(perimetre_de(user.pk).portees)


def villages_ou_declarer(user: Utilisateur) -> list[Village]:
    """Return the villages one may declare in: one's own, every one for who works for the association."""
    reach = perimetre_de(user.pk)
    rows = Village.objects.order_by("nom")
    if any(PERIMETRES[portee.role] is Perimetre.ASSOCIATION for portee in reach.portees):
        return list(rows)
    return list(rows.filter(pk__in={portee.lieu for portee in reach.portees if portee.lieu}))


def choix_pour(user: Utilisateur) -> Choix:
    """Return whom and where this person may name: the children and colleagues they see anyway."""
    villages = villages_ou_declarer(user)
    maisons = Maison.objects.filter(village__in=villages).order_by("village__nom", "nom")
    enfants = [
        (enfant, f"{enfant.prenom} {enfant.nom}")
        for enfant in Enfant.objects.visible_to(user, "lire_identite").order_by("id")
    ]
    colleagues = par_nom(Professionnel.objects.visible_to(user, "lire_organisation").order_by("id"))
    return Choix(
        villages=villages,
        maisons=list(maisons),
        mes_maisons=frozenset(p.maison for p in perimetre_de(user.pk).portees if p.maison),
        enfants=sorted(enfants, key=lambda paire: (plier(paire[1]), paire[0].pk)),
        professionnels=[(pro, nom_de(pro)) for pro in colleagues],
    )


def numeros_d_astreinte(user: Utilisateur) -> list[Numero]:
    """Return the on-call numbers of the villages one declares in, in the order of the chain."""
    rows = (
        Astreinte.objects.visible_to(user, "lire_organisation")
        .current()
        .filter(village__in=villages_ou_declarer(user))
        .select_related("professionnel", "village")
        .order_by("village__nom", "rang", "debut", "id")
    )
    return [
        Numero(str(row.telephone), f"Astreinte : {nom_de(row.professionnel)}", row.village.nom)
        for row in rows
    ]


@dataclass(frozen=True)
class Commencee:
    """One declaration begun, and when it would be erased."""

    declaration: DeclarationEnCours

    @property
    def effacee_le(self) -> datetime:
        told = self.declaration.avertie_le or self.declaration.modifiee_le + PREVENU_APRES
        return told + SURSIS


def declarations_en_cours(user: Utilisateur) -> list[Commencee]:
    """Return what this person began and did not send."""
    return [Commencee(row) for row in DeclarationEnCours.objects.of(user.pk)]


def mes_declarations(user: Utilisateur) -> list[MaDeclaration]:
    """Return what this person declared, less what they are set aside from."""
    rows = Incident.objects.filter(declarant__compte_id=user.pk)
    return [MaDeclaration(incident) for incident in rows]


def ma_declaration(user: Utilisateur, incident_id: UUID) -> MaDeclaration | None:
    found = Incident.objects.filter(declarant__compte_id=user.pk, pk=incident_id).first()
    return MaDeclaration(found, suivi_de_l_incident(found)) if found else None
