from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class UiConfig(AppConfig):
    name = "socle.ui"
    label = "ui"
    verbose_name = "interface"

    def ready(self) -> None:
        """Let each app declare its menus, panels and alerts, what it has planned and what is searched in it."""
        autodiscover_modules("navigation")
        autodiscover_modules("panels")
        autodiscover_modules("alertes")
        autodiscover_modules("agenda")
        autodiscover_modules("recherche")
