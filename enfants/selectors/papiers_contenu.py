"""What the papers of care say, as plain strings: a page that is one page whatever was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from enfants.enums import GraviteAllergie, Moment
from enfants.models import Absence, ContratEducatif, Enfant, Traitement
from enfants.selectors.complements import complements_de
from enfants.selectors.contrats import ReponseVue, contrat_vu
from enfants.selectors.dossier import children_seen
from enfants.selectors.lieu import masque_sur_papier
from enfants.selectors.maison import habitants
from enfants.selectors.sante import injections_de, notes_de
from enfants.selectors.soins import SoinsDeLEnfant, TraitementVu, soins_de
from enfants.selectors.traitements import allergies_de
from enfants.vaccins import Valence
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.outils.dates import aujourdhui
from socle.outils.texte import plier
from socle.ui.typographie import typographie
from villages.models import Maison

#: Beyond these the paper says how many more stand in the file; it never runs over its page.
ALLERGIES_MAX, TRAITEMENTS_MAX = 12, 14
#: Characters shared by the instructions of one block.
PLACE = 2400
SUITE = "… (suite dans le dossier)"

SECOURS = ["15 SAMU", "18 pompiers", "112 urgences", "114 par SMS", "119 enfance en danger"]


def fiche_d_urgence(user: Utilisateur, enfant: Enfant) -> dict[str, Any]:
    """Everything an emergency service asks in the first minute, on one page."""
    [vu] = children_seen(user, [enfant])
    soins = soins_de(user, enfant)
    maison = vu.maison
    phone = enfant.village.telephone_astreinte
    return {
        "titre": "Fiche d’urgence",
        "enfant": f"{enfant.prenom} {enfant.nom}",
        "naissance": typographie(" · ".join(p for p in (_born(enfant), vu.age) if p)),
        "maison": f"{maison.nom}, {enfant.village.nom}" if maison else enfant.village.nom,
        "allergies": _allergies(soins),
        "allergies_suite": _more(len(soins.allergies), ALLERGIES_MAX),
        "traitements": _traitements(soins.en_cours),
        "traitements_suite": _more(len(soins.en_cours), TRAITEMENTS_MAX),
        "reperes": [[key, _clip(str(value), 300)] for key, value in soins.urgence],
        "complements": [
            {"titre": c.titre, "grave": c.grave, "lignes": [_clip(typographie(x), 260) for x in c.lignes]}
            for c in complements_de(user, enfant)
        ],
        "secours": SECOURS,
        "astreinte": f"Astreinte du village : {phone}" if phone else "",
    }


def feuille_de_la_semaine(
    user: Utilisateur, maison: Maison, lundi: date
) -> tuple[dict[str, Any], list[UUID]]:
    """The grid of a house for seven days: one line per child, treatment and moment.

    A day outside the treatment is crossed out, a night away is marked. Raises ValidationError when
    there is nothing to give.
    """
    days = [lundi + timedelta(days=rank) for rank in range(7)]
    soir = habitants(user, maison, max(lundi, aujourdhui()))
    names = {e.enfant.pk: e.nom for e in soir}
    rows = Traitement.objects.visible_to(user, "lire_soin_quotidien").filter(
        enfant_id__in=names, debut__lte=days[-1]
    )
    treatments = [t for t in rows.order_by("id") if t.fin is None or t.fin >= days[0]]
    if not treatments:
        raise ValidationError("Aucun traitement cette semaine-là dans cette maison.")
    away = _away(user, names, days)
    allergies = allergies_de(user, names)
    children = sorted({t.enfant_id for t in treatments}, key=lambda pk: (plier(names[pk]), pk))
    grid = []
    for pk in children:
        own = sorted((t for t in treatments if t.enfant_id == pk), key=lambda t: plier(str(t.nom)))
        grid.append(
            {
                "nom": names[pk],
                "allergies": ", ".join(str(a.substance) for a in allergies.get(pk, [])),
                "lignes": [_line(t, moment, days, away.get(pk, set())) for moment in (*Moment, None) for t in own
                           if (moment in t.moments if moment else t.si_besoin)],
            }
        )  # fmt: skip
    content = {
        "titre": "Feuille de soins de la semaine",
        "maison": f"{maison.nom}, {maison.village.nom}",
        "semaine": f"du {date_format(days[0], 'j F')} au {date_format(days[-1], 'j F Y')}",
        "jours": [date_format(day, "D j") for day in days],
        "enfants": grid,
    }
    return content, children


def carnet(user: Utilisateur, enfant: Enfant) -> dict[str, Any]:
    """The medical file on paper, for a doctor or for those who hold parental authority: no secret."""
    [vu] = children_seen(user, [enfant])
    soins = soins_de(user, enfant)
    return {
        "titre": "Dossier de santé",
        "enfant": f"{enfant.prenom} {enfant.nom}",
        "naissance": typographie(" · ".join(p for p in (_born(enfant), vu.age) if p)),
        "allergies": [[str(a.substance), str(a.conduite)] for a in soins.allergies],
        "traitements": [[str(v.traitement.nom), str(v.traitement.dose), typographie(v.moments), typographie(v.dates)]
                        for v in soins.en_cours],
        "reperes": [[key, str(value)] for key, value in soins.urgence],
        "vaccins": [
            [_day(v.jour), _valences(v.valences), " · ".join(str(p) for p in (v.produit, v.lot) if p)]
            for v in injections_de(user, enfant, communicable=True)
        ],
        "notes": [
            {
                "titre": f"{n.get_nature_display().capitalize()}, {_day(n.jour)}",
                "avec": str(n.avec),
                "paragraphes": [p for p in str(n.texte).splitlines() if p.strip()],
            }
            for n in notes_de(user, enfant, communicable=True)
        ],
    }  # fmt: skip


def contrat_educatif(user: Utilisateur, contrat: ContratEducatif) -> dict[str, Any]:
    """The contract about school, on one page to sign or to put on a wall.

    Neither the school nor, when a judge keeps it secret, the place a text may name is on it.
    """
    vu, enfant = contrat_vu(user, contrat), contrat.enfant
    masque = masque_sur_papier(user, enfant)

    def words(value: object, limit: int) -> str:
        return masque(_clip(str(value), limit))

    return {
        "titre": "Contrat éducatif",
        "enfant": f"{enfant.prenom} {enfant.nom}",
        "periode": typographie(f"{vu.dates} · {vu.etat.lower()}"),
        "parole": words(contrat.parole, 900),
        "objectifs": [[words(o.texte, 300), o.mot] for o in vu.objectifs],
        "aides": words(contrat.aides, 600),
        "bilans": [[who, words(said, 700)] for who, said in vu.bilans],
        "signatures": [_answer(r, words) for r in vu.reponses],
    }


def _answer(reponse: ReponseVue, words: Callable[[object, int], str]) -> list[str]:
    """One line of the table of signatures; an empty place is left to sign by hand."""
    signature = reponse.signature
    if signature is None:
        return [reponse.titre, "", ""]
    day = date_format(signature.le, "j F Y")
    said = (
        f"Ne signe pas, le {day} : {words(signature.raison, 200)}" if signature.refus else f"Signé le {day}"
    )
    return [reponse.titre, words(signature.nom, 100), typographie(said)]


# --- inside ---------------------------------------------------------------------------


def _born(enfant: Enfant) -> str:
    day = enfant.date_naissance
    return str(day) if isinstance(day, Illisible) else f"né(e) le {date_format(day, 'j F Y')}"


def _day(day: date | Illisible) -> str:
    return str(day) if isinstance(day, Illisible) else date_format(day, "j F Y")


def _valences(codes: object) -> str:
    if isinstance(codes, Illisible) or not isinstance(codes, list):
        return str(codes)
    return ", ".join(Valence(code).label for code in codes)


def _more(count: int, maximum: int) -> str:
    return f"et {count - maximum} de plus dans le dossier" if count > maximum else ""


def _clip(text: str, limit: int) -> str:
    one_line = " ".join(text.split())
    if len(one_line) <= limit:
        return one_line
    return one_line[: max(limit - len(SUITE), 20)].rstrip() + SUITE


def _share(count: int) -> int:
    return max(PLACE // max(count, 1), 110)


def _allergies(soins: SoinsDeLEnfant) -> list[dict[str, Any]]:
    shown = soins.allergies[:ALLERGIES_MAX]
    return [
        {
            "nom": str(a.substance),
            "grave": a.gravite == GraviteAllergie.GRAVE,
            "conduite": _clip(str(a.conduite), _share(len(shown))),
        }
        for a in shown
    ]


def _traitements(vus: Sequence[TraitementVu]) -> list[list[str]]:
    shown = vus[:TRAITEMENTS_MAX]
    return [
        [
            str(v.traitement.nom),
            str(v.traitement.dose),
            typographie(v.moments),
            _clip(str(v.traitement.consigne), _share(2 * len(shown))),
        ]
        for v in shown
    ]


def _away(user: Utilisateur, enfants: Iterable[UUID], days: list[date]) -> dict[UUID, set[date]]:
    rows = Absence.objects.visible_to(user, "lire_journal").filter(
        enfant_id__in=list(enfants), debut__lte=days[-1]
    )
    away: dict[UUID, set[date]] = {}
    for absence in rows.order_by():
        gone = {d for d in days if absence.debut <= d and (absence.fin is None or d < absence.fin)}
        away.setdefault(absence.enfant_id, set()).update(gone)
    return away


def _line(traitement: Traitement, moment: Moment | None, days: list[date], away: set[date]) -> dict[str, Any]:
    def case(day: date) -> str:
        if day < traitement.debut or (traitement.fin is not None and day > traitement.fin):
            return "—"
        return "absent" if day in away else ""

    what = f"{traitement.nom}, {traitement.dose}"
    if moment is None:
        what = typographie(f"{what} ; {TraitementVu(traitement).moments.removeprefix('si besoin : ')}")
    return {
        "moment": moment.label.capitalize() if moment else "Si besoin",
        "quoi": what,
        "cases": [case(day) for day in days],
    }
