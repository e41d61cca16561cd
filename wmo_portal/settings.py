"""One settings file; what differs per place comes from the environment (`wmo_portal.env`)."""

from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF

from wmo_portal import env

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.flag("DEBUG", default=True)
SECRET_KEY = env.secret(
    "SECRET_KEY", "ontwikkeling-geen-geheim-0123456789-abcdefghijklmnop" if DEBUG else None, length=50
)
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if DEBUG else None)
_EIGEN_HOST = ALLOWED_HOSTS[0].lstrip(".") if ALLOWED_HOSTS else "localhost"
CSRF_TRUSTED_ORIGINS = env.items("CSRF_TRUSTED_ORIGINS")
# A development server makes a thread, and so a connection, for every request; only workers that stay keep theirs.
DATABASES: dict[str, Any] = {
    "default": env.database("DATABASE_URL", guessable=DEBUG)
    | {"CONN_MAX_AGE": 0 if DEBUG else 60, "CONN_HEALTH_CHECKS": not DEBUG}
}

INSTALLED_APPS = [
    "core",
    "opslag",
    "post",
    "accounts",
    "taken",
    "segments",
    "producten",
    "percelen",
    "eisen",
    "tarieven",
    "publicaties",
    "proces",
    "overleg",
    "begin",
    "actiepunten",
    "inlezen",
    "toezicht",
    "catalogus",
    "bewaking",
    "werkplek",
    "loket",
    "wmo_portal",
    "core.beheer.BeheerConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "template_partials",
    "django_htmx",
    "import_export",
    "django_prose_editor",
    "js_asset",
    "pgtrigger",
    "pghistory",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "bewaking.verzoeken.Bewaking",
    "catalogus.voorraad.Voorraad",  # what it kept passes none of those below
    "bewaking.verzoeken.EigenHost",
    "django.middleware.security.SecurityMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "werkplek.middleware.WerkplekMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "toezicht.inzage.Inzagelogboek",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "wmo_portal.urls"
WSGI_APPLICATION = "wmo_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            # The components of docs/vormgeving.md, which nearly every template uses.
            "builtins": ["core.templatetags.vormgeving", "werkplek.templatetags.formulier"],
        },
    },
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "accounts.wachtwoorden.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/beheer/"
LOGOUT_REDIRECT_URL = "/"

# Logging in: django-allauth is the one road to a session (docs/adr/0019).
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]  # nobody signs up: people are invited
# Who accepts an invitation proved the address; a new one is confirmed before it counts.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False  # a contractmanager who opens the admin may log in as somebody else
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_METHODS = {"password", "mfa"}
# Guessing is bounded per person and device, in the database (accounts.slot); per address would lock out a whole town hall.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}
ACCOUNT_FORMS = {
    "login": "werkplek.aanmelden.forms.InlogForm",
    "reauthenticate": "werkplek.aanmelden.forms.WachtwoordOpnieuwForm",
    "reset_password": "werkplek.aanmelden.forms.VergetenForm",
    "reset_password_from_key": "werkplek.aanmelden.forms.NieuwWachtwoordForm",
    "add_email": "werkplek.aanmelden.forms.EmailForm",
}
MFA_ADAPTER = "accounts.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an account is given by a beheerder, never taken
MFA_TOTP_ISSUER = "Wmo-inkoopportaal"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG  # http://localhost
MFA_FORMS = {
    "authenticate": "werkplek.aanmelden.forms.TweedeStapForm",
    "reauthenticate": "werkplek.aanmelden.forms.TweedeStapOpnieuwForm",
    "activate_totp": "werkplek.aanmelden.forms.AppForm",
    "deactivate_totp": "werkplek.aanmelden.forms.AppWegForm",
    "add_webauthn": "werkplek.aanmelden.forms.PasskeyForm",
    "login_webauthn": "werkplek.aanmelden.forms.PasskeyInlogForm",
    "reauthenticate_webauthn": "werkplek.aanmelden.forms.PasskeyOpnieuwForm",
    "generate_recovery_codes": "werkplek.aanmelden.forms.HerstelcodesForm",
}
SOCIALACCOUNT_ADAPTER = "accounts.adapters.InlogdienstAdapter"
# Whether a second factor is demanded of whom it is obligatory for (User.needs_second_factor). A demo does without.
TWEEDE_FACTOR = env.flag("TWEEDE_FACTOR", default=not DEBUG)
# How long a session lasts, how long one is believed in the admin, and before publishing or giving roles; in seconds.
SESSION_COOKIE_AGE = 10 * 3600
BEVESTIGD_IN_BEHEER = 3600
BEVESTIGD = ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Which machines may say for whom they ask (X-Forwarded-For).
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")
# The secret that a regio's own provider gave us, by the code of the regio: OIDC_GEHEIM_MLW_MER for mlw-mer.
OIDC_GEHEIMEN = env.secrets("OIDC_GEHEIM_")

LANGUAGE_CODE = "nl"
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
# Only what the build makes is served; the sources beside it are not (the PDF engine reads its stylesheet from there).
STATICFILES_DIRS = [("build", BASE_DIR / "static" / "build")]
STORAGES = {
    "default": {"BACKEND": "opslag.database.DatabaseStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Beside what each process remembers for itself: what waits for somebody to confirm it (core/opzij.py).
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "opzij": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_opzij",
        "OPTIONS": {"MAX_ENTRIES": 1_000},
    },
}
# In development static files are served as they are; in production they are collected first.
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# The reasons of a large change table travel in one form, three fields a change.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# Long work waits in the database (docs/achtergrond.md).
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Mail waits there too (post/). Without SMTP_HOST it is kept, for the beheerder to read.
EMAIL_BACKEND = "post.wachtrij.WachtrijBackend"
EMAIL_HOST = env.text("SMTP_HOST", "")
EMAIL_PORT = env.number("SMTP_PORT", 587)
EMAIL_HOST_USER = env.text("SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.text("SMTP_PASSWORD", "")
_SMTP = env.choice("SMTP_BEVEILIGING", ["starttls", "tls", "geen"])
EMAIL_USE_TLS, EMAIL_USE_SSL = _SMTP == "starttls", _SMTP == "tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("MAIL_VAN", f"Wmo-inkoopportaal <portaal@{_EIGEN_HOST}>")
# Where a link in a mail leads, which is written without a request.
SITE_ADRES = env.text("SITE_ADRES", "http://127.0.0.1:8000" if DEBUG else f"https://{_EIGEN_HOST}").rstrip("/")

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    },
}
X_FRAME_OPTIONS = "DENY"
# The portal asks nothing of the machine of a reader; copying a code and showing a page in full are all that a page may do.
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope",
        "magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "usb", "xr-spatial-tracking",
    )
}  # fmt: skip
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "wmo_portal.views.csrf_failure"
if not DEBUG:
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# Who reads changes nothing; asking who it is would make every public page differ by cookie.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

# For how many seconds a process may go on without asking whether a version came out or was withdrawn.
VERSIE_ONTHOUDEN = 0.0 if DEBUG else 1.0

# Contact, accessibility statement, security.txt (catalogus.site)
SITE_GEGEVENS = env.text("SITE_GEGEVENS", str(BASE_DIR / "catalogus" / "site.toml"))

# For how many days it can be seen who logged in and who failed to; the privacy page says the same (SITE_GEGEVENS).
BEWAAR_INLOGGEN = 30

# Who may read the figures (/metrics); without a token nobody may.
METRICS_TOKEN = env.secret("METRICS_TOKEN", "", length=20)

IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "kort": {"format": "{levelname} {name}: {message}", "style": "{"},
        "json": {"()": "bewaking.logboek.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "kort" if DEBUG else "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "bewaking": {"level": "WARNING" if DEBUG else "INFO"},
        "accounts": {"level": "ERROR" if DEBUG else "INFO"},
        # Only what is a fault of ours, once: who may not in, or is lost, was answered.
        "django": {"handlers": [], "level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "django.security.csrf": {"level": "ERROR"},
        # WeasyPrint and fontTools tell every step they take
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
    },
}
