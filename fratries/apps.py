from django.apps import AppConfig


class FratriesConfig(AppConfig):
    name = "fratries"
    label = "fratries"
    verbose_name = "fratries"

    def ready(self) -> None:
        from enfants.selectors.fratrie import register_siblings
        from fratries.selectors import siblings_of

        register_siblings(siblings_of)
