"""A roster passes through: nothing of it is left in clear anywhere, while it waits nor afterwards."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from enfants.models import Enfant
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Role
from socle.taches.enums import EtatTache
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests.base import owner_connection
from tests.fratries.effectif.classeur import TITRES, texte, xlsx
from tests.fuites import sources
from tests.fuites.canaris import Cage
from tests.monde import Monde
from tests.saisie import client_de, envoi_de

pytestmark = pytest.mark.django_db(transaction=True)

NOM, PRENOM = "Canariloriot", "Zébulonette"
FICHIER = "registre-canarichier"
NAISSANCE = date(2013, 2, 17)


def _rang(**champs: object) -> tuple[object, ...]:
    values = {
        "dossier": "D-1", "nom": NOM, "prenom": PRENOM, "naissance": NAISSANCE, "sexe": "F",
        "maison": "Les Tilleuls", "arrivee": date(2021, 9, 1), "fratrie": "F-1",
    } | champs  # fmt: skip
    return tuple(values.values())


@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_a_roster_leaves_nothing_in_clear(monde: Monde, tmp_path, settings, format_: str) -> None:
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    cage = Cage([NOM, PRENOM, FICHIER], [NAISSANCE])
    client = client_de(monde.personnes[Role.SECRETARIAT])
    said: dict[str, bytes] = {}

    def left() -> dict[str, bytes]:
        with owner_connection() as owner:
            return {
                **sources.tables(owner), **sources.dump(), **sources.sessions(), **sources.files(tmp_path),
                **sources.mails(), **said,
            }  # fmt: skip

    def work() -> Tache:
        tache = Tache.objects.latest("cree_le")
        run_now(tache.pk)
        tache.refresh_from_db()
        return tache

    with sources.every_log() as traces:
        # A fault first, whose report quotes what was typed.
        for rank, rangs in enumerate(
            ([TITRES, _rang(naissance="31/02/2013", fratrie=NOM)], [TITRES, _rang()])
        ):
            contenu = xlsx(Enfants=rangs) if format_ == "xlsx" else texte(rangs)
            page = client.get(reverse("fratries:effectif"))
            envoi = envoi_de(page)
            sent = client.post(
                reverse("fratries:effectif"),
                {"envoi": envoi, "fichier": SimpleUploadedFile(f"{FICHIER}.{format_}", contenu)},
            )
            assert sent.status_code == 302
            assert cage.echappes(left()) == set()
            assert work().etat == EtatTache.TERMINEE
            report = client.get(reverse("fratries:effectif_rapport", args=[envoi]))
            said |= {f"envoi {rank}": sources.said(sent), f"rapport {rank}": sources.said(report)}
            if rank == 0:
                assert "31/02/2013" in report.text
            assert cage.echappes(left()) == set()
        said["demande"] = sources.said(client.post(reverse("fratries:effectif_importer", args=[envoi])))
        assert work().etat == EtatTache.TERMINEE
        assert cage.echappes(left()) == set()
    with acting_as_system(raison="test"):
        assert [e.nom for e in Enfant.objects.all()].count(NOM) == 1
    assert cage.echappes({"traces": "\n".join([*traces.shown, *traces.raw]).encode()}) == set()
    # The cage itself: what was sent does hold the canaries.
    assert cage.echappes({"csv": texte([TITRES, _rang()])}) != set()
