from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    name = "protection"
    label = "protection"
    verbose_name = "protection"

    def ready(self) -> None:
        from protection.receivers import receive_message
        from protection.views import declaration, fugue_signalement
        from socle.comptes.signals import saisie_apres_fermeture
        from socle.notifications.signals import message_de_securite

        message_de_securite.connect(receive_message, dispatch_uid="protection.message")
        saisie_apres_fermeture.connect(declaration.keep_after_closing, dispatch_uid="protection.declaration")
        saisie_apres_fermeture.connect(
            fugue_signalement.keep_after_closing, dispatch_uid="protection.signalement"
        )
