from django.apps import AppConfig


class TachesConfig(AppConfig):
    name = "socle.taches"
    label = "taches"
    verbose_name = "tâches"
