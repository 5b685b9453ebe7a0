"""Write the reference pages that follow from the code; a test compares them with what is committed.

    python -m docs.generer

rewrites ``roles.md``, ``tables.md`` and ``rules.md`` of ``docs/reference``. It needs settings, like
``manage.py``, and no database.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.apps import apps
from django.db import models

from socle.outils.declarations import Declaration

REFERENCE = Path(__file__).resolve().parent / "reference"
NOTICE = "<!-- Written by `python -m docs.generer` from the code. Do not edit. -->\n"
#: Columns the matrix leaves out: they hold no child's data.
SANS_DOSSIER = {"organisation", "acces", "technique"}


def matrix() -> str:
    """Return the page of roles: the matrix, the reserves, the capacities."""
    from socle.habilitations.roles import CAPACITES, PERIMETRES, Action, Reserve, Role, droits_de
    from socle.outils.declarations import Categorie

    letters = {Action.LIRE: "R", Action.ECRIRE: "W", Action.VALIDER: "V", Action.DECLARER: "D"}
    categories = [c for c in Categorie if c not in SANS_DOSSIER]

    def cell(role: Role, categorie: Categorie) -> str:
        groups: dict[Reserve | None, str] = {}
        for action, letter in letters.items():
            for droit in droits_de(role, categorie):
                if droit.action is action:
                    groups[droit.reserve] = groups.get(droit.reserve, "") + letter
        whole = groups.pop(None, "")
        return " ".join([whole] * bool(whole) + [f"{g} `{r}`" for r, g in sorted(groups.items())]) or "–"

    lines = [
        "# Roles, categories and capacities\n",
        NOTICE,
        "R read, W write, V validate, D declare, on the children one’s assignments reach. A right followed by a",
        "code is *reserved*: it opens that part of the category and never the whole. Somebody may hold several",
        "roles, each with its dates. Source: `socle/habilitations/roles.py`, asserted cell by cell in",
        "`tests/habilitations/test_roles.py`, shown on the screen « Rôles et droits ».\n",
        "## Matrix\n",
        _row(["role", "perimeter", *(f"`{c}`" for c in categories)]),
        _row(["---"] * (len(categories) + 2)),
    ]
    for role in Role:
        cells = [cell(role, c) for c in categories]
        lines.append(_row([f"{role.label} (`{role.value}`)", f"`{PERIMETRES[role].value}`", *cells]))
    others = ", ".join(f"`{c}`" for c in sorted(SANS_DOSSIER))
    lines += [
        "",
        f"Three more categories hold no child’s data and have no column: {others}.\n",
        "## Capacities\n",
        "What a role may do that is not about one category of a child’s file.\n",
        _row(["role", "capacities"]),
        _row(["---", "---"]),
    ]
    for role in Role:
        held = " ".join(f"`{c.value}`" for c in sorted(CAPACITES[role])) or "–"
        lines.append(_row([role.label, held]))
    return "\n".join(lines) + "\n"


def tables() -> str:
    """Return the page of tables: obligations, what is sealed, what stays in clear, retention."""
    from socle.chiffrement.fields import SealedField
    from socle.outils.conservation import CONSERVATIONS

    lines = [
        "# Tables\n",
        NOTICE,
        "Every model of ours with what it declares: *subject* is the attribute holding the UUID of whose key seals",
        "it, *wall* the row-level rule of its table, *rights* what the application’s login role holds (Select,",
        "Insert, Update, Delete). Versions (`Historical…`) repeat the columns of their model, sealed alike, behind",
        "the same wall, with the rights SI: they are left out here.\n",
    ]
    for model in _models():
        d = model.declaration  # type: ignore[attr-defined]
        fields = model._meta.concrete_fields
        sealed = [f"`{f.column}`" for f in fields if isinstance(f, SealedField)]
        clear = [f"`{f.column}`" for f in fields if not isinstance(f, SealedField)]
        lines += [
            f"## {model._meta.label}\n",
            f"*{model._meta.verbose_name}* · category {_category(d)} · wall `{d.mur}` · "
            f"subject {f'`{d.sujet}`' if d.sujet else '–'} · child {f'`{d.enfant}`' if d.enfant else '–'} · "
            f"rights {d.droits} · retention [`{d.conservation}`](#retention)"
            f"{' · reading is journalled' if d.lecture_tracee else ''}\n",
            f"- sealed: {', '.join(sealed) or 'nothing'}",
            f"- in clear: {', '.join(clear)}",
            "",
        ]
    lines += [
        "## Retention\n",
        "Certainty: V text of the norm read, S secondary source, M to verify, A the association’s own rule.\n",
        _row(["code", "rule", "source", "certainty"]),
        _row(["---"] * 4),
    ]
    lines += [
        _row([f"`{code}`", rule.regle, rule.source, rule.certitude]) for code, rule in CONSERVATIONS.items()
    ]
    return "\n".join(lines) + "\n"


def rules() -> str:
    """Return the page of deadline rules: delay, actors, source, certainty."""
    from socle.echeances.enums import Certitude
    from socle.echeances.regles import Regle, regles

    def delay(rule: Regle) -> str:
        text = f"{rule.delai} {rule.sens.label} {rule.declencheur}" if rule.delai else rule.declencheur
        if rule.periode:
            text += f", puis tous les {rule.periode}"
        return text

    lines = [
        "# Rules of deadlines\n",
        NOTICE,
        "What each app’s `echeances.py` declares. Delays are defaults: an administrator may change one, from a day on",
        "and with a reason. Warnings are how long before the date a deadline is « bientôt ». *Ours* says whether the",
        "village acts, or waits for somebody else: what is awaited is never called late. No legal advice.\n",
        "Certainty: " + ", ".join(f"{c.value} {c.label}" for c in Certitude) + ".\n",
        _row(
            [
                "code",
                "what",
                "when",
                "warnings",
                "bound by the text",
                "ours",
                "source",
                "certainty",
                "checked",
            ]
        ),
        _row(["---"] * 9),
    ]
    lines += [
        _row([
            f"`{rule.code}`", rule.titre, delay(rule), ", ".join(map(str, rule.avertir)) or "–",
            rule.acteur_legal, "yes" if rule.suivi == "agir" else "awaited", rule.source,
            rule.certitude.value, rule.verifiee_le.isoformat(),
        ])
        for rule in regles()
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


PAGES = {"roles.md": matrix, "tables.md": tables, "rules.md": rules}


def _category(declaration: Declaration) -> str:
    if declaration.categorie_par_ligne is not None:
        return f"of each row (`{declaration.categorie_par_ligne}`)"
    return f"`{declaration.categorie}`"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _models() -> Iterator[type[models.Model]]:
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        ours = model.__module__.split(".")[0] not in {"tests", "deploy"}
        if ours and hasattr(model, "declaration") and not model.__name__.startswith("Historical"):
            yield model


def main() -> None:
    """Write the pages."""
    django.setup()
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8")
        sys.stdout.write(f"docs/reference/{name}\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    main()
