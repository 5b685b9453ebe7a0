"""Components of the interface, as template tags with strict signatures. All are shown on ``/styleguide/``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

import lucide
from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from socle.outils.dates import aujourdhui
from socle.ui import typographie
from socle.ui.alertes import alerts_for
from socle.ui.bandeaux import banners_for
from socle.ui.gestes import gestures_for
from socle.ui.listes import Liste
from socle.ui.navigation import Lien, Zone, links_for
from socle.ui.panels import panels_for
from socle.ui.recherche import sources_for

register = template.Library()

TEINTES = 5
STATUTS = {
    "neutre": "circle-dashed",
    "fait": "circle-check",
    "attention": "clock",
    "danger": "octagon-alert",
    "info": "info",
}
BOUTONS = {"principal", "secondaire", "discret", "danger"}


# --- text -----------------------------------------------------------------------------


@register.filter
def typo(value: object) -> SafeString:
    """Set a label or a sentence in French typography; escapes what is not already safe."""
    return typographie.typographie_html(value)


@register.filter
def jour(value: date | datetime | None) -> str:
    """« samedi 22 novembre »; empty when there is no date."""
    return typographie.jour_en_toutes_lettres(value) if value else ""


@register.filter
def heure(value: datetime | time | None) -> str:
    """« 20 h 41 »; empty when there is no time."""
    return typographie.heure_en_lettres(value) if value is not None and value != "" else ""


@register.simple_tag(takes_context=True)
def repete(context: Context, bloc: str) -> str:
    """Give the text of a block a second time (the page's title is also its h1)."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(bloc)
    # Not str.split(): it would take narrow no-break spaces for ordinary ones.
    return mark_safe(re.sub(r"[ \t\r\n]+", " ", strip_tags(block.render(context))).strip(" "))


# --- pictograms -----------------------------------------------------------------------


#: What the stylesheet says once, and the spaces between elements.
_INUTILE = re.compile(r' (?:fill="none"|stroke(?:-[a-z]+)?="[^"]*")|(?<=>)\s+(?=<)| (?=/>)')


@lru_cache(maxsize=512)
def pictogramme(nom: str, classe: str = "") -> SafeString:
    """The stroke comes from the stylesheet and nothing is indented: a page draws two hundred of them."""
    dessin = lucide._render_icon(nom, 24, **{"class": f"icone {classe}".strip(), "aria-hidden": "true"})
    return mark_safe(_INUTILE.sub("", dessin))


@register.simple_tag
def icone(nom: str, classe: str = "") -> SafeString:
    """Draw a Lucide pictogram, always beside a word: it is hidden from screen readers."""
    return pictogramme(str(nom), str(classe))


# --- small pieces ---------------------------------------------------------------------


def genre_permis(genre: str, permis: Iterable[str]) -> str:
    """Return a kind; raises TemplateSyntaxError for one that is not among those allowed."""
    if genre not in permis:
        raise template.TemplateSyntaxError(f"unknown kind {genre!r}, expected one of {sorted(permis)}")
    return genre


@register.inclusion_tag("ui/composants/bouton.html")
def bouton(
    libelle: str,
    *,
    icone: str = "",
    genre: str = "principal",
    type: str = "submit",
    nom: str = "",
    valeur: str = "",
) -> dict[str, Any]:
    """A button of a form."""
    return {
        "libelle": libelle,
        "icone": icone,
        "genre": genre_permis(genre, BOUTONS),
        "type": type,
        "nom": nom,
        "valeur": valeur,
    }


@register.inclusion_tag("ui/composants/lien_bouton.html")
def lien_bouton(libelle: str, adresse: str, *, icone: str = "", genre: str = "secondaire") -> dict[str, Any]:
    """A link that looks like a button: it goes somewhere, it changes nothing."""
    return {"libelle": libelle, "adresse": adresse, "icone": icone, "genre": genre_permis(genre, BOUTONS)}


@register.inclusion_tag("ui/composants/statut.html")
def statut(genre: str, libelle: str, *, icone: str = "") -> dict[str, Any]:
    """Colour + word + pictogram."""
    return {"genre": genre_permis(genre, STATUTS), "libelle": libelle, "icone": icone or STATUTS[genre]}


@register.inclusion_tag("ui/composants/avatar.html")
def avatar(prenom: str, *, grand: bool = False) -> dict[str, Any]:
    """The initial of a first name in a disc; the tint depends on the name only, and means nothing."""
    texte = str(prenom).strip()
    return {
        "initiale": texte[:1].upper() or "?",
        "teinte": sum(map(ord, texte)) % TEINTES + 1,
        "grand": grand,
    }


@register.inclusion_tag("ui/composants/ligne_enfant.html")
def ligne_enfant(
    prenom: str, adresse: str, *, detail: str = "", genre: str = "", etat: str = ""
) -> dict[str, Any]:
    """A child in one line, with a status when ``etat`` says something."""
    return {"prenom": prenom, "adresse": adresse, "detail": detail, "genre": genre or "neutre", "etat": etat}


@register.inclusion_tag("ui/composants/chiffre.html")
def chiffre(
    valeur: object,
    libelle: str,
    *,
    adresse: str = "",
    au: datetime | None = None,
    genre: str = "",
    etat: str = "",
) -> dict[str, Any]:
    """A figure that opens its list and carries the date of its data."""
    return {
        "valeur": valeur,
        "libelle": libelle,
        "adresse": adresse,
        "au": au,
        "genre": genre or "neutre",
        "etat": etat,
    }


@register.inclusion_tag("ui/composants/echeance.html")
def echeance(le: date, libelle: str, *, adresse: str = "") -> dict[str, Any]:
    """A deadline: how far it is in words, then what it is."""
    jours = (le - aujourdhui()).days
    if jours < 0:
        genre, quand = "danger", f"En retard de {-jours} jour{'s' if jours < -1 else ''}"
    elif jours <= 1:
        genre, quand = "attention", "Demain" if jours else "Aujourd'hui"
    else:
        genre, quand = ("attention" if jours <= 7 else "info"), f"Dans {jours} jours"
    return {"le": le, "libelle": libelle, "adresse": adresse, "genre": genre, "quand": quand}


@register.inclusion_tag("ui/composants/progression.html")
def progression(valeur: int, maximum: int, libelle: str, *, texte: str = "") -> dict[str, Any]:
    """A bar that also says its progress in words."""
    return {
        "valeur": valeur,
        "maximum": maximum,
        "libelle": libelle,
        "texte": texte or f"{valeur} sur {maximum}",
    }


@register.inclusion_tag("ui/composants/brouillon.html")
def brouillon(enregistre_le: datetime | None) -> dict[str, Any]:
    """« Brouillon enregistré à 20 h 41 »."""
    return {"enregistre_le": enregistre_le}


@register.inclusion_tag("ui/composants/vide.html")
def vide(
    titre: str, conseil: str, *, icone: str = "leaf", adresse: str = "", libelle: str = ""
) -> dict[str, Any]:
    """Nothing yet: says so, and what to do."""
    return {"titre": titre, "conseil": conseil, "icone": icone, "adresse": adresse, "libelle": libelle}


@register.inclusion_tag("ui/composants/definitions.html")
def definitions(paires: Iterable[tuple[str, object]]) -> dict[str, Any]:
    """Pairs of word and value."""
    return {"paires": list(paires)}


@register.inclusion_tag("ui/composants/ariane.html")
def ariane(*chemin: str) -> dict[str, Any]:
    """Path to this page: label, address, label, address…, from the house down to the parent page."""
    return {"etapes": list(zip(chemin[::2], chemin[1::2], strict=True))}


@register.inclusion_tag("ui/composants/onglets.html")
def onglets(liens: Iterable[Lien], libelle: str) -> dict[str, Any]:
    """Tabs are links to pages: they work everywhere and can be kept as an address.

    Links that stand under headings make a list beside the page on a desk, folded on a phone.
    """
    liens = list(liens)
    groupes: dict[str, list[Lien]] = {}
    for lien in liens:
        groupes.setdefault(lien.groupe, []).append(lien)
    return {
        "liens": liens,
        "libelle": libelle,
        "groupes": groupes.items() if any(groupes) else None,
        "courant": next((lien for lien in liens if lien.actif), None),
    }


@register.inclusion_tag("ui/composants/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Previous and next, the other parameters of the address kept (``querystring`` reads the request)."""
    return {"page": page}


@register.inclusion_tag("ui/composants/filtres.html")
def filtres(liste: Liste[Any], adresse: str, *, cible: str = "#resultats") -> dict[str, Any]:
    """The filters of a list: a form by GET, so that the address can be kept; folded while none is on."""
    return {"liste": liste, "adresse": adresse, "cible": cible, "ouvert": bool(liste.actifs)}


@register.inclusion_tag("ui/composants/filtres_actifs.html")
def filtres_actifs(liste: Liste[Any], adresse: str, *, singulier: str, pluriel: str) -> dict[str, Any]:
    """« 12 enfants · 3 filtres actifs · tout effacer »."""
    return {"liste": liste, "adresse": adresse, "singulier": singulier, "pluriel": pluriel}


@register.inclusion_tag("ui/composants/entete.html", takes_context=True)
def entete(context: Context, liste: Liste[Any], code: str) -> dict[str, Any]:
    """A heading that sorts: a link to the same address in another order, and ``aria-sort``."""
    return {"un": liste.en_tete(code)}


@register.inclusion_tag("ui/composants/recherche.html")
def recherche(
    adresse: str, libelle: str, *, nom: str = "q", valeur: str = "", aide: str = ""
) -> dict[str, Any]:
    """A search by address: GET, so that it can be kept and shared with oneself."""
    return {"adresse": adresse, "libelle": libelle, "nom": nom, "valeur": valeur, "aide": aide}


@register.inclusion_tag("ui/composants/squelette.html")
def squelette() -> dict[str, Any]:
    """Three quiet lines while a fragment arrives."""
    return {}


@register.inclusion_tag("ui/composants/tuile.html")
def tuile(libelle: str, adresse: str, *, icone: str, couleur: str = "sable") -> dict[str, Any]:
    """A big tile of a child's page."""
    return {
        "libelle": libelle,
        "adresse": adresse,
        "icone": icone,
        "couleur": genre_permis(couleur, {"soleil", "menthe", "lavande", "ciel", "corail", "sable"}),
    }


@register.inclusion_tag("ui/composants/resume_erreurs.html")
def resume_erreurs(*forms: BaseForm) -> dict[str, Any]:
    """All the errors of the page's forms, each a link to its field."""
    erreurs = []
    for form in forms:
        for champ in form:
            # A group of chips has no element under its own id: its first option has.
            suffixe = "_0" if champ.use_fieldset and champ.auto_id else ""
            erreurs += [(f"{champ.auto_id}{suffixe}", champ.label, error) for error in champ.errors]
        erreurs += [("", "", error) for error in form.non_field_errors()]
    return {"erreurs": erreurs}


@register.inclusion_tag("ui/composants/panneaux.html", takes_context=True)
def panneaux(context: Context, objet: Any) -> dict[str, Any]:
    """The panels of the front page this reader may open, each fetched from the app that owns it."""
    found = [panneau for panneau in panels_for(context["request"], objet) if panneau.sur_fiche]
    return {"panneaux": [(panneau, panneau.adresse(objet.pk)) for panneau in found]}


@register.inclusion_tag("ui/composants/alertes.html", takes_context=True)
def alertes(context: Context, objet: Any) -> dict[str, Any]:
    """What every reader who may know it must see first on ``objet``."""
    return {"alertes": alerts_for(context["request"], objet)}


@register.inclusion_tag("ui/composants/gestes.html", takes_context=True)
def gestes(context: Context, objet: Any) -> dict[str, Any]:
    """What this reader may have to do at once about ``objet``, as the apps above registered it."""
    return {"gestes": gestures_for(context["request"], objet)}


# --- menus ----------------------------------------------------------------------------


@register.inclusion_tag("ui/bandeaux.html", takes_context=True)
def bandeaux_d_accueil(context: Context) -> dict[str, Any]:
    """What stands above everything where this reader arrives."""
    return {"liste": banners_for(context["request"])}


@register.simple_tag(takes_context=True)
def liens_navigation(context: Context, zone: str) -> list[Lien]:
    """Entries of a menu zone this reader may see."""
    return links_for(context["request"], Zone(zone))


@register.simple_tag(takes_context=True)
def recherche_ouverte(context: Context) -> bool:
    """Whether this reader has anything to search in."""
    return bool(sources_for(context["request"].user))


@register.filter
def genre_message(tags: str) -> str:
    """Kind of banner for a Django message's tags."""
    kinds: Mapping[str, str] = {"success": "fait", "warning": "attention", "error": "danger"}
    return next((kinds[tag] for tag in tags.split() if tag in kinds), "info")
