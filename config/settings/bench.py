"""The bench: the demo's settings and the rivals."""

from config.settings.dev import *  # noqa: F403

# First: its command wins, and its models live in databases it makes and drops.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench"]
#: For django-fernet-encrypted-fields, one of the rivals.
SALT_KEY = "sel-du-banc-de-mesure"
