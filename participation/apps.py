from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "participation"
    label = "participation"
    verbose_name = "participation"

    def ready(self) -> None:
        from participation.views.histoire import keep_after_closing
        from socle.comptes.signals import saisie_apres_fermeture

        saisie_apres_fermeture.connect(keep_after_closing, dispatch_uid="participation.histoire")
