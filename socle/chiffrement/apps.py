from django.apps import AppConfig


class ChiffrementConfig(AppConfig):
    name = "socle.chiffrement"
    label = "chiffrement"
    verbose_name = "chiffrement"
