"""What the audit costs eight writers, with a free and with a slow flush of the disk."""

from __future__ import annotations

from django.db import connection

from socle.audit.models import EntreeAudit, LienAudit
from socle.audit.scellement import seal
from socle.audit.verification import verify
from tests.bench.bases import Bases, en_proprietaire
from tests.bench.ecriture import Ecrivains
from tests.bench.mesure import Comparaison, Figure, chronometrer
from tests.bench.models import TeteDeChaine
from tests.bench.tailles import PETITE, Tailles

#: Waits at commit, locks held, as a slow disk makes one wait: ``commit_delay`` asks for a superuser.
_DISQUE = """
CREATE FUNCTION banc_disque() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_sleep(current_setting('banc.attente', true)::float);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER banc_disque AFTER INSERT ON enfants_notejournal
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (current_setting('banc.attente', true)::float > 0) EXECUTE FUNCTION banc_disque();
"""
_NOMS = {"sans audit": "sans", "avec audit": "avec", "chaîne sous verrou": "chaine"}


def mesurer(bases: Bases, tailles: Tailles) -> list[Figure]:
    """Same transactions without audit, with ours, and with a chain locked inside each."""
    villages, enfants, entrees = PETITE
    base, _ = bases.creer("audit", villages=villages, enfants=enfants, entrees=entrees)
    with en_proprietaire(), connection.cursor() as cursor:
        cursor.execute(_DISQUE)
    TeteDeChaine.objects.create(sequence=0, sceau=bytes(32))
    figures = []
    with Ecrivains(tailles.ecrivains) as ecrivains:
        for nom, attente, titre in (
            ("audit", 0.0, "commit ordinaire"),
            ("audit-2ms", 0.002, "commit ralenti de 2 ms"),
        ):
            figure = Figure(
                nom,
                f"{tailles.ecrivains} écrivains × {tailles.transactions} transactions, {titre} "
                "(ratio des débits)",
                (
                    Comparaison("sans audit", "avec audit", au_moins=0.85),
                    Comparaison("sans audit", "chaîne sous verrou"),
                ),
            )
            figure.temps = chronometrer(
                {
                    libelle: lambda mode=mode, attente=attente: ecrivains.ecrire(
                        mode, tailles.transactions, attente
                    )
                    for libelle, mode in _NOMS.items()
                },
                tours=tailles.tours,
            )
            figures.append(figure)
    figures[-1].faits = _chaine_intacte()
    bases.supprimer(base)
    return figures


def _chaine_intacte() -> dict[str, bool]:
    """Seal what is left, and look for forks, gaps and entries without a link."""
    seal(everything=True)
    liens = LienAudit.objects.count()
    precedents = LienAudit.objects.values("precedent").distinct().count()
    return {
        f"aucune fourche sur {liens} liens": liens == precedents > 0,
        "chaque entrée a son lien": liens == EntreeAudit.objects.count(),
        "la chaîne se vérifie": verify().rupture is None,
    }
