"""The contracts about school of one child, with who answered and what may be done next."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.formats import date_format

from enfants.enums import EtatContrat, PartieContrat, SuiteObjectif
from enfants.models import ContratEducatif, Enfant, SignatureContrat
from enfants.regles_scolarite import LIT
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur

_GENRES = {
    EtatContrat.PREPARATION: "attention",
    EtatContrat.EN_COURS: "info",
    EtatContrat.REVU: "fait",
    EtatContrat.ARRETE: "neutre",
}


@dataclass(frozen=True)
class ObjectifVu:
    texte: str
    suite: str

    @property
    def mot(self) -> str:
        return dict(SuiteObjectif.choices).get(self.suite, "")


@dataclass(frozen=True)
class ReponseVue:
    """What one party answered, or that it has not yet."""

    partie: PartieContrat
    signature: SignatureContrat | None

    @property
    def genre(self) -> str:
        if self.signature is None:
            return "neutre"
        return "attention" if self.signature.refus else "fait"

    @property
    def etat(self) -> str:
        if self.signature is None:
            return "Pas encore"
        return "Ne signe pas" if self.signature.refus else "Signé"

    @property
    def titre(self) -> str:
        return self.partie.label[:1].upper() + self.partie.label[1:]


@dataclass(frozen=True)
class ContratVu:
    """One contract in the words of its page."""

    contrat: ContratEducatif
    reponses: list[ReponseVue]
    suivi: bool

    @property
    def objectifs(self) -> list[ObjectifVu]:
        lines, after = self.contrat.objectifs, self.contrat.suites
        if isinstance(lines, Illisible):
            return [ObjectifVu(str(lines), "")]
        known = [] if isinstance(after, Illisible) else list(after)
        return [ObjectifVu(text, known[rank] if rank < len(known) else "") for rank, text in enumerate(lines)]

    @property
    def gardes(self) -> list[str]:
        """The objectives the next contract begins with: those kept, or all when nothing was reviewed."""
        seen = self.objectifs
        if self.contrat.etat == EtatContrat.REVU:
            return [o.texte for o in seen if o.suite == SuiteObjectif.GARDE]
        return [o.texte for o in seen]

    @property
    def bilans(self) -> list[tuple[str, object]]:
        """Each one's words, the child's first."""
        return [
            (p.label[:1].upper() + p.label[1:], words)
            for p in PartieContrat
            if (words := getattr(self.contrat, f"bilan_{p}"))
        ]

    @property
    def etat(self) -> str:
        return str(EtatContrat(self.contrat.etat).label).capitalize()

    @property
    def genre(self) -> str:
        return _GENRES[EtatContrat(self.contrat.etat)]

    @property
    def en_preparation(self) -> bool:
        return self.contrat.etat == EtatContrat.PREPARATION

    @property
    def en_cours(self) -> bool:
        return self.contrat.etat == EtatContrat.EN_COURS

    @property
    def fini(self) -> bool:
        return self.contrat.etat in (EtatContrat.REVU, EtatContrat.ARRETE)

    @property
    def signe(self) -> bool:
        return any(r.signature is not None and not r.signature.refus for r in self.reponses)

    @property
    def complet(self) -> bool:
        """Whether everybody answered: it may begin."""
        return all(r.signature is not None for r in self.reponses)

    @property
    def dates(self) -> str:
        return f"du {date_format(self.contrat.debut, 'j F Y')} au {date_format(self.contrat.fin, 'j F Y')}"


def dernieres_reponses(rows: QuerySet[SignatureContrat]) -> dict[tuple[UUID, str], SignatureContrat]:
    """Return what each party answered last, by contract and party; a signature stays."""
    found: dict[tuple[UUID, str], SignatureContrat] = {}
    for answer in rows.order_by("le", "id"):
        key = answer.contrat_id, answer.partie
        if key not in found or found[key].refus:
            found[key] = answer
    return found


def contrats_vus(user: Utilisateur, enfant: Enfant) -> list[ContratVu]:
    """Return the contracts of a child, the latest first: two queries."""
    rows = list(ContratEducatif.objects.visible_to(user, LIT).filter(enfant=enfant).order_by("-debut", "-id"))
    found = dernieres_reponses(SignatureContrat.objects.visible_to(user, LIT).filter(enfant=enfant))
    followed = {row.precedent_id for row in rows}
    return [
        ContratVu(
            row, [ReponseVue(p, found.get((row.pk, p.value))) for p in PartieContrat], row.pk in followed
        )
        for row in rows
    ]


def contrat_vu(user: Utilisateur, contrat: ContratEducatif) -> ContratVu:
    """Return one contract with its answers."""
    return next(vu for vu in contrats_vus(user, contrat.enfant) if vu.contrat.pk == contrat.pk)
