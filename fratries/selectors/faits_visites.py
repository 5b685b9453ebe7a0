"""The facts deadlines are counted from: last contacts, mediated visits, requests awaited."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.urls import reverse

from enfants.mentions import noms_distincts
from enfants.models import Enfant, Sejour
from fratries.actes import PAR_CODE
from fratries.enums import EN_PRESENCE, EtatRencontre, NatureEtape
from fratries.models import DemandeAutorisation, EtapeAutorisation, Rencontre
from fratries.regles_visites import ANALYSE, CONSENTEMENTS, RELANCE, REPONSE, SEUILS
from fratries.selectors.dernier_contact import DernierContact, derniers_contacts
from fratries.selectors.rencontres import LIT
from socle.chiffrement.values import PHRASE_ILLISIBLE
from socle.comptes.models import Utilisateur
from socle.echeances.regles import Fait, regle
from socle.echeances.selectors import delais_de, reglages_en_vigueur
from socle.outils.dates import age_revolu, aujourdhui

MAJORITE = 18


def faits_des_visites(user: Utilisateur, enfants: Collection[UUID] | None) -> Iterator[Fait]:
    """Read the facts about the children this person may see, a number of queries that does not grow.

    Only of children who live here: the tie of one who left is no longer ours to watch.
    """
    children = Enfant.objects.visible_to(user, CONSENTEMENTS).order_by()
    if enfants is not None:
        children = children.filter(pk__in=list(enfants))
    seen = {enfant.pk: enfant for enfant in children}
    if not seen:
        return
    here = set(
        Sejour.objects.current().filter(enfant_id__in=seen).order_by().values_list("enfant_id", flat=True)
    )
    noms = noms_distincts(seen.values())
    yield from _contacts(user, {pk: e for pk, e in seen.items() if pk in here}, noms)
    yield from _analyses(user, here, noms)
    yield from _autorisations(user, here, noms)


def _contacts(user: Utilisateur, enfants: dict[UUID, Enfant], noms: dict[UUID, str]) -> Iterator[Fait]:
    minors = [pk for pk, enfant in enfants.items() if not _of_age(enfant)]
    contacts = derniers_contacts(user, minors)
    if not contacts:
        return
    reglages = reglages_en_vigueur()
    delays = {code: delais_de(regle(code), reglages).delai for code in SEUILS}
    for contact in contacts:
        if contact.depart is None:
            continue
        dues = {code: delai.jour_apres(contact.depart) for code, delai in delays.items() if delai is not None}
        for code in _etapes(dues, connu=contact.le is not None):
            yield _fait(
                code,
                contact.proche.pk,
                contact.enfant,
                noms,
                "fratries:famille",
                depart=contact.depart,
                sans_objet="une décision empêche ces contacts (Code civil, art. 381-1)"
                if contact.empeche
                else "",
                precision=_precision(contact),
            )


def _etapes(dues: dict[str, date], *, connu: bool) -> list[str]:
    """Return the last threshold reached, and the next to come.

    Of a contact nobody ever recorded only the first one: what is not written is to be verified, and
    is no ground to say that a parent has abandoned a child.
    """
    today = aujourdhui()
    if not connu:
        return [SEUILS[0]] if SEUILS[0] in dues else []
    reached = [code for code in SEUILS if code in dues and dues[code] <= today]
    coming = [code for code in SEUILS if code in dues and dues[code] > today]
    return reached[-1:] + coming[:1]


def _precision(contact: DernierContact) -> str:
    return (
        f"{contact.parent} ; aucun contact connu depuis l’arrivée" if contact.le is None else contact.parent
    )


def _of_age(enfant: Enfant) -> bool:
    born = enfant.date_naissance
    return isinstance(born, date) and age_revolu(born, aujourdhui()) >= MAJORITE


def _analyses(user: Utilisateur, enfants: set[UUID], noms: dict[UUID, str]) -> Iterator[Fait]:
    held = Rencontre.objects.visible_to(user, LIT).filter(
        enfant_id__in=enfants,
        etat=EtatRencontre.TENUE,
        mediatisee=True,
        transmise_le__isnull=True,
        genre__in=EN_PRESENCE,
    )
    for pk, enfant, jour in held.order_by("jour").values_list("pk", "enfant_id", "jour"):
        yield _fait(ANALYSE, pk, enfant, noms, "fratries:rencontre", page_de=pk, depart=jour)


def _autorisations(user: Utilisateur, enfants: set[UUID], noms: dict[UUID, str]) -> Iterator[Fait]:
    awaited = list(
        DemandeAutorisation.objects.visible_to(user, CONSENTEMENTS)
        .filter(enfant_id__in=enfants, reponse="")
        .order_by("demandee_le", "id")
    )
    if not awaited:
        return
    steps = EtapeAutorisation.objects.visible_to(user, CONSENTEMENTS)
    last = dict(
        steps.filter(demande__in=awaited, nature=NatureEtape.RELANCE)
        .order_by()
        .values("demande_id")
        .annotate(derniere=Max("faite_le"))
        .values_list("demande_id", "derniere")
    )
    for demande in awaited:
        acte = PAR_CODE.get(demande.acte)
        commun: dict[str, Any] = {"precision": acte.libelle if acte else "", "page_de": demande.pk}
        where = (demande.pk, demande.enfant_id, noms, "fratries:autorisation")
        yield _fait(RELANCE, *where, depart=demande.demandee_le, dernier=last.get(demande.pk), **commun)
        if demande.souhaitee_le is not None:
            yield _fait(REPONSE, *where, terme=demande.souhaitee_le, **commun)


def _fait(
    code: str,
    objet: UUID,
    enfant: UUID,
    noms: dict[UUID, str],
    page: str,
    *,
    page_de: UUID | None = None,
    **reste: Any,
) -> Fait:
    return Fait(
        regle=code,
        objet=objet,
        sujet=noms.get(enfant, PHRASE_ILLISIBLE),
        adresse=reverse(page, args=[page_de or enfant]),
        enfant=enfant,
        **reste,
    )
