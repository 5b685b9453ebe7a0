from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    name = "protection"
    label = "protection"
    verbose_name = "protection"

    def ready(self) -> None:
        from protection.views.declaration import keep_after_closing
        from socle.comptes.signals import saisie_apres_fermeture

        saisie_apres_fermeture.connect(keep_after_closing, dispatch_uid="protection.declaration")
