"""Incidents, as if they had been declared and handled."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from itertools import pairwise
from typing import Any

from django.utils import timezone

from enfants.models import Enfant, Sejour
from protection.enums import CauseEcart, Danger, EtatIncident, LieuIncident, RoleDansIncident
from protection.models import (
    ActionIncident,
    AffectationIncident,
    AlerteAstreinte,
    AlerteFugue,
    BilanIncident,
    Cloture,
    ConsigneDeSecurite,
    Declarant,
    DeclarationEnCours,
    Ecart,
    EcritTransmis,
    EntretienDeRetour,
    Etape,
    Fugue,
    Incident,
    InformationParents,
    MessageDeSecurite,
    PersonneConcernee,
    PieceDeclaration,
    PieceIncident,
    Qualification,
    RestitutionConseil,
    RestitutionIncident,
    RetourEnfant,
    Soutien,
    Transmission,
)
from protection.services.alertes import alerter
from protection.services.echelons import set_aside
from protection.services.messages import recevoir_message
from socle.chiffrement.enums import NatureSujet
from socle.chiffrement.keys import creer_cle
from socle.comptes.models import Utilisateur
from socle.documents.services import store
from socle.habilitations.contexte import acting_as_system
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from socle.outils.identifiants import nouvel_id
from villages.models import Professionnel, Village

#: The straight way from a declaration to its last review.
CHEMIN = ["recu", "protege", "qualifie", "transmis", "enquete", "accompagne", "plan"]


def creer_incident(
    village: Village,
    *,
    declarant: Utilisateur | None = None,
    victimes: list[Enfant] | None = None,
    mis_en_cause: Professionnel | None = None,
    etat: str = EtatIncident.RECU,
    **champs: Any,
) -> Incident:
    """Declare without asking anybody; walk it to ``etat`` (up to the plan) as the system."""
    with acting_as_system(raison="test"):
        now = timezone.now()
        incident = Incident(
            village=village,
            **{
                "danger": Danger.NON,
                "lieu": LieuIncident.MAISON,
                "constate_le": now - timedelta(hours=1),
                "connu_le": now,
                "faits": "Un enfant a été bousculé dans l’entrée.",
            }
            | champs,
        )
        creer_cle(incident.pk, NatureSujet.INCIDENT)
        incident.save()
        if declarant is not None:
            Declarant.objects.create(incident=incident, compte=declarant)
        for enfant in victimes or []:
            PersonneConcernee(incident=incident, enfant=enfant, role=RoleDansIncident.VICTIME).save()
        walker = declarant
        for de, vers in pairwise(CHEMIN):
            if incident.etat == etat:
                break
            assert walker is not None, "walking an incident needs somebody to walk it"
            Etape(incident=incident, de=de, vers=vers, par=walker, le=now, motif="Décidé.").save()
            incident.refresh_from_db()
        if mis_en_cause is not None:
            PersonneConcernee(
                incident=incident, professionnel=mis_en_cause, role=RoleDansIncident.MIS_EN_CAUSE
            ).save()
            set_aside(incident, mis_en_cause, cause=CauseEcart.MIS_EN_CAUSE)
            incident.refresh_from_db()
        return incident


def creer_alerte(origine: Incident | Fugue) -> AlerteAstreinte:
    """Wake the chain for an incident or a runaway."""
    with acting_as_system(raison="test"):
        return alerter(origine)


def creer_message(
    enfant: Enfant, *de_qui: Professionnel, mots: str = "J’ai peur, viens."
) -> MessageDeSecurite:
    """Say « je ne me sens pas en sécurité », as the signal does."""
    return recevoir_message(
        enfant_id=enfant.pk,
        ident=nouvel_id(),
        moment=timezone.now(),
        de_qui=[pro.pk for pro in de_qui],
        mots=mots,
    )


def creer_declaration_en_cours(auteur: Utilisateur) -> DeclarationEnCours:
    with acting_as_system(raison="test"):
        ident, now = nouvel_id(), timezone.now()
        creer_cle(ident, NatureSujet.INCIDENT)
        row = DeclarationEnCours(pk=ident, auteur=auteur, contenu={}, commencee_le=now, modifiee_le=now)
        row.save()
        return row


def _fichier(sujet: Any, contenu: bytes) -> Any:
    return store(
        sujet_id=sujet.pk,
        stream=BytesIO(contenu),
        nom_fichier="piece.pdf",
        enfant_id=None,
        categorie=Categorie.INCIDENT,
        nature="piece_incident",
    )


def creer_piece_en_cours(
    brouillon: DeclarationEnCours, *, contenu: bytes = b"%PDF-1.7 piece", **champs: Any
) -> PieceDeclaration:
    with acting_as_system(raison="test"):
        given = {"nature": "document", "titre": "Le mot de l’école", "ajoutee_le": timezone.now()} | champs
        row = PieceDeclaration(
            brouillon=brouillon, auteur=brouillon.auteur, fichier=_fichier(brouillon, contenu), **given
        )
        row.save()
        return row


def creer_piece(
    incident: Incident, par: Utilisateur | None = None, *, contenu: bytes = b"%PDF-1.7 piece", **champs: Any
) -> PieceIncident:
    """File a piece; without ``par`` it came with the declaration."""
    with acting_as_system(raison="test"):
        given = {"nature": "document", "titre": "Le mot de l’école", "ajoutee_le": timezone.now()} | champs
        row = PieceIncident(
            incident=incident, par=par, declaree=par is None, fichier=_fichier(incident, contenu), **given
        )
        row.save()
        return row


def creer_qualification(
    incident: Incident, par: Utilisateur, regime: str = "ip", **champs: Any
) -> Qualification:
    with acting_as_system(raison="test"):
        row = Qualification(
            incident=incident, regime=regime, par=par, le=timezone.now(), motif="Au vu des faits.", **champs
        )
        row.save()
        return row


def creer_transmission(incident: Incident, destinataire: str = "crip", **champs: Any) -> Transmission:
    with acting_as_system(raison="test"):
        row = Transmission(
            incident=incident,
            **{"destinataire": destinataire, "le": timezone.now(), "canal": "telephone"} | champs,
        )
        row.save()
        return row


def ecarter(incident: Incident, professionnel: Professionnel) -> Ecart:
    with acting_as_system(raison="test"):
        return set_aside(incident, professionnel, cause=CauseEcart.MIS_EN_CAUSE)


def creer_action(incident: Incident, responsable: Professionnel) -> ActionIncident:
    with acting_as_system(raison="test"):
        row = ActionIncident(
            incident=incident,
            texte="Revoir les tours de surveillance.",
            responsable=responsable,
            pour_le=aujourdhui() + timedelta(days=20),
        )
        row.save()
        return row


def creer_consigne(incident: Incident, enfant: Enfant, par: Utilisateur, **champs: Any) -> ConsigneDeSecurite:
    with acting_as_system(raison="test"):
        row = ConsigneDeSecurite(
            incident_id=incident.pk,
            enfant=enfant,
            posee_par=par,
            **{"texte": "Dormir porte ouverte.", "debut": timezone.now()} | champs,
        )
        row.save()
        return row


def creer_affectation_incident(
    incident: Incident, professionnel: Professionnel, par: Utilisateur, **champs: Any
) -> AffectationIncident:
    with acting_as_system(raison="test"):
        row = AffectationIncident(
            incident=incident,
            professionnel=professionnel,
            par=par,
            depuis=timezone.now(),
            **{"niveau": incident.niveau, "motif": "Évaluer."} | champs,
        )
        row.save()
        return row


def creer_ecrit_transmis(incident: Incident, enfant: Enfant, texte: str = "Note du jour.") -> EcritTransmis:
    """Tell the ASE about one child of an incident."""
    told = creer_transmission(incident, "ase", canal="courriel", objet=texte)
    with acting_as_system(raison="test"):
        row = EcritTransmis(
            transmission=told,
            incident=incident,
            enfant=enfant,
            destinataire="ase",
            le=told.le,
            canal=told.canal,
            texte=texte,
        )
        row.save()
        return row


def creer_restitution(incident: Incident, par: Utilisateur, **champs: Any) -> RestitutionConseil:
    """Prepare what a council will hear of one incident."""
    with acting_as_system(raison="test"):
        row = RestitutionConseil(
            village=incident.village,
            niveau=incident.niveau,
            preparee_par=par,
            preparee_le=timezone.now(),
            **{"texte": "Des adultes veillent mieux dans les entrées."} | champs,
        )
        creer_cle(row.pk, NatureSujet.ASSOCIATION)
        row.save()
        RestitutionIncident(restitution=row, incident=incident).save()
        return row


def remplir_incident(
    incident: Incident, *, par: Utilisateur, enfant: Enfant, pros: list[Professionnel], texte: str, nom: str
) -> None:
    """Put on an incident everything its page can show, as long as one likes, in both states where there are two."""
    now, jour = timezone.now(), aujourdhui()
    of_it: dict[str, Any] = {"incident": incident}
    creer_qualification(incident, par, "ip")
    creer_qualification(incident, par, "eig", categorie=8)
    creer_qualification(incident, par, "violation", retiree_le=now, motif_retrait=texte)
    said = {"le": now - timedelta(hours=3), "interlocuteur": nom, "objet": texte, "par": par}
    oral = creer_transmission(incident, "departement", **said)
    ecrit = creer_transmission(
        incident, "departement", **said | {"canal": "courriel", "confirme": oral, "accusee_le": jour}
    )
    creer_transmission(incident, "crip", **said)
    creer_piece(incident, titre=texte[:150], nature="photo")
    creer_piece(incident, par, titre=(nom * 10)[:150], nature="courrier")
    creer_piece(incident, par, titre=texte[:150], nature="accuse", transmission=ecrit)
    with acting_as_system(raison="test"):
        for role, pro in zip(("temoin", "present"), pros, strict=False):
            PersonneConcernee(role=role, professionnel=pro, nom=texte[:200], **of_it).save()
        PersonneConcernee(role="inconnu", nom=nom, **of_it).save()
        for issue in ("differee", "faite"):
            InformationParents(issue=issue, le=now, decideur=par, motif=texte, **of_it).save()
        Soutien(public="temoins", texte=texte, le=now, par=par, **of_it).save()
        RetourEnfant(enfant=enfant, mots=texte, reponse=texte, le=now, par=par, **of_it).save()
        for faite in (None, jour):
            ActionIncident(
                texte=texte, responsable=pros[0], pour_le=jour - timedelta(days=5), faite_le=faite,
                resultat=texte if faite else "", **of_it,
            ).save()  # fmt: skip
        for mois in (3, 6):
            BilanIncident(mois=mois, tenu_le=jour, constat=texte, par=par, **of_it).save()
        Ecart(
            professionnel=pros[-1], cause=CauseEcart.CONFLIT, motif=texte, depuis=now, leve_le=now, **of_it
        ).save()
    creer_consigne(incident, enfant, par, texte=texte[:2000], fin=now + timedelta(days=5))
    creer_consigne(incident, enfant, par, texte=texte[:2000], levee_le=now)


def signer_et_clore(incident: Incident, *signataires: Utilisateur) -> None:
    """Close an incident that stands at its plan of action."""
    with acting_as_system(raison="test"):
        for signataire in signataires:
            Cloture(
                incident=incident, par=signataire, le=timezone.now(), enseignements="Mieux veiller."
            ).save()
        Etape(
            incident=incident, de="plan", vers="clos", par=signataires[-1], le=timezone.now(), motif="Signé."
        ).save()
        incident.refresh_from_db()


def informer_et_dire(incident: Incident, par: Utilisateur, *enfants: Enfant) -> None:
    """Decide about the parents and tell the children: nothing keeps the incident from being closed."""
    with acting_as_system(raison="test"):
        now = timezone.now()
        InformationParents(
            incident=incident, issue="faite", le=now, decideur=par, motif="Au téléphone."
        ).save()
        for enfant in enfants:
            RetourEnfant(incident=incident, enfant=enfant, mots="On t’a cru.", le=now, par=par).save()


def creer_fugue(enfant: Enfant, par: Utilisateur, **champs: Any) -> Fugue:
    """A child who is not back since two hours, as if it had been said on the first page."""
    with acting_as_system(raison="test"):
        now = timezone.now()
        stay = Sejour.objects.current().filter(enfant=enfant).first()
        row = Fugue(
            enfant=enfant,
            village_id=enfant.village_id,
            maison_id=stay.maison_id if stay else None,
            ouverte_par=par,
            **{
                "ouverte_le": now - timedelta(hours=1),
                "vue_le": now - timedelta(hours=3),
                "constatee_le": now - timedelta(hours=2),
                "vue_ou": "devant le portail",
            }
            | champs,
        )
        row.save()
        return row


def completer_fugue(fugue: Fugue, **champs: str) -> None:
    """Record something more of a runaway, as if somebody else had sent the second page."""
    with acting_as_system(raison="test"):
        row = Fugue.objects.get(pk=fugue.pk)
        for nom, texte in champs.items():
            setattr(row, nom, texte)
        row.save()


def creer_alerte_fugue(
    fugue: Fugue, par: Utilisateur, destinataire: str = "police", **champs: Any
) -> AlerteFugue:
    with acting_as_system(raison="test"):
        row = AlerteFugue(
            fugue=fugue,
            enfant_id=fugue.enfant_id,
            par=par,
            **{"destinataire": destinataire, "le": timezone.now(), "canal": "telephone"} | champs,
        )
        row.save()
        return row


def creer_entretien(fugue: Fugue, par: Utilisateur, **champs: Any) -> EntretienDeRetour:
    """The interview of a child who is back."""
    with acting_as_system(raison="test"):
        now = timezone.now()
        fugue.rentree_le = fugue.rentree_le or now
        fugue.entretien_le = now
        fugue.save()
        row = EntretienDeRetour(
            fugue=fugue,
            enfant_id=fugue.enfant_id,
            par=par,
            **{"le": now, "change": "Un tour de plus."} | champs,
        )
        row.save()
        return row
