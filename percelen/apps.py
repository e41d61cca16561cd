from django.apps import AppConfig


class PercelenConfig(AppConfig):
    name = "percelen"
    verbose_name = "Percelen"
