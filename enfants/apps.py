from django.apps import AppConfig


class EnfantsConfig(AppConfig):
    name = "enfants"
    label = "enfants"
    verbose_name = "enfants"

    def ready(self) -> None:
        from enfants.providers import exceptions_of, places_of
        from enfants.views.brouillon import keep_after_closing
        from socle.comptes.signals import saisie_apres_fermeture
        from socle.habilitations.perimetre import register_provider

        register_provider("places", places_of)
        register_provider("exceptions", exceptions_of)
        saisie_apres_fermeture.connect(keep_after_closing, dispatch_uid="enfants.brouillon")
