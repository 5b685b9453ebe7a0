from django.apps import AppConfig


class BancConfig(AppConfig):
    name = "tests.bench"
    label = "banc"
    verbose_name = "banc de mesure"
