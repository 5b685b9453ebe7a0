from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ExportsConfig(AppConfig):
    name = "socle.exports"
    label = "exports"
    verbose_name = "exports"

    def ready(self) -> None:
        """Let each app declare which of its lists may leave as a spreadsheet."""
        autodiscover_modules("exports")
