"""Panels of a child's page."""

from __future__ import annotations

from socle.ui.panels import Groupe, Panneau, register

for panneau in [
    Panneau(
        code="contacts",
        titre="Contacts",
        icone="phone",
        ordre=10,
        permission="lire_famille_contacts",
        url="fratries:contacts",
        groupe=Groupe.FAMILLE,
    ),
    Panneau(
        code="fratrie",
        titre="Fratrie",
        icone="heart-handshake",
        ordre=20,
        permission="lire_identite",
        url="fratries:fratrie",
        groupe=Groupe.FAMILLE,
        sur_fiche=True,
    ),
    Panneau(
        code="famille",
        titre="Famille",
        icone="users-round",
        ordre=30,
        permission="lire_famille",
        url="fratries:famille",
        groupe=Groupe.FAMILLE,
    ),
    Panneau(
        code="qui_decide",
        titre="Qui décide ?",
        icone="scale",
        ordre=40,
        permission="lire_famille_consentements",
        url="fratries:qui_decide",
        groupe=Groupe.FAMILLE,
    ),
    Panneau(
        code="visites",
        titre="Visites et rencontres",
        icone="calendar-heart",
        ordre=25,
        permission="lire_famille",
        url="fratries:visites",
        groupe=Groupe.FAMILLE,
        sur_fiche=True,
    ),
    Panneau(
        code="autorisations",
        titre="Autorisations demandées",
        icone="signature",
        ordre=45,
        permission="lire_famille_consentements",
        url="fratries:autorisations",
        groupe=Groupe.FAMILLE,
    ),
]:
    register(panneau)
