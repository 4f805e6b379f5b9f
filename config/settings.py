"""Django's settings, the same file everywhere; what differs between instances comes from `config.environment`."""

from __future__ import annotations

from celery.schedules import crontab

from config import logs, openapi, servers
from config.environment import Environment, Mode

environment = Environment()
PRODUCTION = environment.mode is Mode.PRODUCTION

MODE = environment.mode.value
DEBUG = environment.debug
SECRET_KEY = environment.secret_key
SECRET_KEY_FALLBACKS = list(environment.secret_key_fallbacks)
ALLOWED_HOSTS = list(environment.allowed_hosts)
PUBLIC_URL = environment.public_url.rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
AUCTION_DOOR_URL = environment.auction_door_url or f"{PUBLIC_URL}/api/v1/auctions/door/"
ROOMS_URL = environment.rooms_url.rstrip("/")

INSTALLED_APPS = [
    "config",
    "foundation",
    "accounts",
    "trading",
    "bidding",
    "notices",
    "archive",
    "supervision",
    "api",
    "portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",  # allauth's page of passkeys needs it
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
MIDDLEWARE = [
    "config.middleware.request_log",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.content_security_policy",
    "config.conditional.conditional",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.language",
    "config.middleware.plain_addresses",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.page",
            ],
        },
    },
]

DATABASES = {
    "default": servers.database(
        environment.database_url, pool_connections=environment.database_pool_connections
    )
}
CACHES = {"default": servers.cache(environment.cache_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "/"
IDENTITY_KEY = environment.identity_key
TRUST_PATH = environment.trust_path

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
BEHIND_PROXY = environment.behind_proxy
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # a demonstration on 127.0.0.1 has no https

REST_FRAMEWORK: dict[str, object] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],  # api.doors.Door names its own
    "DEFAULT_PERMISSION_CLASSES": [],  # actions and queries decide
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "api.schema.DoorSchema",
    "DEFAULT_METADATA_CLASS": None,  # the OpenAPI document says what OPTIONS would
    "URL_FORMAT_OVERRIDE": None,  # there is one format, and an unknown query parameter is refused
    "EXCEPTION_HANDLER": "api.problems.handler",
}

SPECTACULAR_SETTINGS = openapi.SETTINGS

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = environment.static_root
MEDIA_ROOT = environment.media_root
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}

# A `__Host-` cookie cannot be set by another host or over plain http; a demonstration on 127.0.0.1 has no https.
PREFIX = "__Host-" if PRODUCTION else ""
SESSION_COOKIE_NAME = f"{PREFIX}session"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_AGE = environment.session_seconds
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{PREFIX}csrf"
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_NAME = f"{PREFIX}language"
LANGUAGE_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = environment.hsts_seconds if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

mail = servers.mail(environment.email_url)
EMAIL_BACKEND = mail.backend
EMAIL_HOST, EMAIL_PORT = mail.host, mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = mail.user, mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = mail.starttls, mail.tls
EMAIL_TIMEOUT, EMAIL_FILE_PATH = 20, mail.folder or None  # seconds
DIGEST_HOUR, WEBHOOK_NETWORKS = environment.digest_hour, environment.webhook_networks
SMS_URL, SMS_AUTHORIZATION, SMS_BODY = (
    environment.sms_url,
    environment.sms_authorization,
    environment.sms_body,
)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.email_from
LOGGING = logs.logging_config(environment.log_level)

# A task may run twice and must not mind (its row is claimed once); it must not get lost with its worker.
CELERY_BROKER_URL = environment.broker_url
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
if environment.broker_url.startswith(("redis", "sentinel")):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": environment.task_visibility_seconds,
        # The client looks for abandoned tasks every 10th time of every 10 s unless told otherwise.
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
    }
# A beat that nobody took in time is of no use; the next one does its work.
CELERY_BEAT_SCHEDULE = {
    "tick": {
        "task": "trading.tasks.tick",
        "schedule": environment.tick_seconds,
        "options": {"expires": 5 * environment.tick_seconds},
    },
    "settle": {
        "task": "bidding.tasks.settle",
        "schedule": environment.tick_seconds,
        "options": {"expires": 5 * environment.tick_seconds},
    },
    "sweep": {"task": "bidding.tasks.sweep", "schedule": 3600.0, "options": {"expires": 3600.0}},
    "discard": {"task": "bidding.tasks.discard", "schedule": 3600.0, "options": {"expires": 3600.0}},
    "refunds": {"task": "bidding.tasks.refunds", "schedule": 3600.0, "options": {"expires": 3600.0}},
    "bulk": {"task": "archive.tasks.bulk", "schedule": 60.0, "options": {"expires": 60.0}},
    "appear": {
        "task": "notices.tasks.appear",
        "schedule": environment.tick_seconds,
        "options": {"expires": 5 * environment.tick_seconds},
    },
    "requests": {"task": "notices.tasks.requests", "schedule": 3600.0, "options": {"expires": 3600.0}},
    "audit": {
        "task": "foundation.tasks.audit",
        "schedule": crontab(hour=3, minute=0),
        "options": {"expires": 3600.0},
    },
    "poll": {
        "task": "foundation.tasks.poll",
        "schedule": environment.poll_seconds,
        "options": {"expires": 5 * environment.poll_seconds},
    },
}

FEED_WAIT_SECONDS = environment.feed_wait_seconds
FEED_WAITERS = environment.feed_waiters

OCID_PREFIX = environment.ocid_prefix
CENTRE_NAME = environment.centre_name
PUBLISHER_NAME = environment.publisher_name
PUBLISHER_CODE = environment.publisher_code
LICENCE_URL = environment.licence_url

BULK_ROOT = environment.bulk_root

TRANSPARENCY_ROOT = environment.transparency_root
RECORD_ROOT = environment.record_root
TRANSPARENCY_KEY_PATH = environment.transparency_key_path
TRANSPARENCY_WITNESSES = environment.transparency_witnesses
TRANSPARENCY_QUORUM = environment.transparency_quorum
TRANSPARENCY_WITNESS_URLS = environment.transparency_witness_urls
TRANSPARENCY_BATCH_SECONDS = environment.transparency_batch_seconds
TRANSPARENCY_BATCH_LEAVES = environment.transparency_batch_leaves

SEALED_KEYS_PATH = environment.sealed_keys_path
SEALED_KEYS_PASSWORD = environment.sealed_keys_password
OPENING_KEY_PATH = environment.opening_key_path  # of the opening process; for all others None
OPENING_KEY_PASSWORD = environment.opening_key_password
OPENING_MODULE = environment.opening_module
OPENING_TOKEN = environment.opening_token
OPENING_PIN = environment.opening_pin
EVALUATION_KEY_PATH = environment.evaluation_key_path  # of the evaluation process; for all others None
EVALUATION_KEY_PASSWORD = environment.evaluation_key_password
EVALUATION_MODULE = environment.evaluation_module
EVALUATION_TOKEN = environment.evaluation_token
EVALUATION_PIN = environment.evaluation_pin
PKCS11_MODULE = environment.pkcs11_module
PKCS11_TOKEN = environment.pkcs11_token
PKCS11_PIN = environment.pkcs11_pin
TIMESTAMP_URL = environment.timestamp_url
OPERATORS = environment.operators
UPLOAD_BYTES = environment.upload_bytes
UPLOAD_QUOTA_BYTES = environment.upload_quota_bytes
UPLOAD_DAYS = environment.upload_days
FILED_QUOTA_BYTES = environment.filed_quota_bytes
SPENT_DAYS = environment.spent_days
