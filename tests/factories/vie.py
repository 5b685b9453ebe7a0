"""A child’s own life: who counts, rituals, money, pictures, story."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from enfants.enums import (
    Enveloppe,
    NatureMouvement,
    PeriodeArgent,
    QualiteAccord,
    SignatureArgent,
    UsageImage,
)
from enfants.models import (
    BaremeArgent,
    DroitImage,
    Enfant,
    FicheRituels,
    MomentHistoire,
    MouvementArgent,
    PersonneRessource,
    PropositionMoment,
)
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from tests.factories.organisation import creer_utilisateur
from villages.models import (
    Village,
)


def creer_personne_ressource(
    enfant: Enfant, mots: str = "mon parrain de foot", *, dit_le: date | None = None, **champs: object
) -> PersonneRessource:
    with acting_as_system(raison="test"):
        jour = dit_le or aujourdhui() - timedelta(days=30)
        personne = PersonneRessource(
            **{
                "enfant": enfant,
                "mots": mots,
                "dit_le": jour,
                "reposee_le": jour,
                "note_par": champs.pop("note_par", None) or creer_utilisateur(f"ressource-{nouvel_id()}"),
            }
            | champs
        )
        personne.save()
        return personne


def creer_rituels(enfant: Enfant, **champs: object) -> FicheRituels:
    with acting_as_system(raison="test"):
        fiche = FicheRituels(
            **{
                "enfant": enfant,
                "coucher": "Une histoire, puis la chanson du lapin.",
                "relue_le": aujourdhui() - timedelta(days=12),
                "relue_par": creer_utilisateur(f"rituels-{nouvel_id()}"),
            }
            | champs
        )
        fiche.save()
        return fiche


def creer_bareme(village: Village, **champs: object) -> BaremeArgent:
    with acting_as_system(raison="test"):
        bareme = BaremeArgent(
            **{
                "village": village,
                "enveloppe": Enveloppe.POCHE,
                "age_min": 8,
                "age_max": 10,
                "montant": Decimal("5.00"),
                "periode": PeriodeArgent.SEMAINE,
                "debut": aujourdhui() - timedelta(days=100),
            }
            | champs
        )
        bareme.save()
        return bareme


def creer_mouvement(
    enfant: Enfant,
    montant: str = "5.00",
    nature: NatureMouvement = NatureMouvement.DONNE,
    *,
    auteur: Utilisateur | None = None,
    **champs: object,
) -> MouvementArgent:
    with acting_as_system(raison="test"):
        mouvement = MouvementArgent(
            **{
                "enfant": enfant,
                "enveloppe": Enveloppe.POCHE,
                "nature": nature,
                "jour": aujourdhui(),
                "libelle": "Argent de la semaine",
                "montant": Decimal(montant),
                "sans_justificatif": "au marché" if nature == NatureMouvement.DEPENSE else None,
                "signature": SignatureArgent.COMPTE,
                "auteur": auteur or creer_utilisateur(f"argent-{nouvel_id()}"),
                "saisi_le": timezone.now(),
            }
            | champs
        )
        mouvement.save(force_insert=True)
        return mouvement


def creer_droit_image(
    enfant: Enfant, personne: UUID | None = None, usage: UsageImage = UsageImage.ALBUM, **champs: object
) -> DroitImage:
    with acting_as_system(raison="test"):
        accord = DroitImage(
            **{
                "enfant": enfant,
                "usage": usage,
                "qualite": QualiteAccord.TITULAIRE if personne else QualiteAccord.ENFANT,
                "personne": personne or enfant.pk,
                "nom": "Marie Martin",
                "accorde": True,
                "debut": aujourdhui() - timedelta(days=60),
            }
            | champs
        )
        accord.save()
        return accord


def creer_moment(enfant: Enfant, titre: str = "Ma première dent", **champs: object) -> MomentHistoire:
    with acting_as_system(raison="test"):
        moment = MomentHistoire(
            **{
                "enfant": enfant,
                "jour": aujourdhui() - timedelta(days=40),
                "titre": titre,
                "texte": "Elle est tombée dans la soupe.",
                "choix": "ensemble",
                "avec": "Claire",
                "choisi_le": aujourdhui() - timedelta(days=2),
                "auteur": creer_utilisateur(f"histoire-{nouvel_id()}"),
            }
            | champs
        )
        moment.save()
        return moment


def creer_proposition(
    enfant: Enfant, titre: str = "Mon premier but", *, envoyee: bool = True, **champs: object
) -> PropositionMoment:
    """A moment the child proposes; the child is given an account when there is none."""
    with acting_as_system(raison="test"):
        if enfant.compte_id is None:
            enfant.compte = creer_utilisateur(f"propose-{nouvel_id()}", nature="enfant")
            enfant.save()
        now = timezone.now()
        proposition = PropositionMoment(
            **{
                "enfant": enfant,
                "titre": titre,
                "mots": "J’ai couru tout seul.",
                "auteur_id": enfant.compte_id,
                "modifiee_le": now,
                "proposee_le": now if envoyee else None,
            }
            | champs
        )
        proposition.save()
        return proposition
