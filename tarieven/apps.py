from django.apps import AppConfig


class TarievenConfig(AppConfig):
    name = "tarieven"
    verbose_name = "Tarieven"
