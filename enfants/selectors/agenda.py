"""What is planned in the children’s files: arrivals and departures, absences, appointments, birthdays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from enfants.enums import EtatRendezVous, NatureAbsence
from enfants.models import Absence, RendezVous, Sejour
from enfants.selectors.lieu import lieux_caches
from socle.chiffrement.values import Illisible
from socle.outils.dates import anniversaire
from socle.ui.agenda import Demande, Evenement


def mouvements(demande: Demande) -> Iterator[Evenement]:
    """Yield arrivals and departures, of the houses asked for or of these children.

    Asked for a house, a child whose place is kept from this reader does not arrive there.
    """
    days = (demande.debut, demande.fin)
    rows = list(
        Sejour.objects.visible_to(demande.user, "lire_identite")
        .filter(
            Q(maison_id__in=demande.maisons) | Q(enfant_id__in=demande.enfants),
            Q(debut__range=days) | Q(fin__range=days),
        )
        .select_related("enfant")
        .order_by("debut", "id")
    )
    hidden = lieux_caches(demande.user, {row.enfant_id for row in rows} - demande.enfants.keys())
    for sejour in rows:
        if sejour.enfant_id in hidden:
            continue
        prenom = demande.noms.get(sejour.enfant_id, str(sejour.enfant.prenom))
        adresse = reverse("enfants:sejours", args=[sejour.enfant_id])
        if sejour.debut >= demande.debut and sejour.debut <= demande.fin:
            yield Evenement(
                cle=f"arrivee-{sejour.pk}",
                jour=sejour.debut,
                icone="door-open",
                phrase=f"Arrivée : {prenom}",
                neutre="Arrivée",
                adresse=adresse,
                enfants=(sejour.enfant_id,),
            )
        if sejour.fin is not None and demande.debut <= sejour.fin <= demande.fin:
            yield Evenement(
                cle=f"depart-{sejour.pk}",
                jour=sejour.fin,
                icone="door-closed",
                phrase=f"Départ : {prenom}",
                neutre="Départ",
                adresse=adresse,
                enfants=(sejour.enfant_id,),
            )


def absences(demande: Demande) -> Iterator[Evenement]:
    """Yield the days on which a child leaves for some nights, and those of their return."""
    days = (demande.debut, demande.fin)
    rows = (
        Absence.objects.visible_to(demande.user, "lire_journal")
        .filter(Q(debut__range=days) | Q(fin__range=days), enfant_id__in=demande.enfants)
        .order_by("debut", "id")
    )
    for absence in rows:
        nom, nature = demande.noms[absence.enfant_id], NatureAbsence(absence.nature).label
        adresse = reverse("enfants:sejour", args=[absence.enfant_id])
        if absence.debut >= demande.debut:
            yield Evenement(
                cle=f"absence-{absence.pk}",
                jour=absence.debut,
                icone="luggage",
                phrase=f"{nom} s’absente : {nature}",
                neutre="Départ pour quelques jours",
                adresse=adresse,
                enfants=(absence.enfant_id,),
            )
        if absence.fin is not None and absence.debut < absence.fin <= demande.fin:
            yield Evenement(
                cle=f"retour-{absence.pk}",
                jour=absence.fin,
                icone="house",
                phrase=f"{nom} revient : {nature}",
                neutre="Retour",
                adresse=adresse,
                enfants=(absence.enfant_id,),
            )


def rendez_vous(demande: Demande) -> Iterator[Evenement]:
    """Yield medical appointments, but those cancelled."""
    rows = (
        RendezVous.objects.visible_to(demande.user, "lire_soin_quotidien")
        .filter(
            enfant_id__in=demande.enfants,
            le__gte=_minuit(demande.debut),
            le__lt=_minuit(demande.fin + timedelta(days=1)),
        )
        .exclude(etat=EtatRendezVous.ANNULE)
        .order_by("le", "id")
    )
    for un in rows:
        quand = timezone.localtime(un.le)
        avec = f" (avec {un.accompagnant})" if un.accompagnant else ""
        yield Evenement(
            cle=f"rendez-vous-{un.pk}",
            jour=quand.date(),
            heure=quand.time(),
            icone="stethoscope",
            phrase=f"{demande.noms[un.enfant_id]} : {un.objet}{avec}",
            neutre="Rendez-vous",
            adresse=reverse("enfants:soins", args=[un.enfant_id]),
            enfants=(un.enfant_id,),
            issue="" if un.etat == EtatRendezVous.PREVU else EtatRendezVous(un.etat).label,
        )


def anniversaires(demande: Demande) -> Iterator[Evenement]:
    """Yield the birthdays of these children."""
    for pk, enfant in demande.enfants.items():
        naissance = enfant.date_naissance
        if isinstance(naissance, Illisible):
            continue
        for annee in range(demande.debut.year, demande.fin.year + 1):
            jour = anniversaire(naissance, annee)
            ans = annee - naissance.year
            if demande.debut <= jour <= demande.fin and ans > 0:
                yield Evenement(
                    cle=f"anniversaire-{pk}-{annee}",
                    jour=jour,
                    icone="cake",
                    phrase=f"{demande.noms[pk]} aura {ans} an{'s' if ans > 1 else ''}",
                    neutre="Anniversaire",
                    adresse=reverse("enfants:fiche", args=[pk]),
                    enfants=(pk,),
                )


def _minuit(jour: date) -> datetime:
    return timezone.make_aware(datetime.combine(jour, time()))
