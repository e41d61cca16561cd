from django.apps import AppConfig


class WmoPortalConfig(AppConfig):
    name = "wmo_portal"
    verbose_name = "Wmo-inkoopportaal"
