"""What a paper about an incident says: one object, from which every form and letter is composed.

The headings are those of the form of the arrêté du 28 décembre 2016 (CASF, art. L331-8-1 and R331-8 to
R331-10, certainty S). Whoever declared is in none of it; nor what they think, which is not a fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from enfants.selectors.impressions import CONSERVATION
from protection.caviardage import Caviardage
from protection.echelle import RANGS, VALIDE
from protection.enums import CategorieEIG, Destinataire, DocumentIncident, LieuIncident, Regime
from protection.models import (
    ActionIncident,
    Declarant,
    Incident,
    InformationParents,
    Qualification,
    RetourEnfant,
    Soutien,
    Transmission,
)
from protection.selectors.destinataires import telephone_d_astreinte
from protection.selectors.documents_personnes import Personnes, designer, fonction_de
from protection.selectors.pieces import pieces_a_citer
from socle.comptes.models import Utilisateur
from socle.habilitations.perimetre import perimetre_de
from socle.taches.models import Tache
from socle.ui.typographie import heure_en_lettres, jour_en_toutes_lettres, typographie
from villages.selectors.portees import noms_des_comptes

#: Code of the job, shared by who asks, who makes and who looks.
CODE = "incidents.impression"


@dataclass(frozen=True)
class Modele:
    """One printed document: its title, its version (printed at the foot), the name of its file."""

    titre: str
    version: str
    fichier: str
    #: whether it may name everybody: it goes to who is bound by secrecy (CASF, art. L226-2-2, certainty V09)
    noms_permis: bool


MODELES = {
    DocumentIncident.FORMULAIRE_EIG: Modele(
        "Déclaration d’un événement indésirable grave",
        "modèle 2, novembre 2026",
        "evenement-indesirable-grave",
        noms_permis=False,
    ),
    DocumentIncident.INFORMATION_PREOCCUPANTE: Modele(
        "Information préoccupante", "modèle 2, novembre 2026", "information-preoccupante", noms_permis=True
    ),
    DocumentIncident.SIGNALEMENT: Modele(
        "Signalement au procureur de la République",
        "modèle 2, novembre 2026",
        "signalement",
        noms_permis=True,
    ),
}


@dataclass(frozen=True)
class Ligne:
    """A line of a list: what or who, when, and the words."""

    quoi: str
    quand: str = ""
    texte: str = ""


@dataclass(frozen=True)
class Papier:
    """Everything a paper says of one incident, for one reader, ready to print."""

    titre: str
    modele: str
    reference: str
    association: str
    village: str
    finess: str
    contact: str
    fonction: str
    telephone: str
    jour: str
    survenu: str
    constate: str
    connu: str
    lieu: str
    danger: str
    categories: list[list[str]]
    categories_retenues: list[str]
    faits: str
    circonstances: str
    paroles: str
    mesures: str
    victimes: str
    exposees: str
    noms_des_victimes: list[str]
    personnes: list[Ligne]
    informes: list[Ligne]
    parents: list[Ligne]
    enfants: list[Ligne]
    actions: list[Ligne]
    suites: list[Ligne]
    pieces: list[Ligne]
    sans_noms: bool
    filigrane: str
    imprime: str
    confidentiel: str = "Document confidentiel"

    def en_donnees(self) -> dict[str, Any]:
        """Return it as the template reads it."""
        return asdict(self)


def documents_possibles(incident: Incident) -> list[DocumentIncident]:
    """Return what may be printed: the form of an EIG only while it is one."""
    eig = Qualification.objects.filter(incident=incident, regime=Regime.EIG, retiree_le__isnull=True)
    return [d for d in DocumentIncident if d != DocumentIncident.FORMULAIRE_EIG or eig.exists()]


@dataclass(frozen=True, kw_only=True)
class Demande:
    """What was asked: which names are on the paper, and whether its printer's is.

    ``numero`` is on every page and in the journal, which alone says whose it is.
    """

    document: DocumentIncident
    noms: bool
    signe: bool
    numero: UUID

    @property
    def reference(self) -> str:
        return self.numero.hex[-8:].upper()


def a_declare(user: Utilisateur, incident: Incident) -> bool:
    """Whether this person declared the incident: then no paper that leaves bears their name."""
    return Declarant.objects.filter(incident=incident, compte_id=user.pk).exists()


def papier(user: Utilisateur, incident: Incident, demande: Demande) -> Papier:
    """Return what the paper says to this reader; the caller has fetched the incident through the right.

    Without ``signe`` the watermark bears the function, the village and the number.
    """
    document, noms = demande.document, demande.noms
    people = designer(user, incident, noms=noms)
    modele, now = MODELES[document], timezone.localtime()
    function = _function(user, incident)
    name = noms_des_comptes([user.pk]).get(user.pk, "un compte sans nom") if demande.signe else ""
    who = name or f"{function}, {incident.village.nom}"
    regimes = list(Qualification.objects.filter(incident=incident, retiree_le__isnull=True))
    kept = _categories(regimes)
    hide = people.caviarder
    return Papier(
        titre=modele.titre,
        modele=modele.version,
        reference=incident.reference,
        association=incident.village.association.nom,
        village=incident.village.nom,
        finess=incident.village.finess,
        contact=name,
        fonction=function,
        telephone=telephone_d_astreinte(incident.village),
        jour=_day(now),
        survenu=_occurred(incident),
        constate=_moment(incident.constate_le),
        connu=_moment(incident.connu_le),
        lieu=_place(incident, hide),
        danger=str(incident.get_danger_display()),
        categories=[["oui" if c.value in kept else "", typographie(str(c.label))] for c in CategorieEIG],
        categories_retenues=[typographie(str(CategorieEIG(value).label)) for value in kept],
        faits=hide(str(incident.faits)),
        circonstances=hide(str(incident.circonstances)),
        paroles=hide(str(incident.paroles)),
        mesures=hide(str(incident.mesures)),
        victimes=str(people.victimes),
        exposees=str(people.exposees),
        noms_des_victimes=_victims(people),
        personnes=[Ligne(d.mots[0].upper() + d.mots[1:], d.role, d.naissance) for d in people.designations],
        informes=_told(incident, hide, noms=noms),
        parents=_parents(incident, hide),
        enfants=_children(incident, people),
        actions=_actions(incident, hide),
        suites=_suites(regimes),
        pieces=_pieces(incident, hide),
        sans_noms=not noms,
        filigrane=f"{who} · {_moment(now)} · n° {demande.reference}",
        imprime=f"Imprimé par {who} le {_moment(now)}, n° {demande.reference}",
    )


def documents_demandes(user: Utilisateur) -> QuerySet[Tache]:
    """Return the jobs of one person: nobody else's."""
    return Tache.objects.filter(code=CODE, acteur_id=user.pk)


def documents_recents(user: Utilisateur, incident_id: UUID) -> list[Tache]:
    """Return what can still be fetched, the latest first."""
    since = timezone.now() - CONSERVATION
    rows = documents_demandes(user).filter(
        parametres__incident={"uuid": str(incident_id)}, cree_le__gte=since
    )
    return list(rows.order_by("-cree_le")[:5])


def incident_a_imprimer(user: Utilisateur, incident_id: UUID) -> Incident | None:
    """Return the incident if this person may have it printed now: nobody set aside from it."""
    rows = Incident.objects.visible_to(user, VALIDE).select_related("village__association", "maison")
    found: Incident | None = rows.filter(pk=incident_id).first()
    return found


# --- inside ---------------------------------------------------------------------------


def _day(value: date | datetime) -> str:
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return f"{jour_en_toutes_lettres(local).removesuffix(f' {local.year}')} {local.year}"


def _moment(value: datetime) -> str:
    return f"{_day(value)} à {heure_en_lettres(value)}"


def _occurred(incident: Incident) -> str:
    if incident.survenu_le is None:
        return ""
    hour = f" vers {heure_en_lettres(incident.survenu_heure)}" if incident.survenu_heure else ""
    return _day(incident.survenu_le) + hour


def _place(incident: Incident, hide: Caviardage) -> str:
    """The kind of place, and which; never where a family lives (ADR 0028)."""
    exactly = "" if incident.lieu == LieuIncident.FAMILLE else hide(str(incident.lieu_precis))
    house = incident.maison.nom if incident.maison else ""
    kind = str(incident.get_lieu_display())
    return ", ".join(part for part in (kind[0].upper() + kind[1:], house, exactly) if part)


def _function(user: Utilisateur, incident: Incident) -> str:
    """The words of the highest rung held on this incident."""
    held = [p.role for p in perimetre_de(user.pk).portees if p.role in RANGS]
    return fonction_de(max(held, key=lambda role: RANGS[role])) if held else ""


def _categories(regimes: Iterable[Qualification]) -> list[int]:
    return sorted({q.categorie for q in regimes if q.regime == Regime.EIG and q.categorie is not None})


def _victims(people: Personnes) -> list[str]:
    victims = [d for d in people.designations if d.role.startswith("victime")]
    return [d.mots + (f", né(e) le {d.naissance}" if d.naissance else "") for d in victims]


def _told(incident: Incident, hide: Caviardage, *, noms: bool) -> list[Ligne]:
    found = []
    for row in Transmission.objects.filter(incident=incident):
        how = str(row.get_canal_display())
        if row.confirme_id:
            how += ", confirmation écrite"
        if row.accusee_le:
            how += f", accusé de réception du {_day(row.accusee_le)}"
        said = [str(row.interlocuteur) if noms else "", hide(str(row.objet))]
        label = str(Destinataire(row.destinataire).label)
        found.append(
            Ligne(
                label[0].upper() + label[1:],
                f"{_moment(row.le)}, {how}",
                " – ".join(part for part in said if part),
            )
        )
    return found


def _parents(incident: Incident, hide: Caviardage) -> list[Ligne]:
    return [
        Ligne(typographie(str(row.get_issue_display())), _moment(row.le), hide(str(row.motif)))
        for row in InformationParents.objects.filter(incident=incident)
    ]


def _children(incident: Incident, people: Personnes) -> list[Ligne]:
    found = []
    for row in RetourEnfant.objects.filter(incident=incident):
        answer = f"\nRéponse\u00a0: {people.caviarder(str(row.reponse))}" if row.reponse else ""
        who = people.enfants.get(row.enfant_id, "un enfant")
        found.append(
            Ligne(who[0].upper() + who[1:], _moment(row.le), people.caviarder(str(row.mots)) + answer)
        )
    return found


def _actions(incident: Incident, hide: Caviardage) -> list[Ligne]:
    helped = [
        Ligne(f"Soutien, {row.get_public_display()}", f"depuis le {_day(row.le)}", hide(str(row.texte)))
        for row in Soutien.objects.filter(incident=incident)
    ]
    planned = [
        Ligne(
            f"Fait le {_day(row.faite_le)}" if row.faite_le else "Prévu",
            f"pour le {_day(row.pour_le)}",
            hide(" – ".join(part for part in (str(row.texte), str(row.resultat)) if part)),
        )
        for row in ActionIncident.objects.filter(incident=incident)
    ]
    return helped + planned


def _pieces(incident: Incident, hide: Caviardage) -> list[Ligne]:
    """What is joined, by title and day; the files stay in the incident."""
    return [
        Ligne((title := hide(piece.libelle))[:1].upper() + title[1:], f"du {_day(piece.ajoutee_le)}")
        for piece in pieces_a_citer(incident)
    ]


def _suites(regimes: Iterable[Qualification]) -> list[Ligne]:
    """The other regimes in force; the reasons are the association's own."""
    return [
        Ligne((label := str(q.get_regime_display()))[0].upper() + label[1:], f"décidé le {_day(q.le)}")
        for q in regimes
        if q.regime != Regime.EIG
    ]
