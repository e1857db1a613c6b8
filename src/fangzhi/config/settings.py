"""Settings of the Django project, read from the environment.

Everything that differs between two installations comes from variables that begin with `FANGZHI_`; the state
lives in one folder (`fangzhi.home`). Importing this module creates nothing.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from secrets import token_urlsafe

import environ
from csp.constants import NONE, SELF

from fangzhi.accounts.policy import Issuer, Policy
from fangzhi.home import home_folder

env = environ.Env()
HOME = home_folder()
PACKAGE = Path(__file__).resolve().parent.parent

_key_file = HOME / "keys" / "secret"
SECRET_KEY = (_key_file.read_text().strip() if _key_file.is_file() else "") or token_urlsafe(50)
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *env.list("FANGZHI_ALLOWED_HOSTS", default=[])]
CSRF_TRUSTED_ORIGINS = env.list("FANGZHI_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "allauth.account",
    "allauth.mfa",
    "fangzhi.accounts",
    "fangzhi.casework",
    "fangzhi.chapter",
    "fangzhi.chapter.checking",
    "fangzhi.indicators",
    "fangzhi.registers",
    "fangzhi.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "fangzhi.web.language.LanguageMiddleware",
    "fangzhi.web.limits.SizeMiddleware",
    "fangzhi.web.limits.MethodMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "fangzhi.config.urls"
WSGI_APPLICATION = "fangzhi.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "fangzhi.web.environment.environment"},
    }
]

_database = env.db_url("FANGZHI_DATABASE_URL", default=f"sqlite:///{HOME / 'fangzhi.sqlite3'}")
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database |= {
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
            ),
        },
    }
else:
    _database |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

FANGZHI_DIGEST = env("FANGZHI_DIGEST", default="sha256")
EMAIL_HOST = env("FANGZHI_MAIL_HOST", default="")
EMAIL_PORT = env.int("FANGZHI_MAIL_PORT", default=25)
DEFAULT_FROM_EMAIL = env("FANGZHI_MAIL_FROM", default="fangzhi@localhost")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env("FANGZHI_TIME_ZONE", default="Asia/Shanghai")

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

LOGIN_URL = "/sign-in"
AUTHENTICATION_BACKENDS = ["fangzhi.accounts.backend.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "fangzhi.accounts.passwords.LengthRule"},
    {"NAME": "fangzhi.accounts.passwords.ClassesRule"},
    {"NAME": "fangzhi.accounts.passwords.NameRule"},
    {"NAME": "fangzhi.accounts.passwords.HistoryRule"},
    {"NAME": "fangzhi.accounts.passwords.CommonRule"},
]
SESSION_ENGINE = "fangzhi.accounts.sessions"
MFA_ADAPTER = "fangzhi.accounts.second_factor.Adapter"
POLICY = Policy(
    password_days=env.int("FANGZHI_PASSWORD_DAYS", default=Policy.password_days),
    require_totp=env.bool("FANGZHI_REQUIRE_TOTP", default=Policy.require_totp),
    idle=timedelta(minutes=env.int("FANGZHI_IDLE_MINUTES", default=30)),
    longest_session=timedelta(hours=env.int("FANGZHI_SESSION_HOURS", default=12)),
    sessions=env.int("FANGZHI_SESSIONS", default=Policy.sessions),
    elevation=timedelta(minutes=env.int("FANGZHI_ELEVATION_MINUTES", default=30)),
)
_issuer = env("FANGZHI_OIDC_ISSUER", default="")
OIDC: Issuer | None = (
    Issuer(
        _issuer,
        env("FANGZHI_OIDC_CLIENT_ID", default=""),
        env("FANGZHI_OIDC_CLIENT_SECRET", default=""),
        env("FANGZHI_OIDC_LABEL", default=Issuer.label),
        env("FANGZHI_OIDC_CLAIM", default=""),
    )
    if _issuer
    else None
)
_https = env.bool("FANGZHI_HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 31536000 if _https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(POLICY.longest_session.total_seconds())
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "fangzhi.web.pages.errors.expired_form"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]

_logs = HOME / "logs"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "file": {
            "class": "logging.handlers.RotatingFileHandler",
            "filename": str(_logs / "fangzhi.log"),
            "maxBytes": 5_000_000,
            "backupCount": 3,
            "encoding": "utf-8",
            "delay": True,
            "formatter": "plain",
        }
        if _logs.is_dir()
        else {"class": "logging.NullHandler"}
    },
    "root": {"handlers": ["file"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["file"], "level": "WARNING", "propagate": False}},
}
