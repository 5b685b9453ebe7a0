"""What the pages of a runaway show: whom one may look for, what was done, what is left, and at what hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from enfants.enums import Sexe
from enfants.models import Enfant
from protection.enums import DestinataireFugue
from protection.models import AlerteFugue, DeclarationEnCours, EntretienDeRetour, Fugue
from protection.models.fugue import DESCRIPTION
from protection.querysets import DE_SERVICE, children_on_duty
from protection.regles_fugue import A_PREVENIR
from protection.selectors.alertes import SuiviAlerte, alerte_de_la_fugue, suivi_de
from protection.selectors.chaine import de_la_chaine
from protection.selectors.declaration import ma_declaration, peut_declarer
from protection.selectors.faits_fugue import delais_des_fugues, incidents_lisibles
from protection.selectors.incidents import noms_des_personnes
from socle.comptes.models import Utilisateur
from socle.echeances.etats import Echeance
from socle.echeances.selectors import ouvertes
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.roles import Action, Role, permet
from socle.outils.declarations import Categorie
from socle.outils.texte import plier
from villages.selectors.portees import noms_des_comptes

#: Where the draft of a declaration keeps the runaway it began from.
ORIGINE = "fugue"


@dataclass(frozen=True)
class LigneFugue:
    """One runaway of the list."""

    fugue: Fugue
    nom: str
    echeances: list[Echeance]

    @property
    def prochaine(self) -> Echeance | None:
        return self.echeances[0] if self.echeances else None


@dataclass(frozen=True)
class Moment:
    """One line of the thread of a runaway."""

    le: datetime
    titre: str
    icone: str
    lignes: tuple[str, ...] = ()


@dataclass(frozen=True)
class APrevenir:
    """Somebody the protocol asks to tell, the clock of it, and when they were told."""

    destinataire: DestinataireFugue
    echeance: Echeance | None
    alertes: list[AlerteFugue]
    #: how the on-call chain goes on, on the line of the on-call
    suivi: SuiviAlerte | None = None

    @property
    def su(self) -> bool:
        return bool(self.alertes) or (self.suivi is not None and self.suivi.lue)


@dataclass
class DossierFugue:
    """Everything about one runaway, for one reader."""

    fugue: Fugue
    nom: str
    prenom: str
    rentre: str
    echeances: list[Echeance]
    a_prevenir: list[APrevenir]
    entretien: EntretienDeRetour | None
    agit: bool
    police: AlerteFugue | None
    #: where the incident declared of it stands, for who reads it
    incident: str = ""
    declare: bool = False
    auteurs: dict[UUID, str] = field(default_factory=dict)
    #: how its alert goes on; none for a runaway from before there were any
    suivi: SuiviAlerte | None = None
    #: whether one is of the chain, and may say that one takes charge
    prend: bool = False

    @property
    def decrite(self) -> list[tuple[str, str]]:
        """What was written to find the child, in the order of the page."""
        labels = {field.name: str(field.verbose_name) for field in self.fugue._meta.concrete_fields}
        pairs = ((labels[nom], str(getattr(self.fugue, nom))) for nom in DESCRIPTION)
        return [(label[:1].upper() + label[1:], texte) for label, texte in pairs if texte]

    @property
    def fil(self) -> list[Moment]:
        """Everything in the order of hours."""
        f = self.fugue
        seen = tuple(str(x) for x in (f.vue_ou, f.vue_par and f"par {f.vue_par}") if x)
        found = [
            Moment(f.vue_le, "Vu pour la dernière fois", "eye", seen),
            Moment(
                f.constatee_le, "Absence remarquée", "moon-star", (self.auteurs.get(f.ouverte_par_id, ""),)
            ),
        ]
        for alerte in (a for qui in self.a_prevenir for a in qui.alertes):
            label = str(alerte.get_destinataire_display())
            titre = f"{'Retour dit' if alerte.du_retour else 'Prévenu'} : {label}"
            number = f"Numéro {alerte.reference}" if alerte.reference else ""
            how = f"{alerte.get_canal_display()}, {self.auteurs.get(alerte.par_id, '')}".strip(", ")
            lines = (how, str(alerte.interlocuteur), number, str(alerte.precision))
            found.append(Moment(alerte.le, titre, "phone-call", tuple(line for line in lines if line)))
        if f.rentree_le is not None:
            back = (str(f.retour_par), str(f.retour_etat))
            found.append(Moment(f.rentree_le, "De retour", "house", tuple(line for line in back if line)))
        if self.entretien is not None:
            found.append(Moment(self.entretien.le, "Entretien de retour", "message-circle-heart"))
        return sorted(found, key=lambda m: m.le)


def enfants_de_service(user: Utilisateur) -> list[tuple[UUID, str]]:
    """Return the children this person is on duty for, by name."""
    rows = Enfant.objects.visible_to(user, "lire_identite").filter(pk__in=children_on_duty(user))
    noms = [(enfant.pk, f"{enfant.prenom} {enfant.nom}") for enfant in rows.order_by("id")]
    return sorted(noms, key=lambda paire: (plier(paire[1]), paire[0]))


def peut_signaler(user: Utilisateur) -> bool:
    """Whether somebody is on duty for a child today."""
    return not user.est_enfant and bool(children_on_duty(user))


def fugues_ouvertes(user: Utilisateur) -> list[Fugue]:
    """Return the children who are not back, for who is on duty and for the siège."""
    return list(Fugue.objects.visible_to(user, DE_SERVICE).open())


def lit_des_fugues(user: Utilisateur) -> bool:
    """Whether the list exists for somebody: a role that reads evenings, or the siège’s referent.

    Asked by the menu of every page: the roles alone are read, no child.
    """
    return any(
        role is Role.REFERENT_PROTECTION or permet(role, Action.LIRE, Categorie.JOURNAL)
        for role in perimetre_de(user.pk).roles
    )


def lignes_des_fugues(user: Utilisateur) -> list[LigneFugue]:
    """Return the runaways this person reads: the children who are not back first, then the latest."""
    rows = list(Fugue.objects.visible_to(user, DE_SERVICE).select_related("village", "maison"))
    noms, _ = noms_des_personnes(user, {row.enfant_id for row in rows}, ())
    clocks = delais_des_fugues(user, rows)
    lines = [
        LigneFugue(row, noms.get(row.enfant_id, "Un enfant"), ouvertes(clocks.get(row.pk, [])))
        for row in rows
    ]
    return sorted(lines, key=lambda line: (not line.fugue.ouverte, -line.fugue.constatee_le.timestamp()))


def dossier_fugue(user: Utilisateur, fugue: Fugue) -> DossierFugue:
    """Return one runaway from end to end; the caller has fetched it through the right."""
    alertes = list(AlerteFugue.objects.filter(fugue=fugue))
    entretien = EntretienDeRetour.objects.filter(fugue=fugue).first()
    clocks = delais_des_fugues(user, [fugue]).get(fugue.pk, [])
    by_rule = {e.regle.code: e for e in clocks}
    noms, _ = noms_des_personnes(user, {fugue.enfant_id}, ())
    enfant = Enfant.objects.visible_to(user, "lire_identite").filter(pk=fugue.enfant_id).first()
    incident = _incident(user, fugue)
    police = next((a for a in alertes if a.destinataire == DestinataireFugue.POLICE), None)
    alerte = alerte_de_la_fugue(user, fugue)
    suivi = suivi_de(alerte) if alerte is not None else None
    return DossierFugue(
        fugue=fugue,
        nom=noms.get(fugue.enfant_id, "Un enfant"),
        prenom=str(enfant.prenom) if enfant else noms.get(fugue.enfant_id, "L’enfant"),
        rentre=_back(enfant),
        echeances=clocks,
        a_prevenir=[
            APrevenir(
                qui,
                by_rule.get(A_PREVENIR.get(qui.value, "")),
                [a for a in alertes if a.destinataire == qui],
                suivi if qui == DestinataireFugue.ASTREINTE else None,
            )
            for qui in DestinataireFugue
        ],
        entretien=entretien,
        agit=Fugue.objects.on_duty(user).filter(pk=fugue.pk).exists(),
        police=police,
        incident=incident,
        declare=not incident and police is not None and peut_declarer(user),
        auteurs=noms_des_comptes({fugue.ouverte_par_id, *(a.par_id for a in alertes)}),
        suivi=suivi,
        prend=alerte is not None and not alerte.eteinte and de_la_chaine(user, alerte),
    )


def declaration_commencee(user: Utilisateur, fugue: Fugue) -> DeclarationEnCours | None:
    """Return what this person began to declare of this runaway and did not send."""
    rows: Sequence[DeclarationEnCours] = list(DeclarationEnCours.objects.of(user.pk))
    return next((r for r in rows if r.contenu.get(ORIGINE, {}).get("id") == [str(fugue.pk)]), None)


# --- inside ---------------------------------------------------------------------------


def _incident(user: Utilisateur, fugue: Fugue) -> str:
    """Where the incident is read, for who handles or declared it; to anybody else there is none."""
    if fugue.incident_id is None:
        return ""
    if incidents_lisibles(user, [fugue]):
        return reverse("protection:incident", args=[fugue.incident_id])
    if ma_declaration(user, fugue.incident_id) is not None:
        return reverse("protection:ma_declaration", args=[fugue.incident_id])
    return ""


def _back(enfant: Enfant | None) -> str:
    """« Elle est rentrée », « Il est rentré »."""
    words = {Sexe.FILLE.value: "Elle est rentrée", Sexe.GARCON.value: "Il est rentré"}
    return words.get(str(enfant.sexe) if enfant else "", "L’enfant est rentré")
