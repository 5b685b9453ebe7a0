from django.apps import AppConfig


class VillagesConfig(AppConfig):
    name = "villages"
    label = "villages"
    verbose_name = "villages"

    def ready(self) -> None:
        from socle.comptes.signals import reinitialisation_executee
        from socle.comptes.tablettes import register_provider as register_houses
        from socle.habilitations.perimetre import register_provider
        from villages.receivers import on_reinitialisation
        from villages.selectors.portees import portees_of
        from villages.tablettes import MaisonsDesVillages

        register_provider("portees", portees_of)
        register_houses(MaisonsDesVillages())
        reinitialisation_executee.connect(on_reinitialisation, dispatch_uid="villages.reinitialisation")
