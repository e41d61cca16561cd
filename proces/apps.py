from django.apps import AppConfig


class ProcesConfig(AppConfig):
    name = "proces"
    verbose_name = "Proces"
