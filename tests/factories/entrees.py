"""From the request to the departure."""

from __future__ import annotations

from datetime import date, timedelta

from enfants.enums import (
    Destinataire,
    Destination,
    PieceRemise,
)
from enfants.models import (
    Admission,
    Depart,
    Enfant,
    MouvementRegistre,
    PreparationAdmission,
    Remise,
    Sejour,
)
from enfants.services.registre import inscrire_reprise
from fratries.models import (
    DemandeAccueil,
)
from fratries.models.demande import EnfantDemande
from socle.chiffrement.keys import creer_cle
from socle.chiffrement.models import NatureSujet
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from villages.models import (
    Village,
)


def creer_preparation(village: Village, auteur: Utilisateur, **contenu: object) -> PreparationAdmission:
    with acting_as_system(raison="test"):
        preparation = PreparationAdmission(
            village=village,
            auteur=auteur,
            contenu={"prenom": "Tom", "nom": "Petit", "date_naissance": "2018-03-02", "sexe": "garcon"}
            | contenu,
        )
        creer_cle(preparation.pk, NatureSujet.ACCUEIL)
        preparation.save()
        return preparation


def creer_admission(enfant: Enfant, **champs: object) -> Admission:
    """Open the admission of a child's only stay."""
    with acting_as_system(raison="test"):
        admission = Admission(enfant=enfant, sejour=Sejour.objects.get(enfant=enfant), **champs)
        admission.save()
        return admission


def creer_remise(enfant: Enfant, auteur: Utilisateur, **champs: object) -> Remise:
    with acting_as_system(raison="test"):
        remise = Remise(
            **{
                "enfant": enfant,
                "sejour": Sejour.objects.get(enfant=enfant),
                "lot": nouvel_id(),
                "piece": PieceRemise.LIVRET,
                "destinataire": Destinataire.ENFANT,
                "remise_le": aujourdhui(),
                "auteur": auteur,
                **champs,
            }
        )
        remise.save()
        return remise


def creer_depart(enfant: Enfant, fin: date | None = None, **champs: object) -> Depart:
    """Have the child's only stay end, tomorrow unless told otherwise; the register gets its line."""
    with acting_as_system(raison="test"):
        sejour = Sejour.objects.select_related("maison").get(enfant=enfant)
        sejour.fin = fin or aujourdhui() + timedelta(days=1)
        sejour.save()
        depart = Depart(
            **{
                "enfant": enfant,
                "sejour": sejour,
                "destination": Destination.FAMILLE,
                "precision": "chez sa mère, à Tours",
                "motif": "Mainlevée du placement.",
                **champs,
            }
        )
        depart.save()
        inscrire_reprise(acteur=None, sejours=[sejour], lieu="retour en famille")
        return depart


def creer_inscription(enfant: Enfant) -> MouvementRegistre:
    """Write the child's entry in the register."""
    with acting_as_system(raison="test"):
        inscrire_reprise(acteur=None, sejours=list(Sejour.objects.filter(enfant=enfant)), lieu="sa famille")
        return MouvementRegistre.objects.filter(enfant=enfant).order_by("numero")[0]


def creer_demande(village: Village, auteur: Utilisateur, **champs: object) -> DemandeAccueil:
    with acting_as_system(raison="test"):
        demande = DemandeAccueil(
            **{
                "village": village,
                "departement": "Indre-et-Loire",
                "recue_le": aujourdhui() - timedelta(days=3),
                "recue_par": auteur,
                "demandeur": "Mme Aubert, ASE, 02 00 00 00 00",
                "enfants": [
                    EnfantDemande(
                        ident=nouvel_id(),
                        prenom="Tom",
                        nom="Petit",
                        naissance=date(2018, 3, 2),
                        sexe="garcon",
                        besoins="Dort avec une veilleuse.",
                    ).as_json(),
                    EnfantDemande(ident=nouvel_id(), prenom="Zoé", annee=2021, sexe="fille").as_json(),
                ],
                "ou_ils_sont": "Une pouponnière et une famille d’accueil.",
                "situation": "Leur mère est hospitalisée.",
                **champs,
            }
        )
        creer_cle(demande.pk, NatureSujet.ACCUEIL)
        demande.save()
        return demande
