from django.apps import AppConfig


class BeginConfig(AppConfig):
    name = "begin"
    verbose_name = "Begin"
