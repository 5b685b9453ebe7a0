"""Requests for authorisation as their pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from enfants.mentions import noms_distincts
from enfants.models import Enfant
from fratries.actes import PAR_CODE
from fratries.enums import DemandeeA, NatureEtape, ReponseAutorisation, ReponseJuge
from fratries.models import DemandeAutorisation, EtapeAutorisation, Proche
from fratries.selectors.mots import nom_de
from fratries.selectors.separation import jour_en_clair
from socle.chiffrement.values import PHRASE_ILLISIBLE
from socle.comptes.models import Utilisateur
from socle.outils.dates import aujourdhui
from socle.outils.texte import plier

LIT = "lire_famille_consentements"


@dataclass(frozen=True)
class DemandeVue:
    """One request: what, of whom, since when, what was answered."""

    demande: DemandeAutorisation
    nom: str
    demandees: list[str]
    etapes: list[EtapeAutorisation] = field(default_factory=list)

    @property
    def titre(self) -> str:
        acte = PAR_CODE.get(self.demande.acte)
        return acte.libelle if acte else str(self.demande.objet)

    @property
    def a_qui(self) -> str:
        """« Nadia Carpentier et Farid Benali », or the service."""
        names = self.demandees or [str(self.demande.destinataire)]
        if names == [""]:
            return str(DemandeeA(self.demande.demandee_a).label)
        return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"

    @property
    def statut(self) -> tuple[str, str, str]:
        """Kind, word and pictogram."""
        d = self.demande
        if d.juge_reponse:
            allowed = d.juge_reponse == ReponseJuge.AUTORISE
            word = str(ReponseJuge(d.juge_reponse).label)
            return ("fait" if allowed else "danger"), word[:1].upper() + word[1:], "scale"
        if d.juge_saisi_le is not None:
            return "info", "Le juge est saisi", "scale"
        if not d.reponse:
            late = d.souhaitee_le is not None and d.souhaitee_le < aujourdhui()
            return (
                ("attention", "Réponse attendue", "hourglass")
                if late
                else ("info", "En attente", "hourglass")
            )
        return {
            ReponseAutorisation.OUI: ("fait", "Accordée", "circle-check"),
            ReponseAutorisation.CONDITIONS: ("fait", "Accordée avec des conditions", "circle-check"),
            ReponseAutorisation.NON: ("danger", "Refusée", "circle-x"),
            ReponseAutorisation.SILENCE: ("attention", "Sans réponse", "circle-question-mark"),
            ReponseAutorisation.SANS_OBJET: ("neutre", "Sans objet", "circle-dashed"),
        }[ReponseAutorisation(d.reponse)]

    @property
    def resume(self) -> str:
        """« demandée le 3 mai 2026 à Nadia Carpentier, réponse souhaitée le 10 mai 2026 »."""
        text = f"demandée le {jour_en_clair(self.demande.demandee_le)} à {self.a_qui}"
        if self.demande.souhaitee_le and not self.demande.reponse:
            text += f", réponse souhaitée le {jour_en_clair(self.demande.souhaitee_le)}"
        return text

    @property
    def relances(self) -> list[EtapeAutorisation]:
        return [e for e in self.etapes if e.nature == NatureEtape.RELANCE]

    @property
    def reperes(self) -> list[tuple[str, object]]:
        """Everything known, as pairs of word and value."""
        d = self.demande
        source = PAR_CODE.get(d.acte)
        pairs: list[tuple[str, object]] = [
            ("De quoi s’agit-il", d.objet if source else ""),
            ("Demandée", f"le {jour_en_clair(d.demandee_le)}, par {d.get_canal_display()}"),
            ("À", self.a_qui),
            ("Réponse souhaitée", jour_en_clair(d.souhaitee_le) if d.souhaitee_le else ""),
            (
                "Réponse",
                f"{d.get_reponse_display()}, le {jour_en_clair(d.repondue_le)}" if d.repondue_le else "",
            ),
            ("Répondu par", d.repondue_par),
            ("Ce qui est répondu", d.conditions),
            ("Document", d.reference),
            ("Juge saisi", jour_en_clair(d.juge_saisi_le) if d.juge_saisi_le else ""),
            ("Pourquoi", d.juge_motif),
            (
                "Décision du juge",
                f"{d.get_juge_reponse_display()}, le {jour_en_clair(d.juge_repondu_le)}"
                if d.juge_repondu_le
                else "",
            ),
            ("Référence", d.juge_reference),
        ]
        return [(word, value) for word, value in pairs if value]


def demandes_de(user: Utilisateur, enfant: Enfant) -> list[DemandeVue]:
    """Return the requests about a child, those awaited first: three queries and the keys."""
    rows = DemandeAutorisation.objects.visible_to(user, LIT).filter(enfant_id=enfant.pk)
    return _vues(user, rows, {enfant.pk: str(enfant.prenom)})


def demande_vue(user: Utilisateur, demande: DemandeAutorisation) -> DemandeVue:
    return _vues(user, [demande], {demande.enfant_id: str(demande.enfant.prenom)})[0]


def demandes_en_attente(user: Utilisateur) -> list[DemandeVue]:
    """Return what is awaited for every child whose family one writes or answers for, oldest first."""
    rows = list(
        DemandeAutorisation.objects.visible_to(user, "lire_famille").awaiting().select_related("enfant")
    )
    names = noms_distincts({row.enfant_id: row.enfant for row in rows}.values())
    return sorted(_vues(user, rows, names), key=lambda vue: (vue.demande.demandee_le, plier(vue.nom)))


def _vues(user: Utilisateur, rows: Iterable[DemandeAutorisation], noms: dict[UUID, str]) -> list[DemandeVue]:
    demandes = list(rows)
    asked = {pk for d in demandes for pk in d.proches}
    people = {p.pk: nom_de(p) for p in Proche.objects.visible_to(user, LIT).filter(pk__in=asked)}
    steps: dict[UUID, list[EtapeAutorisation]] = {}
    for step in EtapeAutorisation.objects.visible_to(user, LIT).filter(demande__in=demandes):
        steps.setdefault(step.demande_id, []).append(step)
    found = [
        DemandeVue(
            d,
            noms.get(d.enfant_id, PHRASE_ILLISIBLE),
            [people.get(pk, PHRASE_ILLISIBLE) for pk in d.proches],
            steps.get(d.pk, []),
        )
        for d in demandes
    ]
    return sorted(found, key=lambda vue: not vue.demande.attend)
