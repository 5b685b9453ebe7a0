"""The invented relatives of the demo: a blended family of three generations, two simpler ones.

Inaya’s mother has a protected address and her stepfather must not approach; telephone numbers are
of the range reserved for fiction. Any likeness is chance.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from deploy.demonstration.dossiers import Dossier
from enfants.models import Enfant
from fratries.enums import Certitude, Contact, EtatAutorite, NatureLien, NatureTitulaire, SexeProche
from fratries.models import (
    AdresseProtegee,
    AutoriteParentale,
    LienFamilial,
    MembreFratrie,
    PersonneAutorisee,
    Proche,
)
from socle.chiffrement.keys import creer_cles
from socle.chiffrement.models import NatureSujet
from socle.outils.identifiants import nouvel_id

_F, _H = SexeProche.FEMME, SexeProche.HOMME
_N, _C = NatureLien, Contact
INAYA, NOE, MARIE_LOU, YANIS = "Inaya", "Noé", "Marie-Lou", "Yanis"


@dataclass(frozen=True)
class ContactsDemo:
    """What a relative may do: call, visit, collect."""

    appeler: Contact
    visiter: Contact
    chercher: Contact
    decision: str
    consigne: str = ""


@dataclass(frozen=True)
class ProcheDemo:
    """A relative, what they are to each child, and to siblings no file of ours knows."""

    code: str
    prenom: str
    nom: str
    sexe: SexeProche
    age: int
    liens: dict[str, NatureLien]
    telephone: str = ""
    decede: bool = False
    #: of the children named, who is under their authority, and how
    autorite: EtatAutorite | None = None
    decision: str = ""
    contacts: dict[str, ContactsDemo] = field(default_factory=dict)
    adresse: str = ""
    adresse_protegee: str = ""


_MERE = ContactsDemo(
    _C.AUTORISE, _C.ACCOMPAGNE, _C.INTERDIT, "Juge des enfants, jugement de mars",
    "Visites le mercredi, à l’espace rencontre.",
)  # fmt: skip
_PERE = ContactsDemo(_C.AUTORISE, _C.AUTORISE, _C.AUTORISE, "Juge des enfants, jugement de mars")
_LUC = ContactsDemo(
    _C.INTERDIT, _C.INTERDIT, _C.INTERDIT, "Ordonnance du juge des enfants",
    "Ne pas ouvrir. Appeler le 17, puis l’astreinte.",
)  # fmt: skip
_TANTE = ContactsDemo(_C.AUTORISE, _C.AUTORISE, _C.NON_PRECISE, "Accord du service gardien")
_TROIS = (INAYA, NOE, MARIE_LOU)


def _all(nature: NatureLien, *prenoms: str) -> dict[str, NatureLien]:
    return dict.fromkeys(prenoms, nature)


PROCHES = (
    ProcheDemo(
        "nadia", "Nadia", "Carpentier", _F, 37, _all(_N.PARENT, *_TROIS, YANIS), "06 39 98 10 01",
        autorite=EtatAutorite.EXERCEE, contacts=dict.fromkeys(_TROIS, _MERE),
        adresse_protegee="Résidence Les Capucines, 4 rue du Verger, 99120 Saint-Exemple",
    ),
    ProcheDemo(
        "farid", "Farid", "Benali", _H, 41, _all(_N.PARENT, INAYA, NOE, YANIS), "06 39 98 10 02",
        autorite=EtatAutorite.EXERCEE, contacts=dict.fromkeys((INAYA, NOE), _PERE),
        adresse="18 avenue des Tanneurs, 99000 Exempleville",
    ),
    ProcheDemo(
        "luc", "Luc", "Besson", _H, 44, _all(_N.BEAU_PARENT, INAYA, NOE) | _all(_N.PARENT, MARIE_LOU),
        autorite=EtatAutorite.SUSPENDUE, decision="Suspendue par la loi, poursuites en cours (code civil, 378-2)",
        contacts=dict.fromkeys(_TROIS, _LUC),
    ),
    ProcheDemo("marthe", "Marthe", "Carpentier", _F, 68, _all(_N.GRAND_PARENT, *_TROIS), "06 39 98 10 03"),
    ProcheDemo("jacques", "Jacques", "Carpentier", _H, 74, _all(_N.GRAND_PARENT, *_TROIS), decede=True),
    ProcheDemo("ali", "Ali", "Benali", _H, 71, _all(_N.GRAND_PARENT, INAYA, NOE)),
    ProcheDemo("samia", "Samia", "Benali", _F, 70, _all(_N.GRAND_PARENT, INAYA, NOE), "06 39 98 10 04"),
    ProcheDemo(
        "lila", "Lila", "Benali", _F, 35, _all(_N.ONCLE_TANTE, INAYA, NOE), "06 39 98 10 05",
        contacts=dict.fromkeys((INAYA, NOE), _TANTE),
    ),
    ProcheDemo("paul", "Paul", "Carpentier", _H, 33, _all(_N.ONCLE_TANTE, *_TROIS)),
    ProcheDemo("eva", "Eva", "Lindon", _F, 34, _all(_N.BEAU_PARENT, INAYA, NOE)),
    ProcheDemo("sami", "Sami", "Benali", _H, 3, _all(_N.FRATRIE, INAYA, NOE)),
    ProcheDemo("jo", "Joséphine", "Marchal", _F, 59, _all(_N.PARRAIN, INAYA), "06 39 98 10 06"),
    ProcheDemo(
        "gaelle", "Gaëlle", "Le Guennec", _F, 39, _all(_N.PARENT, "Soline", "Maël"), "06 39 98 10 07",
        autorite=EtatAutorite.EXERCEE, contacts={"Maël": _PERE, "Soline": _TANTE},
    ),
    ProcheDemo("rozenn", "Rozenn", "Le Guennec", _F, 66, _all(_N.GRAND_PARENT, "Soline", "Maël")),
    ProcheDemo(
        "sandra", "Sandra", "Nguyen", _F, 38, _all(_N.PARENT, "Zoé", "Théo", "Loïc"), "06 39 98 10 08",
        autorite=EtatAutorite.EXERCEE,
    ),
    ProcheDemo(
        "pierre", "Pierre", "Lambert", _H, 42, _all(_N.PARENT, "Zoé", "Théo", "Loïc"),
        autorite=EtatAutorite.RETIREE, decision="Retrait total, tribunal judiciaire",
    ),
)  # fmt: skip

#: (who, what they are to, whom)
ENTRE_PROCHES = (
    ("farid", _N.DIVORCE, "nadia"),
    ("luc", _N.SEPARATION, "nadia"),
    ("eva", _N.CONCUBINAGE, "farid"),
    ("farid", _N.PARENT, "sami"),
    ("eva", _N.PARENT, "sami"),
    ("jacques", _N.MARIAGE, "marthe"),
    ("ali", _N.MARIAGE, "samia"),
    ("marthe", _N.PARENT, "nadia"),
    ("jacques", _N.PARENT, "nadia"),
    ("marthe", _N.PARENT, "paul"),
    ("jacques", _N.PARENT, "paul"),
    ("ali", _N.PARENT, "farid"),
    ("samia", _N.PARENT, "farid"),
    ("ali", _N.PARENT, "lila"),
    ("samia", _N.PARENT, "lila"),
    ("rozenn", _N.PARENT, "gaelle"),
    ("pierre", _N.SEPARATION, "sandra"),
)


def creer_proches(dossiers: list[Dossier], jour: date) -> None:
    """Save the relatives, their ties, authority, contacts and the protected address."""
    enfants = {dossier.description.prenom: dossier.enfant for dossier in dossiers}
    ailleurs = {str(m.prenom): m for m in MembreFratrie.objects.filter(enfant__isnull=True)}
    ids = [nouvel_id() for _ in PROCHES]
    creer_cles((ident, NatureSujet.PROCHE) for ident in ids)
    proches: dict[str, Proche] = {}
    for ident, description in zip(ids, PROCHES, strict=True):
        proche = Proche(
            id=ident,
            village=enfants[next(iter(description.liens))].village,
            prenom=description.prenom,
            nom=description.nom,
            sexe=description.sexe,
            annee_naissance=jour.year - description.age,
            decede=description.decede,
            telephone=description.telephone,
            adresse=description.adresse or None,
            adresse_protegee=bool(description.adresse_protegee),
        )
        proche.save()
        proches[description.code] = proche
        for prenom, nature in description.liens.items():
            bout = {"enfant": enfants[prenom]} if prenom in enfants else {"membre": ailleurs[prenom]}
            LienFamilial(proche=proche, nature=nature, certitude=Certitude.ETABLIE, **bout).save()
        if description.adresse_protegee:
            AdresseProtegee(
                proche=proche,
                adresse=description.adresse_protegee,
                motif="Violences, ordonnance de protection.",
            ).save()
        _droits(proche, description, enfants, jour)
    for code, nature, autre in ENTRE_PROCHES:
        LienFamilial(
            proche=proches[code], autre=proches[autre], nature=nature, certitude=Certitude.ETABLIE
        ).save()


def _droits(proche: Proche, description: ProcheDemo, enfants: dict[str, Enfant], jour: date) -> None:
    for prenom, nature in description.liens.items():
        if description.autorite is not None and nature is NatureLien.PARENT and prenom in enfants:
            AutoriteParentale(
                enfant=enfants[prenom],
                proche=proche,
                nature=NatureTitulaire.PARENT,
                etat=description.autorite,
                debut=enfants[prenom].date_naissance,
                decision=description.decision,
            ).save()
    for prenom, contacts in description.contacts.items():
        PersonneAutorisee(
            enfant=enfants[prenom],
            proche=proche,
            appeler=contacts.appeler,
            visiter=contacts.visiter,
            chercher=contacts.chercher,
            debut=jour - timedelta(days=180),
            decision=contacts.decision,
            consigne=contacts.consigne,
        ).save()
