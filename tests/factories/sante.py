"""Daily care and the medical file."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from enfants.enums import (
    EtatPrise,
    Moment,
    NatureNoteMedicale,
)
from enfants.models import (
    Allergie,
    Enfant,
    NoteMedicale,
    Prise,
    RendezVous,
    Traitement,
    Vaccination,
)
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.outils.dates import aujourdhui, jour_de_soiree


def creer_allergie(enfant: Enfant, substance: str = "arachide", **champs: object) -> Allergie:
    with acting_as_system(raison="test"):
        allergie = Allergie(enfant=enfant, substance=substance, **champs)
        allergie.save()
        return allergie


def creer_traitement(
    enfant: Enfant, nom: str = "Amoxicilline", *moments: Moment, debut: date | None = None, **champs: object
) -> Traitement:
    with acting_as_system(raison="test"):
        traitement = Traitement(
            enfant=enfant,
            nom=nom,
            dose=champs.pop("dose", "1 comprimé"),
            moments=list(moments or [Moment.MATIN, Moment.SOIR]),
            debut=debut or aujourdhui() - timedelta(days=5),
            prescripteur=champs.pop("prescripteur", "Dr Morel"),
            **champs,
        )
        traitement.save()
        return traitement


def creer_si_besoin(
    enfant: Enfant,
    nom: str = "Paracétamol 250 mg",
    *,
    maximum: int = 4,
    intervalle: int = 6,
    **champs: object,
) -> Traitement:
    with acting_as_system(raison="test"):
        traitement = Traitement(
            **{
                "enfant": enfant,
                "nom": nom,
                "dose": "1 dose-poids",
                "moments": [],
                "si_besoin": True,
                "raison": "fièvre au-dessus de 38,5",
                "maximum": maximum,
                "intervalle": intervalle,
                "debut": aujourdhui() - timedelta(days=5),
                "prescripteur": "Dr Morel",
            }
            | champs
        )
        traitement.save()
        return traitement


def creer_prise(
    traitement: Traitement,
    auteur: Utilisateur,
    moment: Moment | None = Moment.MATIN,
    *,
    jour: date | None = None,
    saisie_le: datetime | None = None,
    **champs: object,
) -> Prise:
    with acting_as_system(raison="test"):
        prise = Prise(
            traitement=traitement,
            enfant_id=traitement.enfant_id,
            jour=jour or jour_de_soiree(),
            moment=moment,
            etat=champs.pop("etat", EtatPrise.DONNEE),
            quoi=f"{traitement.nom}, {traitement.dose}",
            auteur=auteur,
            saisie_le=saisie_le or timezone.now(),
            **champs,
        )
        prise.save()
        return prise


def creer_rendez_vous(
    enfant: Enfant, objet: str = "Orthodontiste", *, le: datetime | None = None, **champs: object
) -> RendezVous:
    with acting_as_system(raison="test"):
        le = le or timezone.now() + timedelta(hours=20)
        rendez_vous = RendezVous(enfant=enfant, objet=objet, le=le, **champs)
        rendez_vous.save()
        return rendez_vous


def creer_note_medicale(
    enfant: Enfant, auteur: Utilisateur, texte: str = "Otite droite, traitée.", *, secret: bool = False
) -> NoteMedicale:
    with acting_as_system(raison="test"):
        note = NoteMedicale(
            enfant=enfant,
            nature=NatureNoteMedicale.CONSULTATION,
            jour=aujourdhui(),
            texte=texte,
            secret=secret,
            auteur=auteur,
            ecrite_le=timezone.now(),
        )
        note.save()
        return note


def creer_vaccination(
    enfant: Enfant, auteur: Utilisateur, *valences: str, jour: date | None = None, **champs: object
) -> Vaccination:
    with acting_as_system(raison="test"):
        vaccination = Vaccination(
            enfant=enfant,
            valences=list(valences or ["dtp"]),
            jour=jour or aujourdhui() - timedelta(days=400),
            auteur=auteur,
            saisie_le=timezone.now(),
            **champs,
        )
        vaccination.save()
        return vaccination
