"""What the pages of an admission show: what is prepared, the steps of each child, what was handed over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from enfants.enums import Destinataire, PieceRemise
from enfants.etapes import Etape, etapes_de, manquantes
from enfants.models import Admission, Interlocuteur, MesureProtection, PreparationAdmission, Remise, Sejour
from enfants.selectors.auteurs import people_of
from enfants.selectors.lieu import SANS_LIEU, lieux_caches
from enfants.selectors.mesures import CLASSE, ECRIT, LIT
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.outils.dates import aujourdhui
from socle.outils.texte import plier
from socle.ui.typographie import heure_en_lettres
from villages.models import Professionnel

TITRE = "Titre de placement"
_ENFANT, _TITULAIRE = Destinataire.ENFANT, Destinataire.TITULAIRE
#: What is handed over on the day of arrival, and to whom (ADM-03, ADM-11, ADM-12).
A_L_ARRIVEE: dict[PieceRemise, tuple[Destinataire, ...]] = {
    PieceRemise.LIVRET: (_ENFANT, _TITULAIRE),
    PieceRemise.CHARTE: (_ENFANT, _TITULAIRE),
    PieceRemise.REGLEMENT: (_ENFANT, _TITULAIRE),
    PieceRemise.DROIT_ENTENDU: (_ENFANT,),
    PieceRemise.PERSONNE_CONFIANCE: (_ENFANT,),
}
#: What follows in the first months (ADM-04 to ADM-06): it does not hold the admission open.
ENSUITE: dict[PieceRemise, tuple[Destinataire, ...]] = {
    PieceRemise.DIPC: (_TITULAIRE,),
    PieceRemise.CONTRAT: (_TITULAIRE,),
    PieceRemise.CONTRAT_SIGNE: (_TITULAIRE,),
    PieceRemise.AVENANT: (_TITULAIRE,),
}
#: What leaves with the child (AUT-08).
AU_DEPART: tuple[PieceRemise, ...] = (
    PieceRemise.CARNET_SANTE,
    PieceRemise.PAPIERS,
    PieceRemise.DOCUMENTS,
    PieceRemise.PECULE,
    PieceRemise.EFFETS,
    PieceRemise.PHOTOS,
    PieceRemise.CONTACTS,
    PieceRemise.DROIT_ACCES,
)


@dataclass(frozen=True)
class RemiseVue:
    """One thing handed over, with who did."""

    remise: Remise
    par: str

    @property
    def phrase(self) -> str:
        r = self.remise
        if r.sans_objet:
            return f"sans objet, noté le {r.remise_le:%d/%m/%Y} par {self.par}"
        easy = ", version facile à lire" if r.facile_a_lire else ""
        return f"à {r.get_destinataire_display()}{easy}, le {r.remise_le:%d/%m/%Y}, par {self.par}"


@dataclass(frozen=True)
class LigneRemise:
    """One paper of a list, what was given of it and who has not got it yet."""

    piece: PieceRemise
    remises: list[RemiseVue]
    attendus: list[str]

    @property
    def titre(self) -> str:
        return capitale(self.piece.label)

    @property
    def complete(self) -> bool:
        return not self.attendus


def remises_de(user: Utilisateur, sejours: Iterable[UUID]) -> list[Remise]:
    """Return what stands as handed over during these stays."""
    rows = Remise.objects.visible_to(user, "lire_identite").standing().filter(sejour__in=sejours)
    return list(rows.order_by("remise_le", "id"))


def attendus(
    piece: PieceRemise, remises: Iterable[Remise], destinataires: Iterable[Destinataire]
) -> list[Destinataire]:
    """Return who has not got a paper yet; « sans objet » answers for everybody."""
    rows = [r for r in remises if r.piece == piece]
    got = {r.destinataire for r in rows}
    return [] if any(r.sans_objet for r in rows) else [d for d in destinataires if d not in got]


def lignes_de(
    remises: list[Remise], attendues: dict[PieceRemise, tuple[Destinataire, ...]]
) -> list[LigneRemise]:
    """Return one line per paper, in order; « sans objet » satisfies a recipient."""
    names = people_of([r.auteur_id for r in remises])
    found = []
    for piece, recipients in attendues.items():
        waiting = [str(d.label) for d in attendus(piece, remises, recipients)]
        seen = [RemiseVue(r, nom_du_compte(names.get(r.auteur_id))) for r in remises if r.piece == piece]
        found.append(LigneRemise(piece, seen, waiting))
    return found


def capitale(label: object) -> str:
    text = str(label)
    return text[:1].upper() + text[1:]


def nom_du_compte(personne: Professionnel | None) -> str:
    return f"{personne.prenom} {personne.nom}" if personne else "un compte sans nom"


def lignes_du_depart(remises: list[Remise]) -> list[LigneRemise]:
    """Return the list of what leaves with the child: one recipient, whoever it is, ticks a line."""
    lines = lignes_de(remises, dict.fromkeys(AU_DEPART, ()))
    return [LigneRemise(line.piece, line.remises, [] if line.remises else ["à remettre"]) for line in lines]


# --- the steps this app knows -----------------------------------------------------------


def _maisons(user: Utilisateur, admissions: Sequence[Admission]) -> dict[UUID, Etape]:
    ids = [a.enfant_id for a in admissions]
    rows = Sejour.objects.visible_to(user, "lire_identite").current().filter(enfant__in=ids)
    homes = {stay.enfant_id: stay for stay in rows.select_related("maison")}
    hidden = lieux_caches(user, ids)
    return {
        a.pk: _maison(user, a, homes.get(a.enfant_id, a.sejour), cache=a.enfant_id in hidden)
        for a in admissions
    }


def _maison(user: Utilisateur, admission: Admission, here: Sejour, *, cache: bool) -> Etape:
    writes = user.has_perm("ecrire_identite", admission)
    over = here.motif_depassement if writes else ""
    where = SANS_LIEU if cache else here.maison.nom
    return Etape(
        titre="Identité et maison",
        icone="house",
        faite=True,
        etat="Fait",
        phrase=f"{where}, à partir du {date_format(here.debut, 'j F Y')}."
        + (f" Maison complète ce jour-là : {over}" if over else ""),
        liens=[
            ("Séjour et absences", reverse("enfants:sejour", args=[admission.enfant_id])),
            *(
                [("Modifier l’identité", reverse("enfants:identite", args=[admission.enfant_id]))]
                if writes
                else []
            ),
        ],
    )


def _titres(user: Utilisateur, admissions: Sequence[Admission]) -> dict[UUID, Etape]:
    """No stay without a title (ADM-01): told by telephone, it is still missing.

    A measure counts from the day of arrival on, so that a planned arrival is ready the day before. That
    there is one is told to whoever follows the admission; which one, to who reads measures.
    """
    found: dict[UUID, list[MesureProtection]] = {}
    rows = MesureProtection.objects.filter(enfant__in=[a.enfant_id for a in admissions])
    for mesure in rows.order_by("-debut", "-id"):
        found.setdefault(mesure.enfant_id, []).append(mesure)
    today = aujourdhui()
    return {
        a.pk: _titre(
            user,
            a,
            next((m for m in found.get(a.enfant_id, []) if m.en_vigueur(max(today, a.sejour.debut))), None),
        )
        for a in admissions
    }


def _titre(user: Utilisateur, admission: Admission, mesure: MesureProtection | None) -> Etape:
    child, reads = admission.enfant_id, user.has_perm(LIT, admission.enfant)
    decides = user.has_perm(ECRIT, admission.enfant)
    if mesure is not None:
        return Etape(
            titre=TITRE,
            icone="file-check",
            faite=True,
            etat="Fait",
            phrase=capitale(mesure.get_nature_display()) if reads else "",
            liens=[("Voir les mesures", reverse("enfants:mesures", args=[child]))] if reads else [],
        )
    pages = [("Enregistrer la mesure", reverse("enfants:nouvelle_mesure", args=[child]))] if decides else []
    if user.has_perm("ecrire_identite", admission):
        pages += [
            ("Titre annoncé par téléphone", reverse("enfants:annoncer_titre", args=[admission.pk])),
            ("Déposer le document", reverse("enfants:deposer_document", args=[child])),
        ]
    phrase = "Jugement, ordonnance ou accord écrit, à verser le jour de l’arrivée."
    if admission.annonce_le is not None and reads:
        local = timezone.localtime(admission.annonce_le)
        phrase = (
            f"Annoncé de vive voix le {date_format(local, 'j F Y')} à {heure_en_lettres(local)} par "
            f"{admission.annonce_par} : {admission.get_titre_annonce_display()}. L’écrit reste à verser."
        )
    return Etape(
        titre=TITRE,
        icone="file-x",
        faite=False,
        urgente=True,
        etat="Écrit attendu" if admission.annonce_le else "Sans titre",
        phrase=phrase,
        liens=pages,
        qui="" if decides else "chef de service ou direction",
    )


def _interlocuteurs(user: Utilisateur, admissions: Sequence[Admission]) -> dict[UUID, Etape]:
    rows = Interlocuteur.objects.current()
    known = set(rows.filter(enfant__in=[a.enfant_id for a in admissions]).values_list("enfant_id", flat=True))
    return {a.pk: _interlocuteur(user, a, connu=a.enfant_id in known) for a in admissions}


def _interlocuteur(user: Utilisateur, admission: Admission, *, connu: bool) -> Etape:
    reads, writes = (user.has_perm(right, admission.enfant) for right in (LIT, CLASSE))
    page = "enfants:interlocuteurs" if connu else "enfants:nouvel_interlocuteur"
    label = "Voir les interlocuteurs" if connu else "Ajouter un interlocuteur"
    return Etape(
        titre="Interlocuteurs",
        icone="phone",
        faite=connu,
        etat="Fait" if connu else "À faire",
        phrase="" if connu else "Qui appeler au dehors : le référent ASE au moins.",
        liens=[(label, reverse(page, args=[admission.enfant_id]))] if (reads if connu else writes) else [],
        qui="" if writes or connu else "secrétariat, chef de service ou direction",
    )


def _papiers(user: Utilisateur, admissions: Sequence[Admission]) -> dict[UUID, Etape]:
    given: dict[UUID, list[Remise]] = {a.sejour_id: [] for a in admissions}
    for remise in remises_de(user, given):
        given[remise.sejour_id].append(remise)
    return {a.pk: _papier(a, given[a.sejour_id]) for a in admissions}


def _papier(admission: Admission, remises: list[Remise]) -> Etape:
    waiting = [str(piece.label) for piece in A_L_ARRIVEE if attendus(piece, remises, A_L_ARRIVEE[piece])]
    done = len(A_L_ARRIVEE) - len(waiting)
    return Etape(
        titre="Papiers et droits",
        icone="book-open",
        faite=not waiting,
        etat=f"{done} sur {len(A_L_ARRIVEE)}" if waiting else "Fait",
        phrase=f"Il reste : {', '.join(waiting)}." if waiting else "",
        liens=[("Voir et noter ce qui est remis", reverse("enfants:remises", args=[admission.pk]))],
    )


#: The steps of this app, at their place among all.
ETAPES = {10: _maisons, 20: _titres, 40: _interlocuteurs, 60: _papiers}


# --- the list ---------------------------------------------------------------------------


@dataclass(frozen=True)
class AdmissionVue:
    """An admission in progress: who, since when, and what is missing."""

    admission: Admission
    nom: str
    manque: list[str]

    @property
    def sans_titre(self) -> bool:
        return TITRE in self.manque

    @property
    def attendu(self) -> bool:
        """Whether the arrival is still to come."""
        return self.admission.sejour.debut > aujourdhui()


@dataclass(frozen=True)
class PreparationVue:
    """An admission being prepared, by whom."""

    preparation: PreparationAdmission
    nom: str
    par: str


def admissions_en_cours(user: Utilisateur) -> list[AdmissionVue]:
    """Return the admissions that are not finished, the latest arrival first."""
    rows = Admission.objects.visible_to(user, "ecrire_identite").current()
    found = sorted(
        rows.select_related("enfant", "sejour__maison"), key=lambda a: (a.sejour.debut, a.pk), reverse=True
    )
    steps = etapes_de(user, found)
    return [AdmissionVue(a, f"{a.enfant.prenom} {a.enfant.nom}", manquantes(steps[a.pk])) for a in found]


def preparations_en_cours(user: Utilisateur) -> list[PreparationVue]:
    """Return the admissions begun for whom no child exists yet."""
    rows = list(PreparationAdmission.objects.visible_to(user, "ecrire_identite").current())
    names = people_of([p.auteur_id for p in rows])
    found = []
    for p in rows:
        content = p.contenu if isinstance(p.contenu, dict) else {}
        called = f"{content.get('prenom', '')} {content.get('nom', '')}".strip()
        nom = str(p.contenu) if isinstance(p.contenu, Illisible) else called or "Sans nom encore"
        found.append(PreparationVue(p, nom, nom_du_compte(names.get(p.auteur_id))))
    return sorted(found, key=lambda v: (plier(v.nom), v.preparation.pk))
