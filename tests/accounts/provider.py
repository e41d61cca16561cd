"""A real OpenID provider (allauth.idp.oidc) with one person and one client, as a process of its own.

    python -m tests.accounts.provider PORT REDIRECT_URI ROLES

Its database is in memory and goes with it. Whoever asks, logs in as `anna` with `WACHTWOORD`; `ROLES` (with commas) are the claim `roles`.
"""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

WACHTWOORD, CLIENT, GEHEIM = "een-wachtwoord-elders", "portaal", "een-lang-geheim"
EMAIL = "anna@gemeente.example"


@contextmanager
def running(port: int, redirect_uri: str, roles: str) -> Iterator[str]:
    """Its address."""
    command = [sys.executable, "-m", "tests.accounts.provider", str(port), redirect_uri, roles]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[2])
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/.well-known/openid-configuration").close()  # noqa: S310
                break
            except OSError:
                assert process.poll() is None, "the provider did not start"
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


def serve(port: int, redirect_uri: str, roles: str) -> None:
    import django
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from django.conf import settings

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    settings.configure(
        SECRET_KEY="alleen-voor-tests",
        ALLOWED_HOSTS=["127.0.0.1"],
        LOGIN_URL="account_login",
        ROOT_URLCONF="allauth.urls_of_the_provider",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "file:idp?mode=memory&cache=shared"}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "allauth",
            "allauth.account",
            "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
            }
        ],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        SESSION_COOKIE_NAME="idp",  # cookies do not tell ports apart
        CSRF_COOKIE_NAME="idp-csrf",
        ACCOUNT_EMAIL_VERIFICATION="none",
        IDP_OIDC_PRIVATE_KEY=key.decode(),
        IDP_OIDC_ADAPTER=f"{__name__}.Adapter",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    from types import ModuleType
    from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.adapter import DefaultOIDCAdapter
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.urls import include, path

    urls = ModuleType("allauth.urls_of_the_provider")
    urls.urlpatterns = [path("", include("allauth.idp.urls")), path("account/", include("allauth.account.urls"))]  # type: ignore[attr-defined]
    sys.modules[urls.__name__] = urls

    class Adapter(DefaultOIDCAdapter):
        def get_claims(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
            return super().get_claims(*args, **kwargs) | {"roles": roles.split(",")}

    sys.modules[__name__].Adapter = Adapter  # type: ignore[attr-defined]
    call_command("migrate", verbosity=0)
    user = User.objects.create_user("anna", EMAIL, WACHTWOORD, first_name="Anna", last_name="Ambtenaar")
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    client = Client(id=CLIENT, name="Portaal", skip_consent=True)
    client.set_scopes(["openid", "profile", "email"])
    client.set_redirect_uris([redirect_uri])
    client.set_secret(GEHEIM)
    client.save()

    class Quiet(WSGIRequestHandler):
        def log_message(self, *args: Any) -> None:
            pass

    make_server("127.0.0.1", port, get_wsgi_application(), WSGIServer, Quiet).serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2], sys.argv[3])
