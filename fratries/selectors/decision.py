"""Who decides one act for one child: the rule of the act, read with who holds authority today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from enfants.models import Enfant
from fratries.actes import Acte, Regime, Regle
from fratries.enums import EtatAutorite, NatureTitulaire
from fratries.models import AutoriteParentale
from fratries.selectors.mots import nom_de
from socle.comptes.models import Utilisateur
from socle.outils.dates import age_revolu, aujourdhui

MAJORITE = 18
LIBELLES_CERTITUDE = {
    "V": "texte lu",
    "S": "confirmé par une source secondaire",
    "M": "à vérifier",
}


@dataclass(frozen=True)
class Titulaire:
    """One holder as the page names them."""

    autorite: AutoriteParentale
    nom: str
    telephone: str

    @property
    def decide(self) -> bool:
        """Whether their agreement is asked today."""
        return self.autorite.etat in {EtatAutorite.EXERCEE, EtatAutorite.LIMITEE}

    @property
    def genre(self) -> str:
        return {"exercee": "fait", "limitee": "attention", "deleguee": "info"}.get(
            self.autorite.etat, "danger"
        )


@dataclass(frozen=True)
class Reponse:
    """The answer: who, in one sentence, then why, what to mind, and the source."""

    acte: Acte
    qui: str
    raison: str
    reserves: list[str] = field(default_factory=list)
    majeur: bool = False

    @property
    def certitude(self) -> str:
        return LIBELLES_CERTITUDE[self.acte.certitude]

    @property
    def a_demander(self) -> bool:
        """Whether somebody outside the house must be asked: neither the house, the minor, nor a doctor."""
        return self.acte.regle in {Regle.TITULAIRES, Regle.UN_TITULAIRE} and not self.majeur


def titulaires_de(user: Utilisateur, enfant: Enfant, permission: str) -> list[Titulaire]:
    """Return the holders in force today, those who decide first."""
    rows = AutoriteParentale.objects.visible_to(user, permission).current().filter(enfant_id=enfant.pk)
    found = []
    for row in rows.select_related("proche").order_by("debut", "id"):
        phone = "" if row.proche is None else str(row.proche.telephone or "")
        name = str(row.organisme) if row.proche is None else nom_de(row.proche)
        found.append(Titulaire(row, name, phone))
    return sorted(found, key=lambda holder: not holder.decide)


def reponse(
    acte: Acte, *, titulaires: Sequence[Titulaire], regime: Regime, naissance: date | None
) -> Reponse:
    """Say who decides ``acte``; what is not known is said, never guessed.

    A grown-up decides alone. A usual act is the house's. For any other, those who exercise parental
    authority, without the suspended (CC 378-2 [S]), withdrawn or delegated; a delegate, a guardian
    or the service first. If one refuses without reason or cannot be reached, only the judge may
    authorise the act (CC 375-7, second paragraph [V]).
    """
    if naissance is not None and age_revolu(naissance, aujourdhui()) >= MAJORITE:
        return Reponse(
            acte, "Le jeune, seul", "Il est majeur : plus personne ne décide à sa place.", majeur=True
        )
    if acte.regle is Regle.URGENCE:
        return Reponse(
            acte,
            "Le médecin",
            acte.raison,
            ["Appelez le 15, puis prévenez les parents et le service gardien."],
        )
    if acte.regle is Regle.MINEUR:
        return Reponse(acte, "Le jeune, avec le soignant", acte.raison)
    if acte.regle is Regle.USUEL:
        reserves = ["Les parents gardent le droit d’être informés."] if regime is not Regime.TUTELLE else []
        return Reponse(acte, "La maison", acte.raison, reserves)
    return _by_holders(acte, titulaires, regime)


def _by_holders(acte: Acte, titulaires: Sequence[Titulaire], regime: Regime) -> Reponse:
    deciding = [holder for holder in titulaires if holder.decide]
    parents = [h for h in deciding if h.autorite.nature == NatureTitulaire.PARENT]
    others = [h for h in deciding if h.autorite.nature != NatureTitulaire.PARENT]
    reserves = [f"{h.nom} : {h.autorite.limites}" for h in deciding if h.autorite.limites]
    for holder in titulaires:
        if not holder.decide:
            reserves.append(
                f"Ne pas demander à {holder.nom} : autorité {holder.autorite.get_etat_display()}."
            )
    if regime is Regime.TUTELLE and others:
        deciding = others
    elif parents and not others:
        deciding = parents
    if not deciding:
        return Reponse(
            acte,
            "Demandez au service gardien",
            "Aucun titulaire en exercice n’est inscrit ici : on ne devine pas.",
            reserves,
        )
    names = [holder.nom for holder in deciding]
    if acte.regle is Regle.UN_TITULAIRE and len(names) > 1:
        who = f"{' ou '.join(names)}, l’un des deux suffit" if len(names) == 2 else " ou ".join(names)
    else:
        who = " et ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    if regime is Regime.JUGE:
        reserves.append(
            "En cas de refus injustifié ou de silence : le juge des enfants peut autoriser l’acte."
        )
    elif regime is Regime.ACCORD:
        reserves.append("L’accord signé avec le service peut prévoir qui signe : relisez-le.")
    return Reponse(acte, who, acte.raison, reserves)
