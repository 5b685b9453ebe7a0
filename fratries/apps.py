from django.apps import AppConfig


class FratriesConfig(AppConfig):
    name = "fratries"
    label = "fratries"
    verbose_name = "fratries"

    def ready(self) -> None:
        from enfants.etapes import register as register_etape
        from enfants.selectors.complements import register_complement
        from enfants.selectors.destruction import register_sujets
        from enfants.selectors.fratrie import register_siblings
        from enfants.selectors.pages_maison import PageDeMaison, register_page
        from enfants.selectors.titulaires import register_titulaires
        from fratries.etapes import ETAPES
        from fratries.providers import (
            demandes_destructibles,
            fratries_destructibles,
            noms_des_titulaires,
            proches_destructibles,
            titulaires_a_consulter,
        )
        from fratries.selectors.fratrie import siblings_of
        from fratries.selectors.urgence import complements_de_la_famille
        from socle.chiffrement.enums import NatureSujet

        register_siblings(siblings_of)
        register_page(
            PageDeMaison(
                libelle="Visites et rencontres",
                icone="calendar-heart",
                url="fratries:visites_maison",
                permission="lire_famille",
            )
        )
        register_complement(complements_de_la_famille)
        register_titulaires(titulaires_a_consulter, noms_des_titulaires)
        register_sujets(NatureSujet.FRATRIE, fratries_destructibles)
        register_sujets(NatureSujet.PROCHE, proches_destructibles)
        register_sujets(NatureSujet.ACCUEIL, demandes_destructibles)
        for ordre, lecture in ETAPES.items():
            register_etape(ordre, lecture)
