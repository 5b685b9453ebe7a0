from django.apps import AppConfig


class ComptesConfig(AppConfig):
    name = "socle.comptes"
    label = "comptes"
    verbose_name = "comptes"

    def ready(self) -> None:
        from socle.comptes import receivers  # noqa: F401 - connects the receivers
