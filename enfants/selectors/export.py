"""Rows of the children's lists, as a spreadsheet takes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from enfants.models import Enfant, MesureProtection
from enfants.selectors.dossier import EnfantVu, children_list
from enfants.selectors.lieu import au_lieu_secret
from enfants.selectors.liste import liste_enfants
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.echeances.selectors import echeances_de, ouvertes
from socle.exports.registre import Demande, LigneExport, Valeur
from socle.outils.dates import age_revolu, aujourdhui
from socle.ui.listes import TRI
from villages.selectors.echeancier import liste_echeances

JUSTICE = "lire_justice_extrait"
MESURE = frozenset({"mesure", "mesure_fin"})


def lire_enfants(user: Utilisateur, demande: Demande) -> Iterator[LigneExport]:
    """Yield the children one may see in the villages one exports from, as the list filters them.

    Never in the order of houses: neighbours would tell a place that the file does not.
    """
    here = [vu for vu in children_list(user) if demande.dans(vu.enfant.village_id)]
    filtres = dict(demande.filtres)
    if filtres.get(TRI, "").removeprefix("-") in {"", "maison", "arrivee"}:
        filtres[TRI] = "nom"
    shown = liste_enfants(here, filtres).lignes
    ids = {vu.enfant.pk for vu in shown}
    secret = au_lieu_secret(ids)
    measures = _measures(user, ids) if MESURE & set(demande.colonnes) else {}
    for vu in shown:
        ident = vu.enfant.pk
        yield LigneExport(
            objet=ident,
            enfants=frozenset({ident}),
            lieu_secret=ident in secret or vu.lieu_cache,
            valeurs=_values(vu, measures.get(ident)),
        )


def _values(vu: EnfantVu, mesure: MesureProtection | None) -> Mapping[str, Valeur]:
    enfant, naissance = vu.enfant, vu.enfant.date_naissance
    closed = naissance is None or isinstance(naissance, Illisible)
    return {
        "prenom": str(enfant.prenom),
        "nom": str(enfant.nom),
        "naissance": None if closed else naissance,
        "age": None if closed else age_revolu(naissance, aujourdhui()),
        "village": vu.maison.village.nom if vu.maison else "",
        "maison": vu.maison.nom if vu.maison else "",
        "arrivee": vu.sejour.debut if vu.sejour else None,
        "mesure": str(mesure.get_nature_display()) if mesure else "",
        "mesure_fin": mesure.fin if mesure else None,
    }


def _measures(user: Utilisateur, enfants: set[UUID]) -> dict[UUID, MesureProtection]:
    rows = MesureProtection.objects.visible_to(user, JUSTICE).current().filter(enfant_id__in=enfants)
    return {mesure.enfant_id: mesure for mesure in rows.order_by("debut", "id")}


def lire_echeances(user: Utilisateur, demande: Demande) -> Iterator[LigneExport]:
    """Yield what is due about the children of the villages one exports from.

    A deadline of a whole sibling group names several children and stays on the screen.
    """
    rows = Enfant.objects.visible_to(user, "lire_identite").order_by().values_list("pk", "village_id")
    here = {pk for pk, village in rows if demande.dans(village)}
    due = [e for e in ouvertes(echeances_de(user, enfants=here)) if e.fait.enfant in here]
    shown = liste_echeances(due, demande.filtres).lignes
    secret = au_lieu_secret({e.fait.enfant for e in shown if e.fait.enfant})
    for e in shown:
        enfant = e.fait.enfant
        yield LigneExport(
            objet=e.fait.objet,
            enfants=frozenset({enfant} if enfant else ()),
            lieu_secret=enfant in secret,
            valeurs={
                "sujet": e.fait.sujet,
                "regle": e.regle.titre,
                "echeance": e.date_en_clair,
                "etat": e.quand,
                "qui_agit": str(e.regle.acteur_interne),
            },
        )
