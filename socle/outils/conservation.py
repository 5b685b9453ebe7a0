"""How long each kind of record is kept, and why: data that models point at by code.

Durations are the association's parameters; the source says where the default comes from.
Certainty: ``V`` text read, ``S`` secondary source, ``M`` to verify, ``A`` association's own rule.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Conservation:
    """One retention rule: French sentence for the register, source and certainty."""

    regle: str
    source: str
    certitude: str


CONSERVATIONS: dict[str, Conservation] = {
    "dossier_enfant": Conservation(
        regle=(
            "Base active jusqu’à deux ans après le dernier contact, puis archivage intermédiaire "
            "restreint ; élimination ou versement avec le visa des archives départementales."
        ),
        source="CNIL, référentiel protection de l’enfance (20 janvier 2022)",
        certitude="S",
    ),
    "organisation": Conservation(
        regle="Tant que l’association existe ; suit les dossiers qui s’y rapportent.",
        source="Nécessaire à la lecture des dossiers",
        certitude="A",
    ),
    "acces": Conservation(
        regle="Aussi longtemps que le dossier qu’ils ont ouvert.",
        source="RGPD, article 5(2) : pouvoir démontrer qui a eu accès",
        certitude="A",
    ),
    "compte": Conservation(
        regle="Désactivé au départ ; conservé tant que le journal d’audit le cite.",
        source="CNIL, délibération 2021-122 du 14 octobre 2021",
        certitude="S",
    ),
    "cles": Conservation(
        regle="Détruites avec le dossier ; la trace de la destruction reste.",
        source="RGPD, article 17 : l’effacement est la destruction de la clé",
        certitude="A",
    ),
    "audit": Conservation(
        regle="Douze mois par défaut, jusqu’à trois ans pour un contrôle interne documenté.",
        source="CNIL, délibération 2021-122 du 14 octobre 2021",
        certitude="S",
    ),
    "effectif_depose": Conservation(
        regle="Le fichier dès qu’il est importé, son rapport avec lui vingt-quatre heures après le dépôt.",
        source="RGPD, article 5(1) c et e : le temps de corriger et d’importer",
        certitude="A",
    ),
    "export": Conservation(
        regle=(
            "Le fichier jusqu’à son téléchargement, vingt-quatre heures au plus ; la demande et sa "
            "finalité, un an."
        ),
        source="RGPD, articles 5(1) e et 5(2) ; CNIL, délibération 2021-122 du 14 octobre 2021",
        certitude="S",
    ),
    "demande_accueil": Conservation(
        regle="Deux ans après la réponse si aucun enfant n’a été admis ; sinon comme leur dossier.",
        source="CNIL, référentiel protection de l’enfance : demandes non suivies d’une admission",
        certitude="M",
    ),
    "admission_preparee": Conservation(
        regle="Le contenu est vidé dès que l’enfant est accueilli, à l’abandon, ou trente jours après la saisie.",
        source="RGPD, article 5(1) c et e : le temps de finir l’admission",
        certitude="A",
    ),
    "registre": Conservation(
        regle=(
            "Les lignes restent, sans élimination ; les noms s’effacent avec la clé de l’enfant. "
            "Le registre légal est le registre relié, coté et paraphé."
        ),
        source="CASF, art. L331-2 et R331-5",
        certitude="V09",
    ),
    "incident": Conservation(
        regle=(
            "Base active jusqu’au dernier bilan, puis archivage intermédiaire restreint le temps des "
            "prescriptions ; élimination ou versement avec le visa des archives départementales."
        ),
        source="Prescription de l’action publique (crimes sexuels sur mineurs : trente ans après la majorité)",
        certitude="M",
    ),
    "brouillon_incident": Conservation(
        regle=(
            "Jusqu’à l’envoi, ou jusqu’à ce que son auteur le jette ; lu de lui seul. Laissé trente jours sans y "
            "toucher, il est effacé avec ses pièces, au plus tôt sept jours après un avis à son auteur."
        ),
        source="RGPD, article 5(1) c et e : le temps de finir la déclaration",
        certitude="A",
    ),
    "brouillon_signalement": Conservation(
        regle=(
            "Jusqu’à l’envoi de la page ; lu de son auteur seul. Laissé trente jours sans y toucher, il est effacé, "
            "au plus tôt sept jours après un avis à son auteur."
        ),
        source="RGPD, article 5(1) c et e : le temps de finir la page",
        certitude="A",
    ),
    "honorabilite": Conservation(
        regle="Jusqu’à la vérification suivante, et la preuve qu’elle a eu lieu ; jamais une infraction.",
        source="CASF, art. L133-6 ; RGPD, article 10",
        certitude="S",
    ),
    "avis": Conservation(
        regle="Un an après avoir été donné ; aucun nom, le genre de l’avis et des identifiants.",
        source="RGPD, article 5(1) e ; comme la demande d’un export",
        certitude="A",
    ),
    "tache": Conservation(
        regle="Trente jours après la fin de la tâche ; aucune donnée personnelle.",
        source="Exploitation",
        certitude="A",
    ),
}
