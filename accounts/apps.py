from django.apps import AppConfig
from django.core.checks import register


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Gebruikers"

    def ready(self) -> None:
        from accounts.checks import check_logging_in

        register(check_logging_in, deploy=True)
