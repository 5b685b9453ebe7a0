from django.apps import AppConfig


class EnfantsConfig(AppConfig):
    name = "enfants"
    label = "enfants"
    verbose_name = "enfants"
