from django.apps import AppConfig


class ProjetsConfig(AppConfig):
    name = "projets"
    label = "projets"
    verbose_name = "projets"
