from django.apps import AppConfig
from django.core.checks import register


class CatalogusConfig(AppConfig):
    name = "catalogus"
    verbose_name = "Catalogus"

    def ready(self) -> None:
        from catalogus.checks import check_dates

        register(check_dates)
