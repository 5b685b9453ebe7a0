from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class EcheancesConfig(AppConfig):
    name = "socle.echeances"
    label = "echeances"
    verbose_name = "échéances"

    def ready(self) -> None:
        """Let each app declare its rules and where their facts are read."""
        autodiscover_modules("echeances")
