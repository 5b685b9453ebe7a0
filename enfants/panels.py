"""Panels of a child's page."""

from __future__ import annotations

from socle.ui.panels import Groupe, Panneau, register

for panneau in [
    Panneau(
        code="sejours",
        titre="Maisons",
        icone="house",
        ordre=80,
        permission="lire_identite",
        url="enfants:sejours",
        sur_fiche=True,
    ),
    Panneau(
        code="documents",
        titre="Documents",
        icone="files",
        ordre=90,
        permission="lire_identite",
        url="enfants:documents",
    ),
    Panneau(
        code="soins",
        titre="Soins",
        icone="pill",
        ordre=20,
        permission="lire_soin_quotidien",
        url="enfants:soins",
        groupe=Groupe.SANTE,
    ),
    Panneau(
        code="sante",
        titre="Dossier médical",
        icone="stethoscope",
        ordre=25,
        permission="lire_medical",
        url="enfants:sante",
        groupe=Groupe.SANTE,
    ),
    Panneau(
        code="echeances",
        titre="Échéances",
        icone="calendar-clock",
        ordre=15,
        permission="lire_identite",
        url="enfants:echeances",
    ),
    Panneau(
        code="mesures",
        titre="Mesures",
        icone="scale",
        ordre=30,
        permission="lire_justice_extrait",
        url="enfants:mesures",
    ),
    Panneau(
        code="interlocuteurs",
        titre="Interlocuteurs",
        icone="phone",
        ordre=35,
        permission="lire_justice_extrait",
        url="enfants:interlocuteurs",
    ),
    Panneau(
        code="parcours",
        titre="Parcours",
        icone="route",
        ordre=85,
        permission="lire_identite",
        url="enfants:parcours",
    ),
    # attachment figures stand first on the page of a child
    Panneau(
        code="personnes",
        titre="Personnes importantes",
        icone="heart-handshake",
        ordre=5,
        permission="lire_projet",
        url="enfants:personnes",
        groupe=Groupe.QUOTIDIEN,
        sur_fiche=True,
    ),
    Panneau(
        code="rituels",
        titre="Rituels",
        icone="moon",
        ordre=6,
        permission="lire_soin_quotidien",
        url="enfants:rituels",
        groupe=Groupe.QUOTIDIEN,
    ),
    Panneau(
        code="argent",
        titre="Argent de poche",
        icone="piggy-bank",
        ordre=7,
        permission="lire_projet",
        url="enfants:argent",
        groupe=Groupe.QUOTIDIEN,
    ),
    Panneau(
        code="droits_image",
        titre="Droit à l’image",
        icone="image",
        ordre=87,
        permission="lire_identite",
        url="enfants:droits_image",
    ),
]:
    register(panneau)
