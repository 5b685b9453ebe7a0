from django.apps import AppConfig


class EnfantsConfig(AppConfig):
    name = "enfants"
    label = "enfants"
    verbose_name = "enfants"

    def ready(self) -> None:
        from enfants.accueil import AccueilDesEnfants
        from enfants.etapes import register as register_etape
        from enfants.providers import exceptions_of, places_of
        from enfants.receivers import on_sujet_detruit
        from enfants.selectors.admission import ETAPES
        from enfants.selectors.destruction import enfants_destructibles, register_sujets
        from enfants.selectors.pages_maison import PageDeMaison, register_page
        from enfants.views.brouillon import keep_after_closing
        from socle.chiffrement.enums import NatureSujet
        from socle.chiffrement.signals import sujet_detruit
        from socle.comptes.signals import saisie_apres_fermeture
        from socle.habilitations.perimetre import register_provider
        from villages.accueil import register_provider as register_accueil

        register_provider("places", places_of)
        register_provider("exceptions", exceptions_of)
        saisie_apres_fermeture.connect(keep_after_closing, dispatch_uid="enfants.brouillon")
        register_accueil(AccueilDesEnfants())
        register_sujets(NatureSujet.ENFANT, enfants_destructibles)
        sujet_detruit.connect(on_sujet_detruit, dispatch_uid="enfants")
        register_page(
            PageDeMaison(
                libelle="Argent de poche de la semaine",
                icone="piggy-bank",
                url="enfants:argent_semaine",
                permission="ecrire_projet",
            )
        )
        for ordre, lecture in ETAPES.items():
            register_etape(ordre, lecture)
