from __future__ import annotations

import logging

from django.conf import settings

from socle.outils.traces import ImpersonalFormatter


def _failing(secret: str) -> None:
    try:
        raise KeyError(secret)
    except KeyError as error:
        raise ValueError(f"bad value: {secret}") from error


def test_a_logged_exception_says_where_and_never_with_what():
    canary = "Zéphirine Canari"
    try:
        _failing(canary)
    except ValueError as error:
        record = logging.LogRecord("maison", logging.ERROR, __file__, 1, "failed", (), None)
        text = ImpersonalFormatter().formatException((type(error), error, error.__traceback__))
        record.exc_info = (type(error), error, error.__traceback__)
        formatted = ImpersonalFormatter().format(record)
    assert canary not in text + formatted
    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert "_failing" in text


def test_errors_reach_the_console_and_nobody_s_mailbox():
    config = settings.LOGGING
    assert config["formatters"]["impersonnel"]["()"] == "socle.outils.traces.ImpersonalFormatter"
    assert config["loggers"]["django"]["handlers"] == []
    assert {handler["formatter"] for handler in config["handlers"].values()} == {"impersonnel"}
