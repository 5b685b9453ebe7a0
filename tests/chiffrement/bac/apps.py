from django.apps import AppConfig


class BacConfig(AppConfig):
    name = "tests.chiffrement.bac"
    label = "bac"
    verbose_name = "bac à sable"
