"""Components with a body: what stands between the tag and its end goes inside."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from socle.ui import charts
from socle.ui.templatetags.ui import STATUTS, genre_permis, pictogramme, typo

register = template.Library()


@register.simple_block_tag
def carte(
    content: str, titre: str = "", *, icone: str = "", niveau: int = 2, relief: bool = False
) -> SafeString:
    """A card; ``niveau`` is the level of its heading."""
    head: str | SafeString = ""
    if titre:
        head = format_html(
            '<h{} class="carte-titre">{}{}</h{}>',
            niveau,
            pictogramme(icone) if icone else "",
            typo(titre),
            niveau,
        )
    return format_html(
        '<section class="carte{}">{}{}</section>', " carte-relief" if relief else "", head, mark_safe(content)
    )


@register.simple_block_tag
def bandeau(content: str, genre: str = "info", *, titre: str = "", icone: str = "") -> SafeString:
    """A banner: info, attention, fait, danger."""
    nom = icone or STATUTS[genre_permis(genre, STATUTS)]
    head = format_html('<p class="bandeau-titre">{}</p>', typo(titre)) if titre else ""
    return format_html(
        '<div class="bandeau bandeau-{}">{}<div class="bandeau-corps">{}{}</div></div>',
        genre,
        pictogramme("triangle-alert" if nom == "clock" else nom),
        head,
        mark_safe(content),
    )


@register.simple_block_tag
def plus(content: str, libelle: str = "Plus", *, ouvert: bool = False) -> SafeString:
    """Optional fields and details, folded."""
    return format_html(
        '<details class="plus"{}><summary>{}<span>{}</span></summary>'
        '<div class="plus-corps">{}</div></details>',
        mark_safe(" open") if ouvert else "",
        pictogramme("chevron-right"),
        typo(libelle),
        mark_safe(content),
    )


@register.simple_block_tag
def histogramme(content: str, titre: str, donnees: Sequence[charts.Point], *, maximum: int = 0) -> SafeString:
    """A small bar chart drawn here, with its figures in the table it contains, folded behind a word.

    ``maximum`` is what a whole bar means (100 for a rate); without a single figure there is no drawing.
    """
    chart = charts.bars(donnees, maximum=maximum)
    context = {"titre": titre, "graphique": chart, "chiffres": mark_safe(content)}
    return mark_safe(render_to_string("ui/composants/histogramme.html", context))


@register.simple_block_tag
def fil(content: str, libelle: str) -> SafeString:
    """A thread of life: contains ``etape`` blocks."""
    return format_html('<ol class="fil" aria-label="{}">{}</ol>', libelle, mark_safe(content))


@register.simple_block_tag
def etape(
    content: str, titre: str, *, icone: str, pied: str = "", genre: str = "", etat: str = "", niveau: int = 3
) -> SafeString:
    """One step of the thread: pictogram, title, text, then when and who."""
    badge: str | SafeString = ""
    if etat:
        genre = genre_permis(genre or "neutre", STATUTS)
        badge = format_html(
            '<span class="statut statut-{}">{}<span>{}</span></span>',
            genre,
            pictogramme(STATUTS[genre]),
            typo(etat),
        )
    return format_html(
        '<li class="etape"><span class="etape-repere">{}</span><article class="etape-corps">'
        '<div class="etape-tete"><h{}>{}</h{}>{}</div>{}{}</article></li>',
        pictogramme(icone),
        niveau,
        typo(titre),
        niveau,
        badge,
        mark_safe(content),
        format_html('<p class="etape-pied">{}</p>', typo(pied)) if pied else "",
    )


@register.simple_block_tag
def tableau(content: str, *, replie: bool = True) -> SafeString:
    """A table given as ``caption``, ``thead`` and ``tbody``; on a narrow screen each row becomes a list.

    Cells carry ``data-libelle``, the heading shown beside them when folded.
    """
    return format_html(
        '<div class="tableau{}"><table>{}</table></div>',
        " tableau-replie" if replie else "",
        mark_safe(content),
    )
