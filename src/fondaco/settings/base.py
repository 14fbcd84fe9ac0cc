"""What both sites have in common. A site's own module says the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fondaco.host.keys import site_keys
from fondaco.settings import environment as env
from fondaco.web.csp import CONTENT_SECURITY_POLICY as CONTENT_SECURITY_POLICY

# Set for each site by of_site, below; named here for those who read, and for the type checker.
FONDACO_SITE: str
FONDACO_SITE_NAME: str
FONDACO_BASE_URL: str
FONDACO_HANDLERS: str
FONDACO_SCHEDULE: str
FONDACO_NAVIGATION: str
FONDACO_MESSAGE_POLICY: str
FONDACO_CXML_AT: str
FONDACO_ORDERS_AT: str
FONDACO_MESSAGE_OWNERS: str
FONDACO_DATA_KEYS: list[str]

PACKAGE = Path(__file__).resolve().parent.parent
FONDACO_VAR = env.var()
FONDACO_DEMO = env.flag("FONDACO_DEMO")
DEBUG = False


def of_site(site: str, *, base_url: str, slices: list[str]) -> dict[str, Any]:
    """The settings that depend on which site this is."""
    keys = site_keys(FONDACO_VAR, site)
    static = FONDACO_VAR / "static" / site
    static.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns at every start where it is missing
    base_url = env.text(f"FONDACO_{site.upper()}_URL", base_url).rstrip("/")
    secure = base_url.startswith("https://")
    host = urlsplit(base_url).hostname or ""
    return {
        "FONDACO_SITE": site,
        "FONDACO_BASE_URL": base_url,
        "FONDACO_HANDLERS": f"fondaco.{site}.handlers",
        # URL names of the addresses for cXML: the common one and, where orders have one of their own, that.
        "FONDACO_CXML_AT": "bridge:cxml",
        "FONDACO_ORDERS_AT": "",
        "FONDACO_SCHEDULE": f"fondaco.{site}.schedule",
        "FONDACO_NAVIGATION": f"fondaco.{site}.navigation.navigation",
        "FONDACO_MESSAGE_POLICY": f"fondaco.{site}.access.may_see_messages",
        "FONDACO_MESSAGE_OWNERS": f"fondaco.{site}.access.message_owners",
        "FONDACO_DATA_KEYS": [*env.words("FONDACO_DATA_KEYS"), keys["data_key"]],
        "SECRET_KEY": env.text("FONDACO_SECRET_KEY") or keys["secret_key"],
        "ALLOWED_HOSTS": [host, *env.words("FONDACO_ALLOWED_HOSTS")],
        "CSRF_TRUSTED_ORIGINS": [base_url],
        "DATABASES": {"default": env.database(site)},
        "ROOT_URLCONF": f"fondaco.{site}.urls",
        "INSTALLED_APPS": [
            *ROOMS,
            *[f"fondaco.{site}.{name}" for name in slices],
            f"fondaco.{site}",
            *DJANGO,
        ],
        "LOCALE_PATHS": sorted(str(path) for path in PACKAGE.glob("**/locale")),
        "SESSION_COOKIE_SECURE": secure,
        "CSRF_COOKIE_SECURE": secure,
        "SECURE_HSTS_SECONDS": 31536000 if secure else 0,
        "SECURE_SSL_REDIRECT": False,  # TLS ends at the proxy in front, which redirects
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if secure else None,
        "STATIC_ROOT": str(static),
        "STORAGES": _storages(static),
    }


def _storages(root: Path) -> dict[str, Any]:
    """Hashed and compressed files where `fondaco <site> manage collectstatic` was run; the plain ones elsewhere."""
    collected = (root / "staticfiles.json").exists()
    whitenoise = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    return {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": whitenoise if collected else plain},
    }


ROOMS = ["fondaco.web", "fondaco.audit", "fondaco.people", "fondaco.clock", "fondaco.bridge"]
DJANGO = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",  # indexes over the beginnings of numbers
    "django.forms",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "fondaco.people.middleware.LanguageMiddleware",
    "fondaco.web.middleware.NothingThereMiddleware",
    "fondaco.people.gate.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fondaco.web.context.look",
                "fondaco.people.context.demo",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

AUTH_USER_MODEL = "people.Person"
LOGIN_URL = "people:sign-in"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 3600  # seconds
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("it", "Italiano")]  # each in its own words
USE_TZ = True
TIME_ZONE = env.text("FONDACO_TIME_ZONE", "Europe/Rome")
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

EMAIL_BACKEND = "fondaco.bridge.mail.OutboxEmailBackend"
FONDACO_MAIL_TRANSPORT = env.text(
    "FONDACO_MAIL_TRANSPORT",
    "fondaco.bridge.mail.KeepBackend" if FONDACO_DEMO else "django.core.mail.backends.smtp.EmailBackend",
)
DEFAULT_FROM_EMAIL = env.text("FONDACO_MAIL_FROM", "fondaco@localhost")
EMAIL_HOST = env.text("FONDACO_SMTP_HOST", "localhost")
EMAIL_PORT = env.number("FONDACO_SMTP_PORT", 25)
EMAIL_HOST_USER = env.text("FONDACO_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("FONDACO_SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("FONDACO_SMTP_TLS")

SESSION_ENGINE = "fondaco.people.sessions"
# The browser comes back from a store on another site with a form post; the return page is open to it by its one-use
# token. Everything else keeps the strict default.
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "fondaco.web.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
# A store opened in a pop-up has to find its opener again; the start and return pages carry nothing to steal.
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin-allow-popups"

FONDACO_CXML_DTD_DIR = env.text("FONDACO_CXML_DTD_DIR")
# Profiles of one's own, beside those that come along (docs/protocol/profiles.md).
FONDACO_PROFILE_DIR = env.text("FONDACO_PROFILE_DIR")
FONDACO_OUTBOUND_ORIGINS = env.words("FONDACO_OUTBOUND_ORIGINS")
FONDACO_INDEX_DIR = Path(env.text("FONDACO_INDEX_DIR") or FONDACO_VAR / "index")
FONDACO_FIND_URL_NAME = "find"
# How long a message may be in flight before another worker sends it again.
FONDACO_LEASE_SECONDS = env.number("FONDACO_LEASE_SECONDS", 60)
# Set where a proxy of ours stands in front: then its X-Forwarded-For says who connected, for limits and lockouts.
FONDACO_TRUST_PROXY = env.flag("FONDACO_TRUST_PROXY")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("FONDACO_LOG_LEVEL", "WARNING")},
    "loggers": {"fondaco": {"level": env.text("FONDACO_LOG_LEVEL", "INFO")}},
}
