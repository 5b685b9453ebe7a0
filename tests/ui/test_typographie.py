from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.template import Context, Template
from django.utils.safestring import mark_safe

from socle.ui.typographie import heure_en_lettres, jour_en_toutes_lettres, typographie, typographie_source

FINE = "\u202f"
INSECABLE = "\u00a0"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Qui est là ?", f"Qui est là{FINE}?"),
        ("Bravo !", f"Bravo{FINE}!"),
        ("un ; deux", f"un{FINE}; deux"),
        ("à noter : deux", f"à noter{INSECABLE}: deux"),
        ("« oui »", f"«{FINE}oui{FINE}»"),
        ("l'enfant aujourd'hui", "l’enfant aujourd’hui"),
        ("20:41 et https://exemple.fr/?q=1", "20:41 et https://exemple.fr/?q=1"),
        ("5' et 'mot'", "5' et 'mot'"),
        (f"déjà{FINE}?", f"déjà{FINE}?"),
    ],
)
def test_typography_changes_spaces_and_apostrophes_only(typed, shown):
    assert typographie(typed) == shown


@pytest.mark.parametrize("typed", ["Qui ?", "l'eau : « a » ; b !"])
def test_typography_applied_twice_changes_nothing_more(typed):
    assert typographie(typographie(typed)) == typographie(typed)


def render(source: str, **context: object) -> str:
    return Template("{% load blocs ui %}" + source).render(Context(context))


def test_typo_filter_escapes_what_a_person_typed():
    assert render("{{ x|typo }}", x="<script>l'eau ?</script>") == (
        f"&lt;script&gt;l’eau{FINE}?&lt;/script&gt;"
    )


def test_typo_filter_leaves_tags_entities_and_code_of_safe_html_alone():
    html = mark_safe("<a title='à ?' href=\"/?a=1 ;\">l'eau &amp; vous ?</a><code>a ? b : c</code>")
    assert render("{{ x|typo }}", x=html) == (
        f"<a title='à ?' href=\"/?a=1 ;\">l’eau &amp; vous{FINE}?</a><code>a ? b : c</code>"
    )


def test_literal_text_of_templates_is_set_but_not_their_tags():
    source = (
        "{% if a == 'x ?' %}<p title=\"a ?\">Qui est là ? L'{{ nom }}</p>{% endif %}<textarea>a ?</textarea>"
    )
    assert typographie_source(source) == (
        f"{{% if a == 'x ?' %}}<p title=\"a ?\">Qui est là{FINE}? L’{{{{ nom }}}}</p>{{% endif %}}"
        "<textarea>a ?</textarea>"
    )


@time_machine.travel(datetime(2025, 11, 22, 12, tzinfo=UTC))
def test_dates_are_said_in_words():
    assert jour_en_toutes_lettres(date(2025, 11, 22)) == f"samedi 22{INSECABLE}novembre"
    assert jour_en_toutes_lettres(date(2025, 5, 1)) == f"jeudi 1er{INSECABLE}mai"
    assert jour_en_toutes_lettres(date(2024, 2, 29)) == f"jeudi 29{INSECABLE}février 2024"


def test_hours_are_said_in_the_house_time_zone():
    assert heure_en_lettres(datetime(2025, 11, 22, 19, 41, tzinfo=UTC)) == f"20{INSECABLE}h{INSECABLE}41"
    assert heure_en_lettres(datetime(2025, 7, 1, 7, 5, tzinfo=UTC)) == f"9{INSECABLE}h{INSECABLE}05"


def test_no_date_shows_nothing():
    assert render("{{ x|jour }}{{ x|heure }}", x=None) == ""
