"""What is planned in the houses: relays."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from socle.ui.agenda import Demande, Evenement
from villages.models import Relais


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
