from django.apps import AppConfig


class OpslagConfig(AppConfig):
    name = "opslag"
    verbose_name = "Opslag"
