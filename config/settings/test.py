"""Tests: real PostgreSQL and Redis, cheap password hashing, throw-away keys given here."""

import os

# The owner builds the test database; tests/conftest.py then changes to the application role.
os.environ["MAISON_BASE"] = "proprietaire"
os.environ.setdefault("MAISON_SECRET_KEY", "clef-de-test-seulement-qui-ne-signe-rien-d-autre-que-des-tests")
os.environ.setdefault("MAISON_TROUSSEAU", "test1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
os.environ.setdefault("MAISON_CLE_EMPREINTE", "ZW1wcmVpbnRlLWRlLXRlc3QtMDEyMzQ1Njc4OTAxMjM=")
os.environ.setdefault("MAISON_CLE_AUDIT", "YXVkaXQtZGUtdGVzdC0wMTIzNDU2Nzg5MDEyMzQ1Njc=")

from config.settings.base import *  # noqa: E402, F403

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
HTTPS = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
