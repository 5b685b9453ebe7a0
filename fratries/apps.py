from django.apps import AppConfig


class FratriesConfig(AppConfig):
    name = "fratries"
    label = "fratries"
    verbose_name = "fratries"
