"""The bench: the demo's settings, the rivals, and the owner's connection beside the application's."""

from config.settings.dev import *  # noqa: F403

# First: its command wins, and its models live in databases it makes and drops.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench"]
DATABASES = {**DATABASES, "proprietaire": read_database("DATABASE_OWNER_URL")}
#: For django-fernet-encrypted-fields, one of the rivals.
SALT_KEY = "sel-du-banc-de-mesure"
