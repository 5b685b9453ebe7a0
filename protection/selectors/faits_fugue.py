"""The facts the clocks of a runaway are counted from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from enfants.models import Enfant
from protection.echelle import LIT
from protection.enums import Canal, DestinataireFugue
from protection.models import AlerteFugue, Fugue, Incident
from protection.querysets import DE_SERVICE
from protection.regles_fugue import (
    A_PREVENIR,
    CONFIRMATION,
    DISPARITION,
    ENTRETIEN,
    RETOUR_POLICE,
)
from protection.selectors.alertes import ouverte_le
from socle.comptes.models import Utilisateur
from socle.echeances.calendrier import jour_de
from socle.echeances.etats import Echeance, calculer
from socle.echeances.regles import Fait, regle
from socle.echeances.selectors import delais_de, reglages_en_vigueur

#: How long after the return what is still owed stays in the lists.
SUIVIE = timedelta(days=30)
#: What no longer has to be done once the child is back.
ETEINTS = {DestinataireFugue.ASTREINTE, DestinataireFugue.POLICE}
RENTRE = "L’enfant est rentré."


def faits_de_la_fugue(
    fugue: Fugue,
    alertes: Iterable[AlerteFugue],
    *,
    sujet: str,
    incident: Incident | None,
    traite: bool,
    lue_le: datetime | None = None,
) -> Iterator[Fait]:
    """Yield the facts of one runaway: one clock per recipient, then those of the return.

    ``lue_le`` is when the chain opened its alert: the on-call is told then, noted or not. A message that
    left has told nobody yet.

    ``incident`` is the one declared of it, as the reader may read it; to anybody else it is not declared.
    ``traite``: whether the reader handles incidents, and owes that declaration.
    """
    commun = {
        "objet": fugue.pk,
        "sujet": sujet,
        "adresse": reverse("protection:fugue", args=[fugue.pk]),
        "enfant": fugue.enfant_id,
    }

    def fait(code: str, depart: datetime, le: datetime | None, sans_objet: str = "") -> Fait:
        done = jour_de(le) if le else None
        return Fait(regle=code, depart=depart, fait_le=done, sans_objet=sans_objet, **commun)  # type: ignore[arg-type]

    alertes = list(alertes)
    told = _first(alertes)
    for qui, code in A_PREVENIR.items():
        first = told[qui].le if qui in told else None
        if qui == DestinataireFugue.ASTREINTE:
            first = min((le for le in (first, lue_le) if le is not None), default=None)
        over = first is None and fugue.rentree_le is not None and qui in ETEINTS
        yield fait(code, fugue.constatee_le, first, RENTRE if over else "")
    ase = told.get(DestinataireFugue.ASE)
    if ase is not None:
        written = [
            a.le for a in alertes if a.destinataire == DestinataireFugue.ASE and not Canal(a.canal).oral
        ]
        yield fait(CONFIRMATION, ase.le, min(written, default=None))
    police = told.get(DestinataireFugue.POLICE)
    if police is not None and traite:
        yield fait(DISPARITION, police.le, incident.connu_le if incident else None)
    if fugue.rentree_le is not None:
        if police is not None:
            back = _first(a for a in alertes if a.du_retour).get(DestinataireFugue.POLICE)
            yield fait(RETOUR_POLICE, fugue.rentree_le, back.le if back else None)
        yield fait(ENTRETIEN, fugue.rentree_le, fugue.entretien_le)


def faits_des_fugues(user: Utilisateur, enfants: Collection[UUID] | None) -> Iterator[Fait]:
    """Read the facts of the runaways this person reads, until a month after the return."""
    rows = Fugue.objects.visible_to(user, DE_SERVICE).filter(
        Q(entretien_le__isnull=True) | Q(rentree_le__gte=timezone.now() - SUIVIE)
    )
    if enfants is not None:
        rows = rows.filter(enfant_id__in=enfants)
    fugues = list(rows.order_by("id"))
    if not fugues:
        return
    yield from _faits(user, fugues)


def delais_des_fugues(user: Utilisateur, fugues: Collection[Fugue]) -> dict[UUID, list[Echeance]]:
    """Return the clocks of some runaways, the most pressing first."""
    now, reglages = timezone.now(), reglages_en_vigueur()
    clocks: dict[UUID, list[Echeance]] = defaultdict(list)
    for fait in _faits(user, fugues):
        une = regle(fait.regle)
        clocks[fait.objet].append(calculer(une, fait, delais_de(une, reglages), now))
    return {pk: sorted(some, key=lambda e: (e.close, e.regle.code)) for pk, some in clocks.items()}


def incidents_lisibles(user: Utilisateur, fugues: Iterable[Fugue]) -> dict[UUID, Incident]:
    """Return the incidents declared of these, as far as this person reads them: nobody set aside does."""
    ids = [fugue.incident_id for fugue in fugues if fugue.incident_id]
    if not ids:
        return {}
    handled = Incident.objects.visible_to(user, LIT).filter(pk__in=ids)
    return {incident.pk: incident for incident in handled}


# --- inside ---------------------------------------------------------------------------


def _faits(user: Utilisateur, fugues: Collection[Fugue]) -> Iterator[Fait]:
    told: dict[UUID, list[AlerteFugue]] = defaultdict(list)
    for alerte in AlerteFugue.objects.filter(fugue__in=[f.pk for f in fugues]):
        told[alerte.fugue_id].append(alerte)
    names = {
        enfant.pk: f"Fugue, {enfant.prenom}"
        for enfant in Enfant.objects.visible_to(user, "lire_identite").filter(
            pk__in=[f.enfant_id for f in fugues]
        )
    }
    seen, handles = incidents_lisibles(user, fugues), user.has_perm(LIT)
    opened = ouverte_le(fugues)
    for fugue in fugues:
        yield from faits_de_la_fugue(
            fugue,
            told[fugue.pk],
            sujet=names.get(fugue.enfant_id, f"Fugue {fugue.reference}"),
            incident=seen.get(fugue.incident_id) if fugue.incident_id else None,
            traite=handles,
            lue_le=opened.get(fugue.pk),
        )


def _first(alertes: Iterable[AlerteFugue]) -> dict[str, AlerteFugue]:
    found: dict[str, AlerteFugue] = {}
    for alerte in sorted(alertes, key=lambda a: a.le):
        found.setdefault(alerte.destinataire, alerte)
    return found
