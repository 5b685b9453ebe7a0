from django.apps import AppConfig
from django.core.checks import Tags, register


class ChiffrementConfig(AppConfig):
    name = "socle.chiffrement"
    label = "chiffrement"
    verbose_name = "chiffrement"

    def ready(self) -> None:
        from socle.chiffrement.checks import check_keys, check_labels

        register(check_keys, Tags.security)
        register(check_labels, Tags.models)
