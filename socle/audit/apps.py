from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AuditConfig(AppConfig):
    name = "socle.audit"
    label = "audit"
    verbose_name = "journal d’audit"

    def ready(self) -> None:
        from socle.audit import checks  # noqa: F401

        autodiscover_modules("audit")
