from django.apps import AppConfig


class BewakingConfig(AppConfig):
    name = "bewaking"
    verbose_name = "Bewaking"
