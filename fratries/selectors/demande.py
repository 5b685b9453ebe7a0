"""Requests to receive siblings, as the list and the page show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from enfants.models import PreparationAdmission
from enfants.selectors.admission import nom_du_compte
from enfants.selectors.auteurs import people_of
from fratries.enums import REPONDUES, EtatDemande
from fratries.models import DemandeAccueil
from fratries.models.demande import EnfantDemande
from fratries.selectors.separation import jour_en_clair
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.echeances.calendrier import decale_mois
from socle.outils.dates import aujourdhui

#: Requests that no admission followed are kept two years (retention « demande_accueil », M).
CONSERVATION_MOIS = 24

GENRES = {
    EtatDemande.RECUE: "attention",
    EtatDemande.A_L_ETUDE: "info",
    EtatDemande.ACCEPTEE: "fait",
    EtatDemande.REFUSEE: "neutre",
    EtatDemande.SANS_SUITE: "neutre",
}


@dataclass(frozen=True)
class EnfantVu:
    """One child of a request: what leads to the admission, and to the child once received."""

    enfant: EnfantDemande
    preparation: PreparationAdmission | None

    @property
    def detail(self) -> str:
        e = self.enfant
        parts = [f"{e.prenom} {e.nom}".strip()]
        if e.naissance is not None:
            parts.append(f"naissance le {jour_en_clair(e.naissance)}")
        elif e.annee is not None:
            parts.append(f"naissance en {e.annee}")
        return ", ".join(parts)

    @property
    def accueilli(self) -> UUID | None:
        return self.preparation.enfant_id if self.preparation else None

    @property
    def en_preparation(self) -> bool:
        p = self.preparation
        return p is not None and p.enfant_id is None and p.abandonnee_le is None

    @property
    def a_preparer(self) -> bool:
        return self.preparation is None


@dataclass(frozen=True)
class DemandeVue:
    """One request as its page shows it."""

    demande: DemandeAccueil
    enfants: list[EnfantVu]
    recue_par: str
    reponse_par: str

    @property
    def genre(self) -> str:
        return GENRES[EtatDemande(self.demande.etat)]

    @property
    def identifiant(self) -> str:
        """The request's id, as an address carries it."""
        return str(self.demande.pk)

    @property
    def titre(self) -> str:
        """First names, or why they cannot be read."""
        if isinstance(self.demande.enfants, Illisible):
            return str(self.demande.enfants)
        return ", ".join(vu.enfant.prenom for vu in self.enfants)

    @property
    def admise(self) -> bool:
        return any(vu.accueilli for vu in self.enfants)

    @property
    def conservation_passee(self) -> bool:
        """Whether nobody came of it and its two years are over: its key may be destroyed."""
        answered = self.demande.reponse_le
        return (
            answered is not None
            and not self.admise
            and decale_mois(answered, CONSERVATION_MOIS) <= aujourdhui()
        )

    @property
    def faits(self) -> list[tuple[str, object]]:
        d = self.demande
        pairs: list[tuple[str, object]] = [
            ("Département", d.departement),
            ("Qui demande", d.demandeur),
            ("Reçue", f"le {jour_en_clair(d.recue_le)}, par {self.recue_par}"),
        ]
        if d.souhaitee_le is not None:
            pairs.append(("Souhaitée pour", jour_en_clair(d.souhaitee_le)))
        if d.ou_ils_sont:
            pairs.append(("Où ils sont", d.ou_ils_sont))
        return pairs

    @property
    def reponse(self) -> list[tuple[str, object]]:
        """The answer, its author and its reason; nothing while there is none."""
        d = self.demande
        if d.reponse_le is None:
            return []
        pairs: list[tuple[str, object]] = [
            (
                str(d.get_etat_display()).capitalize(),
                f"le {jour_en_clair(d.reponse_le)}, par {self.reponse_par}",
            ),
            ("Pourquoi", d.reponse_motif),
        ]
        if d.dite_le is not None:
            pairs.append(("Dite", f"à {d.dite_a}, le {jour_en_clair(d.dite_le)}"))
        return pairs


def enfants_de(demande: DemandeAccueil) -> list[EnfantDemande]:
    """Return the children a request names; none when it cannot be opened any more."""
    rows = demande.enfants
    return [] if isinstance(rows, Illisible) else [EnfantDemande.from_json(row) for row in rows]


def demandes_visibles(user: Utilisateur) -> QuerySet[DemandeAccueil]:
    """Return the requests made to the villages whose files one keeps."""
    found: QuerySet[DemandeAccueil] = DemandeAccueil.objects.visible_to(user, "ecrire_identite")
    return found


def demandes_vues(user: Utilisateur, etat: EtatDemande | None = None) -> list[DemandeVue]:
    """Return the requests in one state, those without an answer when none is asked: first the oldest.

    Answered ones come the latest first. Three queries and the keys, whatever their number.
    """
    rows = demandes_visibles(user)
    if etat is None:
        found = list(rows.exclude(etat__in=REPONDUES).order_by("recue_le", "id"))
    else:
        order = ("-reponse_le", "-id") if etat in REPONDUES else ("recue_le", "id")
        found = list(rows.filter(etat=etat).order_by(*order))
    return _seen(user, found)


def demande_vue(user: Utilisateur, demande: DemandeAccueil) -> DemandeVue:
    return _seen(user, [demande])[0]


def _seen(user: Utilisateur, demandes: list[DemandeAccueil]) -> list[DemandeVue]:
    children = {d.pk: enfants_de(d) for d in demandes}
    idents = [e.ident for found in children.values() for e in found]
    prepared = PreparationAdmission.objects.visible_to(user, "ecrire_identite").in_bulk(idents)
    names = people_of([a for d in demandes for a in (d.recue_par_id, d.reponse_par_id) if a])
    return [
        DemandeVue(
            d,
            [EnfantVu(e, prepared.get(e.ident)) for e in children[d.pk]],
            nom_du_compte(names.get(d.recue_par_id)),
            nom_du_compte(names.get(d.reponse_par_id)) if d.reponse_par_id else "",
        )
        for d in demandes
    ]


def ages_en_clair(demande: DemandeAccueil) -> str:
    """« 3 F, 7 G »: what « Où accueillir cette fratrie ? » asks for, of children whose age is known."""
    letters = {"fille": " F", "garcon": " G"}
    return ", ".join(
        f"{e.age}{letters.get(e.sexe, '')}" for e in enfants_de(demande) if e.age is not None and e.age >= 0
    )


def date_voulue(demande: DemandeAccueil) -> date:
    """The day asked for, today once it is past."""
    return max(demande.souhaitee_le or aujourdhui(), aujourdhui())


def demande_posee(user: Utilisateur, ident: str) -> DemandeAccueil | None:
    """Return the request an address names, if this person may open it."""
    try:
        wanted = UUID(ident)
    except ValueError:
        return None
    return demandes_visibles(user).filter(pk=wanted).first()
