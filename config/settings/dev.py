"""The demo and a developer's machine: plain http on loopback, everything else as in production."""

from config.settings.base import *  # noqa: F403

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
HTTPS = False
