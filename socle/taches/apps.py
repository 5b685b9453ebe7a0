from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class TachesConfig(AppConfig):
    name = "socle.taches"
    label = "taches"
    verbose_name = "tâches"

    def ready(self) -> None:
        autodiscover_modules("tasks")
