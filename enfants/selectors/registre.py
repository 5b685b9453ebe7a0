"""The register of a village, as its page and its paper show it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max

from enfants.enums import NatureInscription
from enfants.models import CompteurRegistre, MouvementRegistre
from enfants.selectors.admission import nom_du_compte
from enfants.selectors.auteurs import people_of
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.outils.dates import aujourdhui
from villages.models import Village

#: Code of the job that makes the paper, shared by who asks and who does.
CODE = "registre.impression"


@dataclass(frozen=True)
class LigneRegistre:
    """One line with who wrote it and the line that corrects it, if any."""

    mouvement: MouvementRegistre
    par: str
    corrigee_par: int | None

    @property
    def nature(self) -> str:
        m = self.mouvement
        label = str(m.get_nature_display()).capitalize()
        if m.corrige is None:
            return label
        return f"{label} de la ligne {m.corrige.numero}" + (" : n’a pas eu lieu" if m.sans_effet else "")

    @property
    def genre(self) -> str:
        return {
            NatureInscription.ENTREE: "fait",
            NatureInscription.SORTIE: "info",
            NatureInscription.RECTIFICATION: "attention",
        }[NatureInscription(self.mouvement.nature)]

    @property
    def icone(self) -> str:
        return {
            NatureInscription.ENTREE: "log-in",
            NatureInscription.SORTIE: "log-out",
            NatureInscription.RECTIFICATION: "pencil",
        }[NatureInscription(self.mouvement.nature)]

    @property
    def identite(self) -> str:
        """Name, first name and birth date; what the destroyed key closed says so once."""
        m = self.mouvement
        if isinstance(m.nom, Illisible) or isinstance(m.prenom, Illisible):
            return str(m.nom)
        birth = f", {m.date_naissance:%d/%m/%Y}" if isinstance(m.date_naissance, date) else ""
        return f"{m.nom} {m.prenom}{birth}"


@dataclass(frozen=True)
class Registre:
    """The lines of one year, the years there are, and how many lines are closed to this reader."""

    village: Village
    annee: int
    annees: list[int]
    lignes: list[LigneRegistre]
    cachees: int


def villages_tenus(user: Utilisateur, villages: Collection[UUID]) -> list[Village]:
    """Return the villages whose register one keeps, in order of names."""
    return list(Village.objects.filter(pk__in=villages).order_by("nom", "pk"))


def registre_de(user: Utilisateur, village: Village, annee: int | None) -> Registre:
    """Return the lines of a year, the current one unless told otherwise: five queries and the keys.

    A year is that of the movement. Lines about a child this person is denied are counted, not shown.
    """
    rows = MouvementRegistre.objects.visible_to(user, "ecrire_identite").filter(village=village)
    annees = [day.year for day in rows.order_by().dates("jour", "year", order="DESC")]
    chosen = annee if annee is not None else (annees[0] if annees else aujourdhui().year)
    shown = list(rows.filter(jour__year=chosen).select_related("corrige").order_by("numero"))
    corrected = dict(
        rows.filter(corrige__in=[m.pk for m in shown]).order_by().values_list("corrige_id", "numero")
    )
    names = people_of([m.ecrit_par_id for m in shown if m.ecrit_par_id])
    written = CompteurRegistre.objects.filter(village=village).aggregate(n=Max("dernier"))["n"] or 0
    lignes = [
        LigneRegistre(
            m,
            nom_du_compte(names.get(m.ecrit_par_id)) if m.ecrit_par_id else "reprise d’un tableau",
            corrected.get(m.pk),
        )
        for m in shown
    ]
    return Registre(village, chosen, annees, lignes, written - rows.count())
