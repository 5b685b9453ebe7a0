"""Visits and authorisations of the demo: a mediated right, a suspended one, a parent nobody has seen for months."""

from __future__ import annotations

from datetime import date, time, timedelta

from deploy.demonstration.dossiers import Dossier
from deploy.demonstration.separations import SEPARES
from enfants.models import Enfant
from fratries.enums import (
    CanalASE,
    DecideurDroit,
    DemandeeA,
    DuFaitDe,
    EtatRencontre,
    FrequenceDroit,
    GenreRencontre,
    NatureEtape,
    ReponseAutorisation,
    SuspendPar,
)
from fratries.models import (
    DemandeAutorisation,
    DroitVisite,
    EtapeAutorisation,
    LienFamilial,
    MembreFratrie,
    Proche,
    Rencontre,
)
from fratries.rythmes import Rythme, jours_de

MERCREDI, SAMEDI = 2, 5
_G, _E = GenreRencontre, EtatRencontre
TIERS = "Mme Sorel, technicienne d’intervention sociale"
LIEU = "Espace rencontre, rue des Tanneurs"

RECITS = (
    "Inaya l’attendait à la fenêtre. Elles ont fait un collier de perles. Elle a moins parlé sur le retour, "
    "puis a demandé quand serait la prochaine fois.",
    "Premier quart d’heure difficile : sa mère est arrivée en retard. Elles ont goûté ensemble et regardé les "
    "photos de la classe.",
    "Visite tranquille. Inaya a montré son cahier de poésie. Au retour, elle a voulu appeler sa grand-mère.",
)
PAROLES = ("« Elle sent toujours pareil. »", "« J’aime pas quand on doit partir. »", "")
ANALYSE = (
    "Inaya cherche l’attention de sa mère et la trouve quand l’activité est prévue d’avance. Les nuits qui suivent "
    "sont plus agitées, sans cauchemar. Le rythme d’un mercredi sur deux paraît lui convenir."
)


def creer_visites(dossiers: list[Dossier], jour: date) -> None:
    """Save rights, meetings and requests, relative to the day of loading."""
    enfants = {d.description.prenom: d.enfant for d in dossiers}
    _mere_d_inaya(enfants, jour)
    _autres(enfants, jour)
    _separes(enfants, jour)
    _autorisations(enfants, jour)


def _proche(enfant: Enfant, prenom: str) -> Proche:
    ties = LienFamilial.objects.filter(enfant=enfant).select_related("proche").order_by("id")
    return next(tie.proche for tie in ties if tie.proche.prenom == prenom)


def _mere_d_inaya(enfants: dict[str, Enfant], jour: date) -> None:
    nadia = _proche(enfants["Inaya"], "Nadia")
    for prenom in ("Inaya", "Noé", "Marie-Lou"):
        droit = _droit(
            enfants[prenom],
            nadia,
            jour=MERCREDI,
            toutes_les=2,
            heure_debut=time(14),
            heure_fin=time(16),
            mediatisee=True,
            tiers=TIERS,
            lieu=LIEU,
            debut=jour - timedelta(days=75),
            decide_par=DecideurDroit.JUGE,
            decide_le=jour - timedelta(days=80),
            reference="Jugement en assistance éducative, page 3",
        )
        _histoire(droit, jour)
    appel = _droit(
        enfants["Inaya"],
        nadia,
        genre=_G.APPEL,
        jour=SAMEDI,
        heure_debut=time(18),
        debut=jour - timedelta(days=40),
        decide_par=DecideurDroit.JUGE,
    )
    for day in jours_de(Rythme(appel.debut, SAMEDI), appel.debut, jour - timedelta(days=8)):
        _rencontre(
            appel.enfant, [nadia.pk], day, genre=_G.APPEL, etat=_E.TENUE, droit=appel, prevue_le=day,
            heure_debut=time(18),
        )  # fmt: skip


def _histoire(droit: DroitVisite, jour: date) -> None:
    """The visits of the last weeks: one missed, the others told; the last analysis is still to be sent."""
    rythme = Rythme(droit.debut, MERCREDI, toutes_les=2)
    passed = jours_de(rythme, droit.debut, jour - timedelta(days=1))
    hers = droit.enfant.prenom == "Inaya"
    for rank, day in enumerate(passed):
        missed = rank == 1
        last = day == passed[-1]
        _rencontre(
            droit.enfant,
            [droit.proche_id],
            day,
            etat=_E.MANQUEE if missed else _E.TENUE,
            droit=droit,
            prevue_le=day,
            mediatisee=True,
            tiers=TIERS,
            lieu=LIEU,
            du_fait_de=DuFaitDe.PROCHE if missed else "",
            motif="Elle n’est pas venue et n’a pas prévenu. Jointe le soir : le bus." if missed else "",
            accompagnement="" if missed else "Claire, aller et retour",
            recit=RECITS[rank % len(RECITS)] if hers and not missed else "",
            parole=PAROLES[rank % len(PAROLES)] if hers and not missed else "",
            analyse=ANALYSE if hers and not missed else "",
            transmise_le=None if missed or last else day + timedelta(days=6),
            transmise_a="" if missed or last else "Référente ASE",
        )


def _autres(enfants: dict[str, Enfant], jour: date) -> None:
    farid = _proche(enfants["Noé"], "Farid")
    sortie = _droit(
        enfants["Inaya"],
        farid,
        genre=_G.SORTIE,
        frequence=FrequenceDroit.MOIS,
        jour=SAMEDI,
        rangs=[1, 3],
        heure_debut=time(10),
        heure_fin=time(18),
        debut=jour - timedelta(days=100),
        decide_par=DecideurDroit.JUGE,
    )
    rythme = Rythme(sortie.debut, SAMEDI, rangs=(1, 3))
    for day in jours_de(rythme, sortie.debut, jour - timedelta(days=8)):
        _rencontre(
            sortie.enfant, [farid.pk], day, genre=_G.SORTIE, etat=_E.TENUE, droit=sortie, prevue_le=day,
            heure_debut=time(10), heure_fin=time(18), recit="Moment simple, au parc puis au marché.",
        )  # fmt: skip
    _rencontre(
        enfants["Noé"], [farid.pk], jour - timedelta(days=200), genre=_G.APPEL, etat=_E.TENUE,
        recit="Appel court, gai. Il promet de rappeler.",
    )  # fmt: skip
    gaelle = _proche(enfants["Maël"], "Gaëlle")
    for prenom in ("Maël", "Soline"):
        _droit(
            enfants[prenom],
            gaelle,
            genre=_G.HEBERGEMENT if prenom == "Maël" else _G.VISITE,
            frequence=FrequenceDroit.VACANCES,
            nuits=7 if prenom == "Maël" else 0,
            precision="La moitié des vacances, la première les années paires.",
            debut=jour - timedelta(days=300),
            decide_par=DecideurDroit.JUGE,
            **(
                {
                    "suspendu_du": jour - timedelta(days=20),
                    "suspendu_par": SuspendPar.JUGE,
                    "suspendu_motif": "Ordonnance du juge des enfants, jusqu’à la prochaine audience.",
                }
                if prenom == "Soline"
                else {}
            ),
        )
    _rencontre(
        enfants["Maël"], [gaelle.pk], jour - timedelta(days=14), genre=_G.HEBERGEMENT, nuits=2,
        etat=_E.TENUE, recit="Deux nuits chez sa mère. Il est revenu avec un dessin.",
    )  # fmt: skip
    sandra = _proche(enfants["Zoé"], "Sandra")
    for prenom in ("Zoé", "Théo"):
        _rencontre(
            enfants[prenom], [sandra.pk], jour - timedelta(days=220), genre=_G.VISIO, etat=_E.TENUE,
            recit="Appel vidéo de vingt minutes.",
        )  # fmt: skip


def _separes(enfants: dict[str, Enfant], jour: date) -> None:
    """Bilal and Sirine: one call held, one Saturday to come, each in their own file."""
    membres = {prenom: MembreFratrie.objects.get(enfant=enfants[prenom]) for prenom in SEPARES}
    for prenom, autre in (SEPARES, SEPARES[::-1]):
        seen = [membres[autre].pk]
        _rencontre(
            enfants[prenom], [], jour - timedelta(days=1), genre=_G.VISIO, etat=_E.TENUE, membres=seen,
            heure_debut=time(17), heure_fin=time(17, 40), parole="« On a fait le concours de grimaces. »",
        )  # fmt: skip
        saturday = jour + timedelta(days=(SAMEDI - jour.weekday()) % 7 or 7)
        _rencontre(
            enfants[prenom], [], saturday, genre=_G.SORTIE, membres=seen, heure_debut=time(10),
            heure_fin=time(17), accompagnement="Les deux éducatrices, en alternance",
        )  # fmt: skip


def _droit(enfant: Enfant, proche: Proche, **champs: object) -> DroitVisite:
    droit = DroitVisite(
        **{"enfant": enfant, "proche": proche, "genre": _G.VISITE, "frequence": FrequenceDroit.SEMAINES}
        | champs
    )
    droit.save()
    return droit


def _rencontre(enfant: Enfant, proches: list, jour: date, **champs: object) -> None:
    Rencontre(**{"enfant": enfant, "genre": _G.VISITE, "proches": proches, "jour": jour} | champs).save()


def _autorisations(enfants: dict[str, Enfant], jour: date) -> None:
    nadia, farid = _proche(enfants["Inaya"], "Nadia"), _proche(enfants["Inaya"], "Farid")
    demande = DemandeAutorisation(
        enfant=enfants["Inaya"],
        acte="operation",
        objet="Retrait des végétations, à l’hôpital, pendant les prochaines vacances. Le chirurgien attend un accord.",
        demandee_a=DemandeeA.TITULAIRES,
        proches=[nadia.pk, farid.pk],
        demandee_le=jour - timedelta(days=12),
        canal=CanalASE.COURRIEL,
        souhaitee_le=jour + timedelta(days=3),
    )
    demande.save()
    EtapeAutorisation(
        enfant_id=demande.enfant_id,
        demande=demande,
        nature=NatureEtape.RELANCE,
        faite_le=jour - timedelta(days=5),
        canal=CanalASE.TELEPHONE,
        par="Fabrice Leconte, chef de service",
        texte="Le père est d’accord et enverra le papier. La mère veut parler au médecin.",
    ).save()
    DemandeAutorisation(
        enfant=enfants["Marie-Lou"],
        acte="carte_identite",
        demandee_a=DemandeeA.TITULAIRES,
        proches=[nadia.pk],
        demandee_le=jour - timedelta(days=60),
        canal=CanalASE.COURRIER,
        reponse=ReponseAutorisation.OUI,
        repondue_le=jour - timedelta(days=48),
        repondue_par="Sa mère",
        reference="Classeur des accords, au secrétariat",
    ).save()
    DemandeAutorisation(
        enfant=enfants["Zoé"],
        acte="psychotherapie",
        objet="Suivi hebdomadaire au centre médico-psychologique.",
        demandee_a=DemandeeA.TITULAIRES,
        proches=[_proche(enfants["Zoé"], "Sandra").pk],
        demandee_le=jour - timedelta(days=70),
        canal=CanalASE.COURRIER,
        reponse=ReponseAutorisation.SILENCE,
        repondue_le=jour - timedelta(days=30),
        juge_saisi_le=jour - timedelta(days=14),
        juge_motif="Trois relances sans réponse ; le centre peut commencer le mois prochain.",
    ).save()
