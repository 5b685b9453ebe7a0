from django.apps import AppConfig


class HabilitationsConfig(AppConfig):
    name = "socle.habilitations"
    label = "habilitations"
    verbose_name = "habilitations"

    def ready(self) -> None:
        from socle.habilitations.grants import connect_receiver

        connect_receiver()
