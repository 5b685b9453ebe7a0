from django.apps import AppConfig


class FratriesConfig(AppConfig):
    name = "fratries"
    label = "fratries"
    verbose_name = "fratries"

    def ready(self) -> None:
        from enfants.etapes import register as register_etape
        from enfants.selectors.destruction import register_sujets
        from enfants.selectors.fratrie import register_siblings
        from fratries.etapes import ETAPES
        from fratries.providers import (
            demandes_destructibles,
            fratries_destructibles,
            proches_destructibles,
        )
        from fratries.selectors.fratrie import siblings_of
        from socle.chiffrement.enums import NatureSujet

        register_siblings(siblings_of)
        register_sujets(NatureSujet.FRATRIE, fratries_destructibles)
        register_sujets(NatureSujet.PROCHE, proches_destructibles)
        register_sujets(NatureSujet.ACCUEIL, demandes_destructibles)
        for ordre, lecture in ETAPES.items():
            register_etape(ordre, lecture)
