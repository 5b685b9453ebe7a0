"""The ladder of those who handle an incident: who is set aside hands it to the next rung.

Chef de service, directeur, référent protection of the siège, suppléant, direction générale, president. An
incident stands at a rung (``Incident.niveau``): the first one above everybody set aside who works at one,
and where somebody is left. Below it nobody reads it, whatever their role: whoever answers to a person set
aside does not handle what concerns them. The first three rungs read what stands at theirs or lower; the
upper ones only what has come up to them.
"""

from __future__ import annotations

from socle.habilitations.roles import Role

RANGS: dict[Role, int] = {
    Role.CADRE_ASTREINTE: 1,
    Role.CHEF_DE_SERVICE: 1,
    Role.DIRECTEUR: 2,
    Role.REFERENT_PROTECTION: 3,
    Role.SUPPLEANT_PROTECTION: 4,
    Role.DIRECTION_GENERALE: 5,
    Role.PRESIDENT: 6,
}

PREMIER, DERNIER = 1, 6

#: What handling an incident asks; « affecte » also opens it to the rungs it has come up to.
LIT, ECRIT, VALIDE = "lire_incident_affecte", "ecrire_incident_affecte", "valider_incident_affecte"
#: A child's « je ne me sens pas en sécurité »: the same ladder, on the category of children's words.
LIT_MESSAGE = "lire_parole_securite"
#: Up to this rung one also reads what stands lower.
JUSQU_AU_SIEGE = 3

ECHELONS = {
    1: "la direction du village",
    2: "la direction du village",
    3: "le référent protection du siège",
    4: "le suppléant du référent protection",
    5: "la direction générale",
    6: "la présidence de l’association",
}


def lit_au(rang: int, niveau: int) -> bool:
    """Whether somebody at this rung handles what stands at ``niveau``; the walls say the same in SQL."""
    return niveau <= rang if rang <= JUSQU_AU_SIEGE else niveau == rang
