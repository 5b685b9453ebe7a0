from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    name = "protection"
    label = "protection"
    verbose_name = "protection"
