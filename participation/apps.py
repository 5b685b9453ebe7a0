from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "participation"
    label = "participation"
    verbose_name = "participation"
