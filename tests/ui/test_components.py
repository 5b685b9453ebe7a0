from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory

from socle.ui import charts
from socle.ui.charts import Point
from socle.ui.widgets import PucesCases, PucesRadio


def render(source: str, request: HttpRequest | None = None, **context: object) -> str:
    holder = RequestContext(request, context) if request else Context(context)
    return Template("{% load blocs ui %}" + source).render(holder).strip()


class Formulaire(forms.Form):
    nom = forms.CharField(label="Nom d'usage", help_text="Comme on l'appelle.")
    humeur = forms.ChoiceField(
        label="Météo",
        choices=[("soleil", "Super bien"), ("pluie", "Triste")],
        widget=PucesRadio(icones={"soleil": "sun", "pluie": "cloud-rain"}, forme="tuiles"),
    )
    themes = forms.MultipleChoiceField(choices=[("ecole", "L'école")], widget=PucesCases, required=False)
    vu = forms.BooleanField(label="Vu", required=False)
    cache = forms.CharField(widget=forms.HiddenInput, required=False)


def champ(form: forms.Form, nom: str) -> str:
    return render_to_string("ui/composants/champ.html", {"champ": form[nom]}).strip()


def test_field_ties_its_help_and_its_error_to_the_control():
    html = champ(Formulaire({"nom": ""}), "nom")
    assert 'aria-describedby="id_nom_helptext id_nom_error"' in html
    assert 'id="id_nom_helptext"' in html
    assert 'id="id_nom_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<label for="id_nom">Nom d’usage</label>' in html


def test_field_keeps_what_was_typed_and_escapes_it():
    html = champ(Formulaire({"nom": '<b>"Zoé"</b>'}), "nom")
    assert "<b>" not in html
    assert "&lt;b&gt;" in html


def test_chips_are_a_fieldset_of_real_controls_with_a_visible_selection():
    html = champ(Formulaire({"nom": "x", "humeur": "pluie"}), "humeur")
    assert html.count('type="radio"') == 2
    assert html.count("checked") == 1
    assert "<fieldset" in html
    assert "<legend>Météo" in html
    assert html.count("puce-coche") == 2
    assert "puces-tuiles" in html


def test_chips_refused_say_so_on_the_group():
    html = champ(Formulaire({"nom": "x"}), "humeur")
    assert '<fieldset aria-describedby="id_humeur_error">' in html


def test_optional_field_says_it_is_optional():
    assert "(facultatif)" in champ(Formulaire(), "themes")


def test_hidden_field_draws_only_its_input():
    assert champ(Formulaire(), "cache") == '<input type="hidden" name="cache" id="id_cache">'


def test_single_checkbox_stands_before_its_label():
    html = champ(Formulaire(), "vu")
    assert html.index("<input") < html.index("Vu")


def test_summary_of_errors_links_to_the_first_control_of_a_group():
    form = Formulaire({"nom": ""})
    html = render("{% resume_erreurs form %}", form=form)
    assert 'href="#id_nom"' in html
    assert 'href="#id_humeur_0"' in html
    assert 'id="id_humeur_0"' in champ(form, "humeur")
    assert "2 choses à corriger" in html


def test_summary_of_errors_is_absent_without_error():
    assert render("{% resume_erreurs form %}", form=Formulaire()) == ""


def test_status_is_colour_word_and_pictogram():
    html = render('{% statut "attention" "À écrire" %}')
    assert "statut-attention" in html
    assert "À écrire" in html
    assert "<svg" in html


@pytest.mark.parametrize(
    "source", ['{% statut "rouge" "x" %}', '{% bouton "x" genre="rose" %}', "{% bouton %}"]
)
def test_unknown_kind_or_missing_label_is_refused(source):
    with pytest.raises(TemplateSyntaxError):
        render(source)


def test_icon_is_hidden_from_screen_readers():
    html = render('{% icone "house" %}')
    assert 'aria-hidden="true"' in html
    assert "<title" not in html


def test_avatar_of_the_same_name_always_has_the_same_tint():
    assert render('{% avatar "Zoé" %}') == render('{% avatar "Zoé" %}')
    assert render('{% avatar "  " %}').count(">?<") == 1


def test_component_escapes_a_name():
    html = render('{% ligne_enfant nom "/x/" detail=nom %}', nom="<i>Zoé</i>")
    assert "<i>" not in html


@pytest.mark.parametrize(
    ("le", "words", "kind"),
    [
        (date(2025, 11, 20), "En retard de 2 jours", "danger"),
        (date(2025, 11, 21), "En retard de 1 jour", "danger"),
        (date(2025, 11, 22), "Aujourd’hui", "attention"),
        (date(2025, 11, 23), "Demain", "attention"),
        (date(2025, 11, 29), "Dans 7 jours", "attention"),
        (date(2025, 11, 30), "Dans 8 jours", "info"),
    ],
)
@time_machine.travel(datetime(2025, 11, 22, 12, tzinfo=UTC))
def test_deadline_says_how_far_it_is(le, words, kind):
    html = render('{% echeance le "Rapport" %}', le=le)
    assert f"<span>{words}</span>" in html
    assert f"statut-{kind}" in html


def test_progress_is_also_said_in_words():
    html = render('{% progression 6 10 "Dormir" %}')
    assert 'value="6" max="10"' in html
    assert "6 sur 10" in html


def test_pagination_keeps_the_other_filters(anonyme):
    request = RequestFactory().get("/x/", {"theme": "ecole", "page": "2"})
    html = render("{% pagination page %}", anonyme(request), page=Paginator(range(30), 10).page(2))
    assert "?theme=ecole&amp;page=1" in html
    assert "?theme=ecole&amp;page=3" in html


def test_pagination_of_one_page_is_absent(anonyme):
    request = RequestFactory().get("/x/")
    assert render("{% pagination page %}", anonyme(request), page=Paginator([1], 10).page(1)) == ""


CHART = "{% histogramme 'Incidents' donnees %}<p>Les chiffres de juin</p>{% endhistogramme %}"


def test_chart_always_comes_with_its_table():
    html = render(CHART, donnees=[Point("Juin", 3), Point("Juillet", None, "pas compté")])
    assert html.count('class="barre-valeur"') == 1
    assert ">3</text>" in html
    assert ">pas compté</text>" in html
    assert "Les chiffres de juin" in html.split("Voir les chiffres")[1]


@pytest.mark.parametrize("donnees", [[], [Point("Juin", None), Point("Juillet", None)]])
def test_chart_without_a_figure_says_so_and_keeps_its_table(donnees):
    html = render(CHART, donnees=donnees)
    assert "<svg" not in html.split("Voir les chiffres")[0].split("figcaption>")[-1].split("<details")[0]
    assert "Pas assez de chiffres" in html
    assert "Les chiffres de juin" in html


def test_chart_of_zeros_has_no_bar_and_says_zero():
    html = render(CHART, donnees=[Point("Juin", 0), Point("Juillet", 0)])
    assert 'class="barre-valeur"' not in html
    assert html.count(">0</text>") == 2


def test_longest_bar_fills_the_drawing_and_others_are_in_proportion():
    chart = charts.bars([Point("a", 8), Point("b", 4)])
    assert [bar.longueur for bar in chart.bars] == [chart.course, round(chart.course / 2)]


def test_a_rate_is_drawn_against_the_whole_and_one_above_it_still_fits():
    half = charts.bars([Point("a", 50)], maximum=100)
    assert half.bars[0].longueur == round(half.course / 2)
    above = charts.bars([Point("a", 120), Point("b", 60)], maximum=100)
    assert [bar.longueur for bar in above.bars] == [above.course, round(above.course / 2)]


def test_a_long_label_is_cut_and_nothing_leaves_the_drawing():
    chart = charts.bars([Point("Placement chez un tiers digne de confiance", 1000, "mille nuits")])
    [bar] = chart.bars
    assert bar.libelle.endswith("…")
    assert len(bar.libelle) <= charts.LIBELLE_MAX
    assert chart.course > 0
    assert bar.fin + len("mille nuits") * charts.LETTRE_GRASSE <= charts.LARGEUR + 1


def test_confirmation_page_says_what_happens_and_how_to_leave(rf, anonyme):
    request = anonyme(rf.get("/x/"))
    html = render_to_string(
        "ui/confirmation.html",
        {
            "titre": "Annuler cette note ?",
            "phrase": "La note disparaît du fil de vie.",
            "action": "/notes/1/annuler/",
            "libelle": "Annuler cette note",
            "genre": "danger",
            "retour": "/notes/1/",
        },
        request,
    )
    assert 'method="post"' in html
    assert 'action="/notes/1/annuler/"' in html
    assert 'href="/notes/1/"' in html
    assert html.count("<h1>Annuler cette note\u202f?</h1>") == 1
    assert "<title>Annuler cette note\u202f? · Maison commune</title>" in html
