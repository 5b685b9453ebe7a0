from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "socle.ui"
    label = "ui"
    verbose_name = "interface"
