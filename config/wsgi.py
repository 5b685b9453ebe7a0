"""WSGI entry point, served by gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
application = get_wsgi_application()

from socle.chiffrement.checks import refuse_unsafe_keys  # noqa: E402

refuse_unsafe_keys()
