"""The colours of the house hold their contrasts, in both themes, for adults and for children."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.ui.test_templates import APPS

CSS = Path("socle/ui/static/ui/css")
#: Those of every app: another one may add its own sheet.
SHEETS = sorted(path for app in APPS for path in Path(app).glob("**/static/**/*.css"))
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")

Palette = dict[str, tuple[str, str]]

_PAIR = re.compile(r"--([a-z0-9-]+):\s*light-dark\((#[0-9a-f]{6,8}), (#[0-9a-f]{6,8})\)")
_PLAIN = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6,8});")


def sections() -> dict[str, str]:
    """Split the file at its selectors: adults and children, with and without ``light-dark()``."""
    adult, child = TOKENS.split("/* Children: bigger, warmer, their own letters. */")
    adult_plain, adult_pairs = adult.split("@supports", 1)
    child_plain, child_pairs = child.split("@supports", 1)
    return {
        "adult_plain": adult_plain,
        "adult_pairs": adult_pairs,
        "child_plain": child_plain,
        "child_pairs": child_pairs,
    }


def palettes() -> dict[str, Palette]:
    parts = sections()
    adult = {name: (light, dark) for name, light, dark in _PAIR.findall(parts["adult_pairs"])}
    child = adult | {name: (light, dark) for name, light, dark in _PAIR.findall(parts["child_pairs"])}
    return {"adulte": adult, "enfant": child}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT = [
    *[
        (text, ground)
        for text in ("encre", "encre-2", "pin", "terre")
        for ground in ("lin", "papier", "sable")
    ],
    *[
        ("encre", tint)
        for tint in ("pin-teinte", "miel-teinte", "grenade-teinte", "mousse-teinte", "ardoise-teinte")
    ],
    *[(text, f"{text}-teinte") for text in ("pin", "miel", "grenade", "mousse", "ardoise")],
    ("pin-fonce", "pin-teinte"),
    ("terre", "abricot"),
    ("sur-pin", "pin"),
    ("sur-pin", "pin-fonce"),
    ("sur-grenade", "grenade"),
    ("sur-grenade", "grenade-fonce"),
    ("grenade", "papier"),
    ("encre", "toit"),
]
CHILD_TEXT = [
    *[
        ("encre", ground)
        for ground in ("lin", "papier", "pin-teinte", "ardoise-teinte", "mousse-teinte", "miel-teinte")
    ],
    ("encre-2", "lin"),
    ("pin", "lin"),
    ("pin", "papier"),
    ("sur-pin", "pin"),
    ("sur-pin", "pin-fonce"),
    ("lin", "encre"),
    *[("sur-tuile", tile) for tile in ("soleil", "menthe", "lavande", "ciel", "corail", "sable")],
]
CONTROLS = [("bord", "lin"), ("bord", "papier"), ("pin", "lin"), ("pin", "papier"), ("grenade", "papier")]


@pytest.mark.parametrize("theme", [0, 1], ids=["clair", "sombre"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_reads_at_four_and_a_half(text, ground, theme):
    adult = palettes()["adulte"]
    assert contrast(adult[text][theme], adult[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["clair", "sombre"])
@pytest.mark.parametrize(("text", "ground"), CHILD_TEXT)
def test_children_read_at_seven(text, ground, theme):
    child = palettes()["enfant"]
    assert contrast(child[text][theme], child[ground][theme]) >= 7


@pytest.mark.parametrize("public", ["adulte", "enfant"])
@pytest.mark.parametrize("theme", [0, 1], ids=["clair", "sombre"])
@pytest.mark.parametrize(("line", "ground"), CONTROLS)
def test_controls_stand_out_at_three(line, ground, theme, public):
    palette = palettes()[public]
    assert contrast(palette[line][theme], palette[ground][theme]) >= 3


@pytest.mark.parametrize("public", ["adult", "child"])
def test_plain_fallback_is_the_light_theme(public):
    parts = sections()
    pairs = {name: light for name, light, _ in _PAIR.findall(parts[f"{public}_pairs"])}
    plain = dict(_PLAIN.findall(parts[f"{public}_plain"]))
    assert plain == pairs


def test_no_raw_colour_outside_the_tokens():
    offenders = {
        sheet.name: found
        for sheet in SHEETS
        if sheet.name != "tokens.css"
        and (
            found := re.findall(
                r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch)\(", sheet.read_text(encoding="utf-8")
            )
        )
    }
    assert offenders == {}


def test_every_custom_property_used_is_defined():
    defined = set(re.findall(r"(--[a-z0-9-]+)\s*:", TOKENS))
    used = {
        name
        for sheet in SHEETS
        for name in re.findall(r"var\((--[a-z0-9-]+)", sheet.read_text(encoding="utf-8"))
    }
    assert used - defined == set()


def test_layers_are_declared_once_in_order():
    first = (CSS / "reset.css").read_text(encoding="utf-8")
    assert "@layer reset, tokens, base, layout, components, themes, utilities, print;" in first
    unlayered = [
        sheet.name
        for sheet in SHEETS
        if sheet.name != "polices.css" and "@layer" not in sheet.read_text(encoding="utf-8")
    ]
    assert unlayered == []
