from django.apps import AppConfig


class VillagesConfig(AppConfig):
    name = "villages"
    label = "villages"
    verbose_name = "villages"

    def ready(self) -> None:
        from socle.habilitations.perimetre import register_provider
        from villages.selectors import portees_of

        register_provider("portees", portees_of)
