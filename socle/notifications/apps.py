from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NotificationsConfig(AppConfig):
    name = "socle.notifications"
    label = "notifications"
    verbose_name = "avis"

    def ready(self) -> None:
        """Let each app declare the notices it gives."""
        from socle.notifications import checks  # noqa: F401

        autodiscover_modules("notifications")
