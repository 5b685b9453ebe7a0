"""Measures and people outside of the demo: one term past, one near, a renewal, a secret place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from deploy.demonstration.dossiers import Dossier
from enfants.enums import FonctionInterlocuteur, NatureMesure
from enfants.models import Interlocuteur, MesureProtection
from socle.echeances.calendrier import decale_mois
from socle.outils.dates import age_revolu

TRIBUNAL = "Tribunal pour enfants de Brécy"
MAJEUR = 18


@dataclass(frozen=True)
class MesureDemo:
    """A measure, in days from today; ``fin`` is its term."""

    nature: NatureMesure
    debut: int
    fin: int
    champs: dict[str, object] = field(default_factory=dict)


#: By first name, the oldest first: each renews the one before it.
PARTICULIERES: dict[str, tuple[MesureDemo, ...]] = {
    "Inaya": (
        MesureDemo(NatureMesure.OPP_PARQUET, -815, -805),
        MesureDemo(NatureMesure.AE_ASE, -804, -75),
        MesureDemo(
            NatureMesure.AE_ASE, -75, 290,
            {"recit": "Visites de la mère un mercredi sur deux, en présence d’un tiers. Bilan demandé dans un an."},
        ),
    ),
    "Noé": (MesureDemo(NatureMesure.AE_ASE, -804, -6),),
    "Marie-Lou": (MesureDemo(NatureMesure.AE_ASE, -402, 1, {"rapport": -40}),),
    "Soline": (
        MesureDemo(
            NatureMesure.AE_DIRECT, -500, 160,
            {
                "recit": "Le père ne doit pas connaître le lieu de placement.",
                "lieu_secret": True, "lieu_secret_pour": "Le père de Soline",
                "suspension": "Le père de Soline",
            },
        ),
    ),
    "Maël": (MesureDemo(NatureMesure.AE_DIRECT, -500, 160, {"rapport": -120}),),
    "Zoé": (MesureDemo(NatureMesure.ACCUEIL_PROVISOIRE, -330, 35),),
    "Théo": (MesureDemo(NatureMesure.ACCUEIL_PROVISOIRE, -330, 35),),
    "Bilal": (MesureDemo(NatureMesure.OPP_JUGE, -5, 170, {"notifiee": -3}),),
}  # fmt: skip


def creer_mesures(dossiers: list[Dossier], jour: date) -> None:
    """Give every child a title of placement, and to the first families the people to call."""
    for rang, dossier in enumerate(dossiers):
        described = PARTICULIERES.get(dossier.description.prenom) or (_ordinaire(dossier, rang, jour),)
        former: MesureProtection | None = None
        for mesure in described:
            former = _save(dossier, mesure, former, jour)
        _interlocuteurs(dossier, jour)


def _ordinaire(dossier: Dossier, rang: int, jour: date) -> MesureDemo:
    """An ordinary measure: as old as it may be, its term spread over the coming year."""
    naissance = dossier.enfant.date_naissance
    debut = -min(dossier.description.arrivee, 300)
    if age_revolu(naissance, jour) >= MAJEUR:
        majeur = (decale_mois(naissance, 12 * MAJEUR) - jour).days
        return MesureDemo(NatureMesure.JEUNE_MAJEUR, max(debut, majeur), 120)
    return MesureDemo(NatureMesure.AE_ASE, debut, 60 + 11 * rang % 330, {"rapport": max(debut, -45)})


def _save(
    dossier: Dossier, mesure: MesureDemo, former: MesureProtection | None, jour: date
) -> MesureProtection:
    champs = dict(mesure.champs)
    rapport, notifiee = champs.pop("rapport", None), champs.pop("notifiee", None)
    judiciaire = mesure.nature not in {NatureMesure.ACCUEIL_PROVISOIRE, NatureMesure.JEUNE_MAJEUR}
    saved = MesureProtection(
        enfant=dossier.enfant,
        nature=mesure.nature,
        precedente=former,
        autorite=TRIBUNAL if judiciaire else "Conseil départemental",
        numero=f"{dossier.famille + 100}/0{dossier.famille % 9 + 1}",
        decision_le=jour + timedelta(days=mesure.debut),
        debut=jour + timedelta(days=mesure.debut),
        fin=jour + timedelta(days=mesure.fin),
        rapport_le=jour + timedelta(days=rapport) if isinstance(rapport, int) else None,
        notifiee_le=jour + timedelta(days=notifiee) if isinstance(notifiee, int) else None,
        **champs,
    )
    saved.save()
    return saved


def _interlocuteurs(dossier: Dossier, jour: date) -> None:
    depuis = jour - timedelta(days=dossier.description.arrivee)
    Interlocuteur(
        enfant=dossier.enfant,
        fonction=FonctionInterlocuteur.REFERENT_ASE,
        nom="Sandrine Moulin" if dossier.famille % 2 == 0 else "Régis Faure",
        service="Aide sociale à l’enfance, maison des solidarités",
        telephone="05 99 00 01 01" if dossier.famille % 2 == 0 else "05 99 00 01 02",
        debut=depuis,
    ).save()
    if dossier.famille == 0:
        for fonction, nom, service, telephone in [
            (FonctionInterlocuteur.JUGE, "Mme Brissac", TRIBUNAL, "05 99 00 02 00"),
            (FonctionInterlocuteur.AVOCAT, "Maître Ollivier", "Barreau de Brécy", "05 99 00 03 00"),
        ]:
            Interlocuteur(
                enfant=dossier.enfant,
                fonction=fonction,
                nom=nom,
                service=service,
                telephone=telephone,
                debut=depuis,
            ).save()
