"""Siblings, relatives and visits."""

from __future__ import annotations

from datetime import date, time, timedelta

from django.utils import timezone

from enfants.models import (
    Enfant,
)
from fratries.enums import (
    AutoriteSeparation,
    Contact,
    LienFratrie,
    NatureLien,
    NatureTitulaire,
    SexeProche,
    SuiteRevue,
)
from fratries.models import (
    AdresseProtegee,
    AutoriteParentale,
    DemandeAutorisation,
    DroitVisite,
    EtapeAutorisation,
    Fratrie,
    LienFamilial,
    MembreFratrie,
    PersonneAutorisee,
    Proche,
    Rencontre,
    RevueSeparation,
    Separation,
)
from socle.chiffrement.keys import creer_cle
from socle.chiffrement.models import NatureSujet
from socle.habilitations.contexte import acting_as_system
from socle.outils.dates import aujourdhui
from villages.models import (
    Village,
)


def creer_fratrie(village: Village, *enfants: Enfant) -> Fratrie:
    with acting_as_system(raison="test"):
        fratrie = Fratrie(village=village)
        creer_cle(fratrie.pk, NatureSujet.FRATRIE)
        fratrie.save()
        for enfant in enfants:
            MembreFratrie(
                fratrie=fratrie,
                enfant=enfant,
                lien=LienFratrie.GERMAIN,
                prenom=enfant.prenom,
                annee_naissance=enfant.date_naissance.year,
            ).save()
        return fratrie


def creer_proche(
    *enfants: Enfant,
    prenom: str = "Nadia",
    nature: NatureLien = NatureLien.PARENT,
    sexe: SexeProche = SexeProche.FEMME,
    **champs: object,
) -> Proche:
    """Make a relative tied to each child; the ties come first, they open the relative."""
    with acting_as_system(raison="test"):
        proche = Proche(village=enfants[0].village, prenom=prenom, sexe=sexe, **champs)
        creer_cle(proche.pk, NatureSujet.PROCHE)
        proche.save()
        for enfant in enfants:
            LienFamilial(proche=proche, enfant=enfant, nature=nature).save()
        return proche


def lier(proche: Proche, nature: NatureLien, **bout: object) -> LienFamilial:
    with acting_as_system(raison="test"):
        lien = LienFamilial(proche=proche, nature=nature, **bout)
        lien.save()
        return lien


def lien_entre(proche: Proche, enfant: Enfant) -> LienFamilial:
    with acting_as_system(raison="test"):
        return LienFamilial.objects.get(proche=proche, enfant=enfant)


def creer_contact(enfant: Enfant, proche: Proche, **champs: object) -> PersonneAutorisee:
    """Forbid everything unless told otherwise."""
    interdit = dict.fromkeys(("appeler", "visiter", "chercher"), Contact.INTERDIT)
    with acting_as_system(raison="test"):
        contact = PersonneAutorisee(
            enfant=enfant,
            proche=proche,
            **{"debut": aujourdhui() - timedelta(days=30), "decision": "Jugement", **interdit, **champs},
        )
        contact.save()
        return contact


def creer_autorite(enfant: Enfant, proche: Proche | None, **champs: object) -> AutoriteParentale:
    with acting_as_system(raison="test"):
        autorite = AutoriteParentale(
            enfant=enfant,
            proche=proche,
            **{
                "nature": NatureTitulaire.PARENT,
                "debut": aujourdhui() - timedelta(days=900),
                **champs,
            },
        )
        autorite.save()
        return autorite


def proteger(proche: Proche, adresse: str = "12 rue des Lilas") -> AdresseProtegee:
    with acting_as_system(raison="test"):
        proche.adresse, proche.adresse_protegee = None, True
        proche.save()
        protection = AdresseProtegee(proche=proche, adresse=adresse, motif="Violences")
        protection.save()
        return protection


def creer_separation(fratrie: Fratrie, **champs: object) -> Separation:
    """Separate the first member from the others, this morning; a lone member gets a brother elsewhere."""
    with acting_as_system(raison="test"):
        membres = list(fratrie.membres.order_by("id"))
        if len(membres) == 1:
            frere = MembreFratrie(fratrie=fratrie, prenom="Tom", ailleurs=True)
            frere.save()
            membres.append(frere)
        separation = Separation(
            **{
                "fratrie": fratrie,
                "premier_cote": [membres[0].pk],
                "second_cote": [m.pk for m in membres[1:]],
                "autorite": AutoriteSeparation.ASE,
                "decidee_le": timezone.now() - timedelta(minutes=1),
                "motif": "Des violences entre eux, malgré l’accompagnement.",
                "parole": "« Je veux le voir le samedi. »",
                "plan_contacts": "Un samedi sur deux, et un appel le mercredi.",
                **champs,
            }
        )
        separation.save()
        return separation


def creer_revue(separation: Separation, tenue_le: date | None = None, **champs: object) -> RevueSeparation:
    with acting_as_system(raison="test"):
        revue = RevueSeparation(
            **{
                "separation": separation,
                "fratrie_id": separation.fratrie_id,
                "tenue_le": tenue_le or aujourdhui(),
                "suite": SuiteRevue.MAINTIEN,
                "constat": "Ils se voient tous les samedis.",
                **champs,
            }
        )
        revue.save()
        return revue


def creer_droit_visite(enfant: Enfant, proche: Proche, **champs: object) -> DroitVisite:
    """Every week on today's weekday, at two o'clock, since two months."""
    with acting_as_system(raison="test"):
        droit = DroitVisite(
            **{
                "enfant": enfant,
                "proche": proche,
                "genre": "visite",
                "frequence": "semaines",
                "jour": aujourdhui().weekday(),
                "heure_debut": time(14),
                "heure_fin": time(17),
                "lieu": "Maison commune",
                "debut": aujourdhui() - timedelta(days=60),
                "decide_par": "juge",
                **champs,
            }
        )
        droit.save()
        return droit


def creer_rencontre(enfant: Enfant, *proches: Proche, **champs: object) -> Rencontre:
    """A visit planned today; the siblings met are told by ``membres``."""
    with acting_as_system(raison="test"):
        rencontre = Rencontre(
            **{
                "enfant": enfant,
                "genre": "visite",
                "proches": [p.pk for p in proches],
                "jour": aujourdhui(),
                "heure_debut": time(14),
                "heure_fin": time(17),
                **champs,
            }
        )
        rencontre.save()
        return rencontre


def creer_autorisation(enfant: Enfant, *proches: Proche, **champs: object) -> DemandeAutorisation:
    """Leave to have an operation, asked of the relatives three days ago; of the ASE without one."""
    with acting_as_system(raison="test"):
        demande = DemandeAutorisation(
            **{
                "enfant": enfant,
                "acte": "operation",
                "objet": "Retrait des amygdales, à la Toussaint.",
                "demandee_a": "titulaires" if proches else "ase",
                "proches": [p.pk for p in proches],
                "destinataire": "" if proches else "ASE, maison des solidarités",
                "demandee_le": aujourdhui() - timedelta(days=3),
                "canal": "courriel",
                **champs,
            }
        )
        demande.save()
        return demande


def creer_relance(demande: DemandeAutorisation, **champs: object) -> EtapeAutorisation:
    with acting_as_system(raison="test"):
        etape = EtapeAutorisation(
            **{
                "demande": demande,
                "enfant_id": demande.enfant_id,
                "nature": "relance",
                "faite_le": aujourdhui() - timedelta(days=1),
                "canal": "telephone",
                "par": "Fabrice L.",
                **champs,
            }
        )
        etape.save()
        return etape
