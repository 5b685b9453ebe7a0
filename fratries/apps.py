from django.apps import AppConfig


class FratriesConfig(AppConfig):
    name = "fratries"
    label = "fratries"
    verbose_name = "fratries"

    def ready(self) -> None:
        from enfants.selectors.complements import register_complement
        from enfants.selectors.destruction import register_sujets
        from enfants.selectors.evenements import register_evenements
        from enfants.selectors.fratrie import register_siblings
        from fratries.providers import fratries_destructibles, proches_destructibles
        from fratries.selectors.evenements import VISITES_DE_LA_MAISON, evenements_des_visites
        from fratries.selectors.fratrie import siblings_of
        from fratries.selectors.urgence import complements_de_la_famille
        from socle.chiffrement.enums import NatureSujet

        register_siblings(siblings_of)
        register_evenements(evenements_des_visites, VISITES_DE_LA_MAISON)
        register_complement(complements_de_la_famille)
        register_sujets(NatureSujet.FRATRIE, fratries_destructibles)
        register_sujets(NatureSujet.PROCHE, proches_destructibles)
