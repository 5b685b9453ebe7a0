"""The demo’s movements: the register since the first arrival, an admission to finish, a departure, requests."""

from __future__ import annotations

from datetime import date, timedelta

from deploy.demonstration.dossiers import Dossier
from enfants.enums import Destinataire, Destination, PieceRemise
from enfants.models import Admission, Depart, Remise, Sejour
from enfants.services.registre import REPRIS, inscrire_reprise
from fratries.enums import EtatDemande
from fratries.models import DemandeAccueil
from fratries.models.demande import EnfantDemande
from socle.chiffrement.keys import creer_cle
from socle.chiffrement.models import NatureSujet
from socle.comptes.models import Utilisateur
from socle.outils.identifiants import nouvel_id
from villages.models import Village

#: Who arrived four days ago, and who leaves in three weeks for a flat of her own.
ARRIVE, PART = "Bilal", "Chloé"
AVANT_DE_PARTIR = 21


#: Who keeps the files of the first village, who directs it, who directs the other.
ACCUEIL, DIRECTION, DIRECTION_DE_L_AUTRE = "martine.aubin", "veronique.saunier", "thierry.blanchet"


def creer_entrees(
    dossiers: list[Dossier], village: Village, comptes: dict[str, Utilisateur], jour: date
) -> None:
    """Save what leads to an arrival and what follows a departure; the register comes last."""
    by_name = {dossier.description.prenom: dossier for dossier in dossiers}
    _admission(by_name[ARRIVE], comptes[ACCUEIL], jour)
    _depart(by_name[PART], comptes[DIRECTION_DE_L_AUTRE], jour)
    _demandes(village, comptes[ACCUEIL], comptes[DIRECTION], jour)
    stays: list[Sejour] = [sejour for dossier in dossiers for sejour in dossier.sejours]
    inscrire_reprise(acteur=None, sejours=stays, lieu=REPRIS)


def _admission(dossier: Dossier, accueil: Utilisateur, jour: date) -> None:
    [sejour] = dossier.sejours
    Admission(enfant=dossier.enfant, sejour=sejour, venu_de="Foyer départemental de l’enfance").save()
    handed = [
        (PieceRemise.LIVRET, Destinataire.ENFANT, True),
        (PieceRemise.CHARTE, Destinataire.ENFANT, True),
        (PieceRemise.LIVRET, Destinataire.TITULAIRE, False),
        (PieceRemise.DROIT_ENTENDU, Destinataire.ENFANT, False),
    ]
    lot = nouvel_id()
    for piece, destinataire, simple in handed:
        Remise(
            enfant=dossier.enfant,
            sejour=sejour,
            lot=lot,
            piece=piece,
            destinataire=destinataire,
            facile_a_lire=simple,
            remise_le=jour - timedelta(days=3),
            auteur=accueil,
        ).save()


def _depart(dossier: Dossier, direction: Utilisateur, jour: date) -> None:
    sejour = dossier.sejours[-1]
    sejour.fin = jour + timedelta(days=AVANT_DE_PARTIR)
    sejour.save()
    Depart(
        enfant=dossier.enfant,
        sejour=sejour,
        destination=Destination.LOGEMENT,
        precision="un studio du foyer de jeunes travailleurs, à Brécy",
        motif="Fin de son contrat jeune majeur, à sa demande. « J’ai mes clés, j’ai un peu peur et j’ai hâte. »",
    ).save()
    for piece, sans_objet, precision in [
        (PieceRemise.PAPIERS, False, "Carte d’identité, carte Vitale."),
        (
            PieceRemise.DROIT_ACCES,
            False,
            "Elle sait qu’elle peut revenir lire son dossier, accompagnée ou non.",
        ),
        (PieceRemise.DOCUMENTS, False, "Diplôme, bulletins, attestation d’hébergement."),
    ]:
        Remise(
            enfant=dossier.enfant,
            sejour=sejour,
            lot=nouvel_id(),
            piece=piece,
            destinataire=Destinataire.ENFANT,
            sans_objet=sans_objet,
            precision=precision,
            remise_le=jour - timedelta(days=2),
            auteur=direction,
        ).save()


def _demandes(village: Village, accueil: Utilisateur, direction: Utilisateur, jour: date) -> None:
    for made in [
        DemandeAccueil(
            village=village,
            departement="Indre-et-Loire",
            etat=EtatDemande.A_L_ETUDE,
            recue_le=jour - timedelta(days=3),
            recue_par=accueil,
            souhaitee_le=jour + timedelta(days=12),
            demandeur="Mme Sabatier, inspectrice ASE, par téléphone",
            enfants=_enfants(
                jour, ("Lilou", "Perrin", 8, "fille", "Suivie en orthophonie le mardi."),
                ("Gabin", "Perrin", 5, "garcon", "Dort mal depuis la séparation ; demande sa sœur."),
            ),
            ou_ils_sont="Lilou en famille d’accueil, Gabin à la pouponnière, depuis septembre.",
            situation="Placés par le juge. Ils se voient une heure par semaine. « On veut la même maison. »",
        ),
        DemandeAccueil(
            village=village,
            departement="Loiret",
            etat=EtatDemande.REFUSEE,
            recue_le=jour - timedelta(days=40),
            recue_par=accueil,
            demandeur="Service d’accueil d’urgence du Loiret",
            enfants=_enfants(
                jour, ("Nolan", "Girard", 15, "garcon", ""), ("Jade", "Girard", 13, "fille", ""),
                ("Timéo", "Girard", 10, "garcon", ""), ("Manon", "Girard", 2, "fille", "Allergie au lait."),
            ),
            ou_ils_sont="Ensemble, chez leur tante, jusqu’à la fin du mois.",
            reponse_le=jour - timedelta(days=36),
            reponse_par=direction,
            reponse_motif="Aucune maison ne peut recevoir quatre enfants ensemble avant l’été ; les séparer irait "
            "contre ce qu’ils demandent. L’autre village a été proposé.",
            dite_le=jour - timedelta(days=36),
            dite_a="M. Lecomte, service d’accueil d’urgence, par courriel",
        ),
    ]:  # fmt: skip
        creer_cle(made.pk, NatureSujet.ACCUEIL)
        made.save()


def _enfants(jour: date, *rows: tuple[str, str, int, str, str]) -> list[dict[str, object]]:
    return [
        EnfantDemande(
            ident=nouvel_id(), prenom=prenom, nom=nom, annee=jour.year - age, sexe=sexe, besoins=besoins
        ).as_json()
        for prenom, nom, age, sexe, besoins in rows
    ]
