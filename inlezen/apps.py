from django.apps import AppConfig


class InlezenConfig(AppConfig):
    name = "inlezen"
    verbose_name = "Documenten in en uit"
