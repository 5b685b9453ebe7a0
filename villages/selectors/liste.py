"""The list of professionals, as the address filters and sorts it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from socle.habilitations.roles import Role
from socle.outils.texte import plier
from socle.ui.listes import Colonne, Filtre, Liste
from villages.selectors.ecrans import ProfessionnelVu

COLONNES = (
    Colonne[ProfessionnelVu](code="nom", libelle="Nom", cle=lambda vu: plier(f"{vu.professionnel.nom}")),
    Colonne[ProfessionnelVu](
        code="prenom", libelle="Prénom", cle=lambda vu: plier(f"{vu.professionnel.prenom}")
    ),
    Colonne[ProfessionnelVu](code="roles", libelle="Aujourd’hui", cle=lambda vu: plier(" ; ".join(vu.roles))),
)


def liste_professionnels(
    vus: Iterable[ProfessionnelVu], parametres: Mapping[str, str]
) -> Liste[ProfessionnelVu]:
    """Filter and sort people one knows; without an order they stand by surname."""
    vus = list(vus)
    held = {code for vu in vus for code in vu.codes}
    places = {ident: nom for vu in vus for ident, nom in vu.lieux.items()}
    filtres = [
        Filtre[ProfessionnelVu](
            code="role",
            libelle="Rôle aujourd’hui",
            choix=[(role.value, str(role.label).capitalize()) for role in Role if role.value in held],
            valeurs=lambda vu: vu.codes,
        ),
        Filtre[ProfessionnelVu](
            code="lieu",
            libelle="Village ou maison",
            choix=sorted(places.items(), key=lambda pair: plier(pair[1])),
            valeurs=lambda vu: vu.lieux.keys(),
            lieu=True,
        ),
        Filtre[ProfessionnelVu](
            code="affectation",
            libelle="Affectation",
            choix=[("oui", "En poste aujourd’hui"), ("non", "Sans affectation aujourd’hui")],
            valeurs=lambda vu: {"oui" if vu.roles else "non"},
        ),
    ]
    return Liste(vus, parametres, filtres=filtres, colonnes=COLONNES)
