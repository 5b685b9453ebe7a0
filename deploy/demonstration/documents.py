"""A few papers in the invented files: small PDFs, and a photo of a drawing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import typst
from django.utils import timezone

from enfants.enums import CategorieDocument as C  # a table of papers
from enfants.models import DocumentEnfant, Enfant
from socle.comptes.models import Utilisateur
from socle.documents.services import store
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from socle.outils.identifiants import nouvel_id
from socle.outils.pdf import compose


@dataclass(frozen=True)
class PapierDemo:
    """Whose, where, what, how many days ago, by which login, in how many versions."""

    prenom: str
    categorie: C
    titre: str
    il_y_a: int
    depose_par: str
    versions: int = 1


PAPIERS = (
    PapierDemo("Inaya", C.IDENTITE, "Carte nationale d’identité", 400, "martine.aubin"),
    PapierDemo("Inaya", C.SCOLARITE, "Bulletin du troisième trimestre", 150, "claire.renaud", versions=2),
    PapierDemo("Inaya", C.SCOLARITE, "Attestation d’assurance scolaire", 70, "claire.renaud"),
    PapierDemo("Inaya", C.JUSTICE_PIECES, "Jugement d’assistance éducative", 210, "martine.aubin"),
    PapierDemo("Inaya", C.FAMILLE, "Calendrier des visites, signé", 35, "karim.belkacem"),
    PapierDemo("Inaya", C.MEDICAL, "Compte rendu de l’orthoptiste", 90, "dominique.roche"),
    PapierDemo("Inaya", C.PROJET, "Projet individualisé, relu ensemble", 20, "karim.belkacem"),
    PapierDemo("Noé", C.IDENTITE, "Copie intégrale d’acte de naissance", 390, "martine.aubin"),
    PapierDemo("Noé", C.SCOLARITE, "Certificat de scolarité", 65, "claire.renaud"),
)
DESSIN = PapierDemo("Inaya", C.PROJET, "Le dessin de sa chambre", 12, "claire.renaud")

_PAPIER = """
#let d = json(bytes(sys.inputs.donnees))
#set document(title: d.titre)
#set page("a5", margin: 2cm)
#set text(lang: "fr", size: 12pt)
= #d.titre
#d.date

Ce papier est inventé pour la démonstration. Il ne dit rien de personne.
""".encode()
_DESSIN = b"""
#set page(width: 12cm, height: 9cm, margin: 0pt, fill: rgb("#fff9ec"))
#place(dx: 2cm, dy: 4.5cm, rect(width: 5cm, height: 3.4cm, fill: rgb("#ff9b7a")))
#place(dx: 1.6cm, dy: 2cm, polygon(fill: rgb("#a8451f"), (0cm, 2.5cm), (2.9cm, 0cm), (5.8cm, 2.5cm)))
#place(dx: 3.9cm, dy: 5.9cm, rect(width: 1.2cm, height: 2cm, fill: rgb("#53409b")))
#place(dx: 8.6cm, dy: 1cm, circle(radius: 1cm, fill: rgb("#ffd45c")))
#place(dy: 7.9cm, rect(width: 12cm, height: 1.1cm, fill: rgb("#a9e3c4")))
"""


def deposer_documents(enfants: dict[str, Enfant], comptes: dict[str, Utilisateur]) -> int:
    """File the papers as the system, in the name of who would have; return how many files."""
    dessin = typst.compile(_DESSIN, format="png", ppi=96, ignore_system_fonts=True)
    contenus = [(papier, _imprimer(papier)) for papier in PAPIERS] + [(DESSIN, dessin)]
    total = 0
    for papier, contenu in contenus:
        serie = nouvel_id()
        for numero in range(1, papier.versions + 1):
            enfant = enfants[papier.prenom]
            DocumentEnfant(
                enfant=enfant,
                categorie=papier.categorie,
                serie=serie,
                numero=numero,
                titre=papier.titre,
                date_document=aujourdhui() - timedelta(days=papier.il_y_a),
                auteur=comptes[papier.depose_par],
                depose_le=timezone.now() - timedelta(days=papier.il_y_a - numero),
                fichier=store(
                    sujet_id=enfant.pk,
                    stream=BytesIO(contenu),
                    nom_fichier="papier",
                    enfant_id=enfant.pk,
                    categorie=Categorie(papier.categorie),
                    nature="document_enfant",
                ),
            ).save(force_insert=True)
            total += 1
    return total


def _imprimer(papier: PapierDemo) -> bytes:
    le = aujourdhui() - timedelta(days=papier.il_y_a)
    return compose(_PAPIER, {"titre": papier.titre, "date": f"{le:%d/%m/%Y}"}, le=timezone.now())
