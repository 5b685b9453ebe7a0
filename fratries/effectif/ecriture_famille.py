"""Carrying out a plan: measures and relatives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

from enfants.models import MesureProtection
from fratries.effectif.existant import batches
from fratries.effectif.fiches import FicheMesure, FicheProche
from fratries.effectif.plan import EnfantPrevu, ProchePrevu
from fratries.enums import Contact, NatureLien, NatureTitulaire
from fratries.models import AutoriteParentale, LienFamilial, PersonneAutorisee, Proche
from socle.audit.services import record
from socle.chiffrement.keys import creer_cles
from socle.chiffrement.models import NatureSujet

Avance = Callable[[int], None]

ORIGINE = "Repris du tableau d’effectif du village."
_TELEPHONE_MAX = 60


def write_measures(mesures: Iterable[tuple[EnfantPrevu, FicheMesure]], avance: Avance) -> None:
    """Write the measures; a place said to be secret is kept so, whoever decided it."""
    for lot in batches(mesures):
        made: list[UUID] = []
        for child, fiche in lot:
            mesure = MesureProtection(
                enfant_id=child.ident,
                nature=fiche.nature,
                autorite=fiche.autorite,
                decision_le=fiche.decision,
                debut=fiche.debut,
                fin=fiche.fin,
                recit=f"Droit de visite : {fiche.visite}" if fiche.visite else "",
                lieu_secret=fiche.secret,
                lieu_secret_pour=f"À préciser. {ORIGINE}" if fiche.secret else "",
            )
            mesure.save(force_insert=True)
            made.append(mesure.pk)
            avance(1)
        enfants = [child.ident for child, _ in lot]
        record("effectif.mesures", objets=made, enfants=enfants, type_objet="enfants.MesureProtection")


def write_relatives(proches: Iterable[ProchePrevu], avance: Avance) -> None:
    """Write relatives, ties, authority and contacts; the tie first, for it is what opens the relative."""
    for lot in batches(proches):
        creer_cles((prevu.ident, NatureSujet.PROCHE) for prevu in lot if prevu.nouveau)
        for prevu in lot:
            for child, fiche in prevu.liens:
                LienFamilial(proche_id=prevu.ident, enfant_id=child.ident, nature=fiche.lien).save(
                    force_insert=True
                )
            if prevu.nouveau:
                Proche(
                    pk=prevu.ident,
                    village_id=prevu.village.ident,
                    prenom=prevu.prenom,
                    nom=prevu.nom,
                    sexe=prevu.sexe,
                    telephone=_telephones(prevu.telephones),
                ).save(force_insert=True)
            for child, fiche in prevu.liens:
                _authority(prevu.ident, child, fiche)
                _contact(prevu.ident, child, fiche)
            avance(1)
        enfants = [child.ident for prevu in lot for child, _ in prevu.liens]
        record(
            "effectif.famille",
            objets=[prevu.ident for prevu in lot],
            enfants=enfants,
            type_objet="fratries.Proche",
        )


def _telephones(numeros: list[str]) -> str:
    """As many whole numbers as fit."""
    kept = ""
    for numero in numeros:
        longer = f"{kept} / {numero}" if kept else numero
        if len(longer) <= _TELEPHONE_MAX:
            kept = longer
    return kept


def _since(child: EnfantPrevu) -> date:
    """A roster tells a state, not when it began: it is known from the child's first arrival on."""
    return min(debut for debut, _ in child.periodes)


def _authority(proche: UUID, child: EnfantPrevu, fiche: FicheProche) -> None:
    if not fiche.autorite or fiche.lien != NatureLien.PARENT:
        return
    AutoriteParentale(
        enfant_id=child.ident,
        proche_id=proche,
        nature=NatureTitulaire.PARENT,
        etat=fiche.autorite,
        debut=_since(child),
        decision=ORIGINE,
    ).save(force_insert=True)


def _contact(proche: UUID, child: EnfantPrevu, fiche: FicheProche) -> None:
    """A roster's « oui » opens calls and visits, never collecting a child; its « interdit » forbids all."""
    if fiche.contact == Contact.NON_PRECISE:
        return
    appeler = Contact.NON_PRECISE if fiche.contact == Contact.ACCOMPAGNE else fiche.contact
    chercher = fiche.contact if fiche.contact == Contact.INTERDIT else Contact.NON_PRECISE
    PersonneAutorisee(
        enfant_id=child.ident,
        proche_id=proche,
        appeler=appeler,
        visiter=fiche.contact,
        chercher=chercher,
        debut=_since(child),
        decision=ORIGINE,
    ).save(force_insert=True)
