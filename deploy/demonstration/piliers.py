"""The demo's pillars: trainings, the map of risks of the year, actions of prevention, sessions with children."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils import timezone

from deploy.demonstration.equipe import EQUIPE, V1
from protection.models import ActionPrevention, CarteDesRisques, Risque, SeanceEnfants
from socle.chiffrement.enums import NatureSujet
from socle.chiffrement.keys import creer_cle
from socle.comptes.models import Utilisateur
from villages.models import Formation, Maison, PresenceFormation, Professionnel, Village

DIRECTION, CHEF = "veronique.saunier", "fabrice.leconte"
#: Not trained yet; trained too long ago.
SANS, ANCIENNES = "manon.girard", ("hugo.pasquier", "josiane.ferrand")

#: Area, what could happen, likelihood, gravity, measures, days until due, days since done.
RISQUES = (
    ("nuit", "Le couloir de l’étage n’est pas éclairé : un petit n’ose pas appeler.", 3, 2,
     "Veilleuses à détecteur, et une ronde à 22 h dans chaque maison.", -20, 25),
    ("en_ligne", "Des inconnus écrivent à des jeunes par la messagerie d’un jeu.", 3, 3,
     "Atelier avec les 11-15 ans, réglages faits ensemble, un adulte à qui montrer.", 25, None),
    ("ecole", "Moqueries dans le car du collège, sur le fait d’être placé.", 3, 3,
     "Rencontre avec le collège, un référent nommé, un mot simple à répondre.", -6, None),
    ("locaux", "Le portail du verger ferme mal.", 2, 2, "Serrure changée, tour du site chaque trimestre.", 60, None),
)  # fmt: skip
#: Theme, for whom, what, days until planned, days since done, what came out.
ACTIONS = (
    ("harcelement", "enfants", "Théâtre-forum avec le collège : témoin, que faire ?", 18, None, ""),
    ("ecrans", "jeunes", "Soirée « ce que mon téléphone sait de moi ».", -40, 40,
     "Onze jeunes. Ils demandent un temps sans écran qui vaille aussi pour les adultes."),
    ("egalite", "tous", "Repas échangés entre maisons : qui fait quoi, et pourquoi ?", -9, None, ""),
    ("addictions", "jeunes", "Passage de la Consultation jeunes consommateurs au village.", 50, None, ""),
    ("environnement", "enfants", "Le verger : planter, et dessiner les chemins sûrs.", -75, 70,
     "Les petits ont montré un trou dans la haie, rebouché depuis."),
)  # fmt: skip


def tenir_les_piliers(
    villages: Mapping[str, Village],
    maisons: Mapping[str, Maison],
    equipe: Mapping[str, Professionnel],
    comptes: Mapping[str, Utilisateur],
    jour: date,
) -> None:
    """Write what the direction of the first village has done this year."""
    village, par = villages[V1], comptes[DIRECTION]
    recent = _seance(village, "signaler", jour - timedelta(days=70), "Le référent protection")
    older = _seance(village, "droits", jour - timedelta(days=420), "Une juriste de l’association")
    _seance(None, "reperer", jour + timedelta(days=21), "Une pédiatre de l’unité d’accueil")
    for personne in EQUIPE:
        if personne.village == V1 and personne.identifiant != SANS:
            seance = older if personne.identifiant in ANCIENNES else recent
            PresenceFormation(
                formation=seance,
                professionnel=equipe[personne.identifiant],
                notee_le=_midi(seance.le),
                notee_par=comptes[CHEF] if personne.identifiant == DIRECTION else par,
            ).save()
    _carte(village, equipe[CHEF], par, jour)
    for theme, public, texte, dans, faite, bilan in ACTIONS:
        action = ActionPrevention(
            village=village,
            theme=theme,
            public=public,
            texte=texte,
            responsable=equipe[CHEF],
            prevue_le=jour + timedelta(days=dans),
            faite_le=jour - timedelta(days=faite) if faite else None,
            bilan=bilan,
        )
        creer_cle(action.pk, NatureSujet.ASSOCIATION)
        action.save()
    for theme, maison, ago, presents, retour in (
        ("droits", "Les Tilleuls", 33, 4, "Ils connaissent le 119, pas le Défenseur des droits."),
        ("securite", "", 12, 14, "Demander de l’aide : à qui, si l’adulte de la maison est fâché ?"),
    ):
        seance_enfants = SeanceEnfants(
            village=village,
            maison=maisons[maison] if maison else None,
            theme=theme,
            le=jour - timedelta(days=ago),
            presents=presents,
            retour=retour,
            notee_par=par,
        )
        creer_cle(seance_enfants.pk, NatureSujet.ASSOCIATION)
        seance_enfants.save()


def _seance(village: Village | None, theme: str, le: date, formateur: str) -> Formation:
    seance = Formation(village=village, theme=theme, le=le, heures=3, formateur=formateur)
    creer_cle(seance.pk, NatureSujet.ASSOCIATION)
    seance.save()
    return seance


def _carte(village: Village, responsable: Professionnel, par: Utilisateur, jour: date) -> None:
    carte = CarteDesRisques(
        village=village,
        annee=jour.year,
        avis_enfants="« Le soir, le couloir, on court. » Le conseil demande des veilleuses et un adulte dans le car.",
        ouverte_le=_midi(jour - timedelta(days=60)),
        validee_le=_midi(jour - timedelta(days=45)),
        validee_par=par,
    )
    creer_cle(carte.pk, NatureSujet.ASSOCIATION)
    carte.save()
    for domaine, description, vraisemblance, gravite, mesures, dans, fait in RISQUES:
        Risque(
            carte=carte,
            village=village,
            domaine=domaine,
            description=description,
            vraisemblance=vraisemblance,
            gravite=gravite,
            mesures=mesures,
            responsable=responsable,
            pour_le=jour + timedelta(days=dans),
            fait_le=jour - timedelta(days=fait) if fait else None,
            preuve="Facture et photo, classeur sécurité." if fait else "",
        ).save()


def _midi(jour: date) -> datetime:
    return timezone.make_aware(datetime.combine(jour, datetime.min.time().replace(hour=12)))
