from django.apps import AppConfig


class HabilitationsConfig(AppConfig):
    name = "socle.habilitations"
    label = "habilitations"
    verbose_name = "habilitations"

    def ready(self) -> None:
        from socle.comptes.regles import register_reset_rule
        from socle.habilitations import compte_enfant
        from socle.habilitations.grants import connect_receiver
        from socle.habilitations.reinitialisation import RegleReinitialisation

        connect_receiver()
        compte_enfant.connect_receiver()
        register_reset_rule(RegleReinitialisation())
