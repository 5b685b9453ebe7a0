"""What is planned in the houses: relays, school holidays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q

from socle.outils.vacances import vacances_entre
from socle.ui.agenda import Demande, Evenement
from villages.models import Maison, Relais


def relais(demande: Demande) -> Iterator[Evenement]:
    """Yield the days on which somebody comes to relay in a house, and those on which they leave it."""
    rows = (
        Relais.objects.filter(
            Q(debut__range=(demande.debut, demande.fin)) | Q(fin__range=(demande.debut, demande.fin)),
            maison_id__in=demande.maisons,
            arrete_le__isnull=True,
        )
        .select_related("professionnel")
        .order_by("debut", "id")
    )
    for un in rows:
        prenom = un.professionnel.prenom
        if un.debut >= demande.debut:
            yield Evenement(
                cle=f"relais-debut-{un.pk}",
                jour=un.debut,
                icone="refresh-cw",
                phrase=f"Relais : {prenom} arrive",
                neutre="Début d’un relais",
            )
        if un.fin <= demande.fin:
            yield Evenement(
                cle=f"relais-fin-{un.pk}",
                jour=un.fin,
                icone="refresh-cw",
                phrase=f"Fin du relais de {prenom}",
                neutre="Fin d’un relais",
            )


def vacances(demande: Demande) -> Iterator[Evenement]:
    """Yield the school holidays that touch these days, once per zone of the villages concerned.

    With two zones on one page each says which it is.
    """
    zones = set(
        Maison.objects.filter(pk__in=demande.maisons)
        .exclude(village__zone_scolaire="")
        .order_by()
        .values_list("village__zone_scolaire", flat=True)
    )
    for zone in sorted(zones):
        for un in vacances_entre(zone, demande.debut, demande.fin):
            neutre = f"Vacances scolaires : {un.nom}"
            yield Evenement(
                cle=f"vacances-{zone}-{un.debut.isoformat()}",
                jour=un.debut,
                jusqu_au=un.reprise - timedelta(days=1),
                icone="tree-palm",
                phrase=f"{neutre} (zone {zone})" if len(zones) > 1 else neutre,
                neutre=neutre,
            )
