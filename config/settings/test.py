"""Tests: real PostgreSQL and Redis, cheap password hashing, throw-away keys given here."""

import base64
import os

# The owner builds the test database; tests/conftest.py then changes to the application role.
os.environ["MAISON_BASE"] = "proprietaire"
os.environ.setdefault("MAISON_SECRET_KEY", "clef-de-test-seulement-qui-ne-signe-rien-d-autre-que-des-tests")
# Random keys: one published here would be a default key, which the system checks refuse.
for _nom, _prefixe in (
    ("MAISON_TROUSSEAU", "test1:"),
    ("MAISON_CLE_EMPREINTE", ""),
    ("MAISON_CLE_AUDIT", ""),
):
    os.environ.setdefault(_nom, _prefixe + base64.b64encode(os.urandom(32)).decode())
# Each process of the suite has its own database, hence its own queue.
os.environ["MAISON_QUEUE"] = f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'seul')}"

from config.settings.base import *  # noqa: E402, F403

# Threads of a live server come and go, each with its connection.
DATABASES["default"]["CONN_MAX_AGE"] = 0
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
HTTPS = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

INSTALLED_APPS = [*INSTALLED_APPS, "deploy.demonstration", "tests.chiffrement.bac"]
# Static files come from the source tree: no collectstatic before the tests.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
DOCUMENTS_DIR = BASE_DIR / "var" / "documents-test"
# A thread of the live server must not outlive its request in the database that a test empties.
DATABASES["default"]["CONN_MAX_AGE"] = 0
