from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.test import override_settings

from socle.ui.storage import StaticStorage

NOMS = {"staticfiles": {"BACKEND": "socle.ui.storage.StaticStorage"}}


def test_static_files_are_collected_hashed_and_compressed(tmp_path, settings):
    with override_settings(STATIC_ROOT=tmp_path, STORAGES={**settings.STORAGES, **NOMS}):
        call_command("collectstatic", interactive=False, verbosity=0)
    names = json.loads((tmp_path / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    assert names["ui/app.js"] != "ui/app.js"
    assert (tmp_path / f"{names['ui/app.js']}.gz").exists()


def test_font_that_was_not_fetched_is_not_an_error(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    assert (
        StaticStorage(location=tmp_path).hashed_name("vendor/fonts/absente.woff2")
        == "vendor/fonts/absente.woff2"
    )


def test_any_other_missing_file_is_an_error(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    with pytest.raises(ValueError, match="could not be found"):
        StaticStorage(location=tmp_path).hashed_name("ui/absent.css")
