from django.apps import AppConfig


class HabilitationsConfig(AppConfig):
    name = "socle.habilitations"
    label = "habilitations"
    verbose_name = "habilitations"
