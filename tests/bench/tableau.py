"""The figures of 50,000 incidents of one year, as the référent protection reads them: the whole page.

Against the bare aggregates it needs, read as the owner from the tables themselves: no wall, no function, no
page. The number of queries is asserted in ``tests/protection/test_piliers.py``.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection, transaction
from django.urls import reverse

from protection.periodes import annee_de
from protection.selectors.recueil import COMPTES
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from tests import factories
from tests.bench.bases import Bases, Connexion, en_proprietaire
from tests.bench.mesure import Comparaison, Figure, chronometrer
from tests.bench.tailles import Tailles
from tests.bench.visite import Visite

#: Steps an incident has gone through, and how long after it was known.
_ETAPES = (
    ("recu", "protege", 2),
    ("protege", "qualifie", 9),
    ("qualifie", "transmis", 30),
    ("plan", "clos", 900),
)

_INCIDENTS = """
INSERT INTO protection_incident (id, village_id, maison_id, lieu, lieu_precis, survenu_le, survenu_heure,
    constate_le, connu_le, danger, faits, circonstances, paroles, avis, mesures, etat, niveau)
SELECT gen_random_uuid(), v.id, NULL,
    (ARRAY['maison', 'village', 'ecole', 'famille', 'trajet', 'sortie', 'en_ligne'])[1 + n %% 7], '',
    (m.su)::date, make_time(n %% 24, 0, 0), m.su, m.su, 'non', 'x', '', '', '', '', 'recu', 1 + n %% 3
FROM generate_series(1, %(nombre)s) n
JOIN LATERAL (SELECT %(du)s::timestamptz + (n %% 364) * interval '1 day' + (n %% 23) * interval '1 hour' AS su) m
    ON true
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS rang, count(*) OVER () AS total FROM villages_village) v
    ON v.rang = 1 + n %% v.total
"""
_QUALIFICATIONS = """
INSERT INTO protection_qualification (id, incident_id, regime, categorie, par_id, le, motif, motif_retrait)
SELECT gen_random_uuid(), i.id, CASE WHEN i.rang %% 3 = 0 THEN 'ip' ELSE 'eig' END,
    CASE WHEN i.rang %% 3 = 0 THEN NULL ELSE 1 + i.rang %% 11 END, %(par)s, i.connu_le, 'x', ''
FROM (SELECT id, connu_le, row_number() OVER (ORDER BY id) AS rang FROM protection_incident) i
WHERE i.rang %% 10 > 0
"""
_PASSAGES = """
INSERT INTO protection_etape (id, incident_id, de, vers, par_id, le, motif)
SELECT gen_random_uuid(), id, %(de)s, %(vers)s, %(par)s, connu_le + %(heures)s * interval '1 hour', 'x'
FROM protection_incident
"""

#: What ``incidents_classes`` gives, without asking who reads.
_SANS_MUR = """
(WITH q AS (
    SELECT x.incident_id, min(array_position(ARRAY['signalement', 'ip', 'eig', 'plainte', 'note_juge',
               'note_ase', 'lieu', 'sauvegarde', 'personnel', 'accident', 'violation'], x.regime::text)) AS rang,
           (array_agg(x.categorie ORDER BY x.le, x.id) FILTER (WHERE x.regime = 'eig'))[1] AS categorie
    FROM protection_qualification x WHERE x.retiree_le IS NULL GROUP BY x.incident_id
), e AS (
    SELECT incident_id, min(le) FILTER (WHERE vers = 'protege') AS protege,
           min(le) FILTER (WHERE vers = 'qualifie') AS qualifie,
           min(le) FILTER (WHERE vers = 'transmis') AS transmis, min(le) FILTER (WHERE vers = 'clos') AS clos
    FROM protection_etape GROUP BY incident_id
)
SELECT i.id AS incident, i.village_id AS village, i.connu_le AS su, i.etat, i.lieu,
       extract(hour FROM i.survenu_heure)::int AS heure, extract(isodow FROM i.survenu_le)::int AS jour,
       (ARRAY['signalement', 'ip', 'eig', 'plainte', 'note_juge', 'note_ase', 'lieu', 'sauvegarde', 'personnel',
              'accident', 'violation'])[q.rang] AS regime,
       q.categorie, e.protege, e.qualifie, e.transmis, e.clos
FROM protection_incident i LEFT JOIN q ON q.incident_id = i.id LEFT JOIN e ON e.incident_id = i.id
WHERE i.connu_le >= %(du)s AND i.connu_le < %(au)s) AS classes
"""


def _remplir(parametres: Mapping[str, object], nombre: int) -> None:
    """Write incidents in bulk as the owner, without the triggers that walk them one by one."""
    with en_proprietaire(), connection.cursor() as cursor:
        for table in ("incident", "etape"):
            cursor.execute(f"ALTER TABLE protection_{table} DISABLE TRIGGER USER")
        with transaction.atomic():
            cursor.execute(_INCIDENTS, {"nombre": nombre, **parametres})
            cursor.execute(_QUALIFICATIONS, parametres)
            for de, vers, heures in _ETAPES:
                cursor.execute(_PASSAGES, {"de": de, "vers": vers, "heures": heures, **parametres})
        for table in ("incident", "etape"):
            cursor.execute(f"ALTER TABLE protection_{table} ENABLE TRIGGER USER")
        cursor.execute("ANALYZE protection_incident, protection_qualification, protection_etape")


def mesurer(bases: Bases, tailles: Tailles) -> list[Figure]:
    """Read the page of figures of last year, and its aggregates alone."""
    base, _ = bases.creer("tableau", villages=tailles.villages_tableau, enfants=2 * tailles.villages_tableau)
    factories.affecter(factories.creer_professionnel("referent@banc"), Role.REFERENT_PROTECTION)
    visite = Visite(base, "referent@banc")
    annee = annee_de(aujourdhui().year - 1, aujourdhui(), finis=False)
    parametres = {
        "zone": "Europe/Paris", "du": annee.du, "au": annee.au, "villages": None, "par": visite.utilisateur.pk
    }  # fmt: skip
    _remplir(parametres, tailles.incidents_tableau)
    adresse = f"{reverse('protection:recueil')}?annee={annee.annee}"
    proprietaire = Connexion(base, adresse="DATABASE_OWNER_URL")
    nus = COMPTES.replace("incidents_classes(%(du)s, %(au)s)", _SANS_MUR)

    def sans_mur() -> int:
        with proprietaire.ici(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(nus, parametres)
            rows = cursor.fetchall()
        return sum(row[9] for row in rows if row[0] == 1)

    assert sans_mur() == tailles.incidents_tableau
    figure = Figure(
        "tableau des incidents",
        f"{tailles.incidents_tableau} incidents d’une année, {tailles.villages_tableau} villages, la page entière",
        (Comparaison("page du recueil", "agrégats sans mur", au_plus=3),),
    )
    figure.temps = chronometrer(
        {"page du recueil": lambda: visite.lire(adresse), "agrégats sans mur": sans_mur},
        tours=tailles.tours,
    )
    bases.supprimer(base)
    return [figure]
