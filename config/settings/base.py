"""Settings common to every installation; what differs comes from the environment.

One installation serves one association. PostgreSQL is reached under two login roles with
two addresses: ``DATABASE_OWNER_URL`` migrates and purges, ``DATABASE_URL`` serves. The
owner is used only by a command started with ``MAISON_BASE=proprietaire``.
"""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.env import (
    celery_broker,
    read_address,
    read_bool,
    read_bucket,
    read_database,
    read_int,
    read_list,
    read_mail,
    read_sms,
    read_str,
)

BASE_DIR = Path(__file__).resolve().parent.parent.parent

SECRET_KEY = read_str("MAISON_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = read_list("MAISON_ALLOWED_HOSTS", "")

INSTALLED_APPS = [
    # First: its templates replace allauth's, its createsuperuser replaces Django's.
    "socle.comptes",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "lucide",
    "guardian",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "socle.chiffrement",
    "socle.audit",
    "socle.taches",
    "socle.habilitations",
    "socle.documents",
    "socle.echeances",
    "socle.notifications",
    "socle.ui",
    "socle.exports",
    "villages",
    "enfants",
    "fratries",
    "projets",
    "participation",
    "protection",
    # Last: its form templates come after ours.
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages are mostly forms, ten times lighter on a telephone: docs/adr/0022-compressed-pages.md.
    "socle.documents.middleware.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "socle.comptes.middleware.SessionMiddleware",
    # After it: a session that has just ended leads back to its own door, not to any sign-in page.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "socle.habilitations.middleware.TransactionMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "socle.ui.loaders.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": ["template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "socle.ui.context_processors.interface",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- database -------------------------------------------------------------------------

_ROLE = read_str("MAISON_BASE", "application")
if _ROLE not in {"application", "proprietaire"}:
    raise ImproperlyConfigured("MAISON_BASE must be application or proprietaire.")
DATABASES = {"default": read_database("DATABASE_URL" if _ROLE == "application" else "DATABASE_OWNER_URL")}
# One connection per thread, kept a minute and tried before it serves: a restarted server costs one
# page at most. No pool: with a server away it makes each page wait for a connection, and spaces its
# own attempts so far apart that the house stays closed long after the server is back.
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
#: Login role that serves the application; ``post_migrate`` grants it what models declare.
ROLE_APPLICATION = read_database("DATABASE_URL")["USER"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- accounts -------------------------------------------------------------------------

AUTH_USER_MODEL = "comptes.Utilisateur"
AUTHENTICATION_BACKENDS = [
    "socle.comptes.backends.ConnexionBackend",
    "socle.habilitations.backends.PerimetreBackend",
]
ANONYMOUS_USER_NAME = None
#: guardian only stores exceptions; its own backend ignores their dates and is left out on purpose.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("identifiant", "email")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
#: Where a child lands.
ACCUEIL_ENFANT = "/mon-espace/"

#: Time after which an unattended session closes, and its life at most, in seconds.
SESSION_INACTIVITE = read_int("MAISON_SESSION_INACTIVITE", 30 * 60)
SESSION_DUREE_MAX = read_int("MAISON_SESSION_DUREE_MAX", 12 * 3600)
#: On a house tablet: seconds before « Qui est là ? », days during which a short code follows a full sign-in.
TABLETTE_INACTIVITE = read_int("MAISON_TABLETTE_INACTIVITE", 5 * 60)
TABLETTE_MFA_JOURS = read_int("MAISON_TABLETTE_MFA_JOURS", 7)
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = SESSION_DUREE_MAX
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

#: Rate limits and used codes, shared by every process and kept when Redis is down.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

ACCOUNT_ADAPTER = "socle.comptes.adapters.CompteAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "identifiant"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGIN_TIMEOUT = 600
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_FORMS = {
    "login": "socle.comptes.forms.ConnexionForm",
    "reauthenticate": "socle.comptes.forms.ConfirmationForm",
    "change_password": "socle.comptes.forms.MotDePasseForm",
}
MFA_ADAPTER = "socle.comptes.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "socle.comptes.forms.CodeForm",
    "reauthenticate": "socle.comptes.forms.ConfirmationCodeForm",
    "activate_totp": "socle.comptes.forms.ActivationForm",
    "add_webauthn": "socle.comptes.forms.CleAccesForm",
    "edit_webauthn": "socle.comptes.forms.NomDeCleForm",
    "login_webauthn": "socle.comptes.forms.CleConnexionForm",
}

# --- language, time -------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "français")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = read_str("MAISON_FUSEAU", "Europe/Paris")

# --- static files ---------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "socle.ui.storage.StaticStorage"},
}

# --- the association's slot in the header, and what error pages say ---------------------

ASSOCIATION_NOM = read_str("MAISON_ASSOCIATION_NOM", "")
#: Address of the logo, on this site; without it the house is drawn.
ASSOCIATION_LOGO = read_str("MAISON_ASSOCIATION_LOGO", "")
#: A colour for the thin line at the top of the pages, as ``#rrggbb``.
ASSOCIATION_COULEUR = read_str("MAISON_ASSOCIATION_COULEUR", "")
#: Phone number of the person on call.
NUMERO_ASTREINTE = read_str("MAISON_NUMERO_ASTREINTE", "")
#: A table of school holidays that completes ours: ``socle/outils/vacances_scolaires.csv`` shows its columns.
VACANCES_SCOLAIRES = read_str("MAISON_VACANCES_SCOLAIRES", "")
CSRF_FAILURE_VIEW = "socle.ui.views.erreur_csrf"

# --- keys -----------------------------------------------------------------------------

#: ``identifiant:base64`` pairs; the first is the active key-encryption key.
TROUSSEAU = read_list("MAISON_TROUSSEAU")
CLE_EMPREINTE = read_str("MAISON_CLE_EMPREINTE")
CLE_AUDIT = read_str("MAISON_CLE_AUDIT")

#: Months an audit entry is kept at least; purger_audit refuses younger ones.
AUDIT_CONSERVATION_MOIS = read_int("MAISON_AUDIT_CONSERVATION_MOIS", 12)

# --- jobs -----------------------------------------------------------------------------

REDIS_URL = read_str("REDIS_URL")
CELERY_BROKER_URL = celery_broker(REDIS_URL)
#: Two installations that share one Redis need two names: each worker knows its own outbox only.
CELERY_TASK_DEFAULT_QUEUE = read_str("MAISON_QUEUE", "maison")
#: A dead broker costs a request less than a second: the outbox has the job anyway.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 0.5, "socket_timeout": 5, "max_retries": 0}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
#: In memory: a static schedule has nothing to remember.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_SCHEDULE = {
    "taches-rattrapage": {"task": "socle.taches.tasks.sweep", "schedule": 30, "options": {"expires": 30}},
    "audit-scellement": {"task": "socle.audit.tasks.seal_batch", "schedule": 20, "options": {"expires": 20}},
    "destructions": {
        "task": "socle.chiffrement.tasks.destroy_due_keys",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
    "exports-anciens": {
        "task": "socle.exports.tasks.effacer_exports",
        "schedule": 86_400,
        "options": {"expires": 86_400},
    },
    "avis-anciens": {
        "task": "socle.notifications.tasks.effacer_avis",
        "schedule": 86_400,
        "options": {"expires": 86_400},
    },
    "delais-d-incidents": {
        "task": "protection.tasks.relancer_les_delais",
        "schedule": 300,
        "options": {"expires": 300},
    },
    "declarations-oubliees": {
        "task": "protection.tasks.effacer_les_brouillons",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
    "alertes-de-nuit": {
        "task": "protection.tasks.avancer_les_alertes",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "effectifs-expires": {
        "task": "fratries.tasks.effacer_effectifs",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
    "admissions-preparees": {
        "task": "enfants.tasks.vider_preparations",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
}

# --- documents ------------------------------------------------------------------------

DOCUMENTS_DIR = Path(read_str("MAISON_DOCUMENTS", BASE_DIR / "var" / "documents"))
#: A bucket instead of the directory, which then only holds what is being received; empty, the directory.
DOCUMENTS_S3 = read_bucket("MAISON_DOCUMENTS_S3")
#: Biggest file accepted, in mebibytes.
DOCUMENTS_TAILLE_MAX_MIO = read_int("MAISON_DOCUMENTS_TAILLE_MAX_MIO", 25)
#: Files are sealed as they arrive: Django's own handlers would write them in clear.
FILE_UPLOAD_HANDLERS = ["socle.documents.televersement.SealedUploadHandler"]
#: Where clamd listens: ``unix:///run/clamav/clamd.ctl`` or ``tcp://host:3310``; empty, nothing is analysed.
CLAMD = read_address("MAISON_CLAMD", {"unix", "tcp"})

# --- mail of notices --------------------------------------------------------------------

#: Where mails leave from, ``smtps://user:password@host``; empty, notices are on the screen only.
COURRIEL = read_mail("MAISON_COURRIEL")
#: Who they come from, and the address of this site, which they link to.
DEFAULT_FROM_EMAIL = read_str("MAISON_COURRIEL_DE", "")
ADRESSE_DU_SITE = read_address("MAISON_ADRESSE", {"http", "https"}).rstrip("/")
if COURRIEL and not ("@" in DEFAULT_FROM_EMAIL and ADRESSE_DU_SITE):
    raise ImproperlyConfigured("MAISON_COURRIEL needs MAISON_COURRIEL_DE and MAISON_ADRESSE.")
EMAIL_BACKEND = "socle.notifications.facteur.Facteur"
#: Seconds a mail server is given for each answer.
EMAIL_TIMEOUT = 20

# --- text messages to who is on call ------------------------------------------------------

#: Where a gateway takes them, and the token it knows us by; empty, the mail and the screen alone tell.
SMS_URL = read_sms("MAISON_SMS_URL")
SMS_JETON = read_str("MAISON_SMS_JETON", "")
#: Who they come from, as the telephone shows it.
SMS_EXPEDITEUR = read_str("MAISON_SMS_EXPEDITEUR", "Maison")
if SMS_URL and not (SMS_JETON and ADRESSE_DU_SITE):
    raise ImproperlyConfigured("MAISON_SMS_URL needs MAISON_SMS_JETON and MAISON_ADRESSE.")
#: Seconds a gateway is given for each answer.
SMS_DELAI = 10

# --- what a form may weigh ---------------------------------------------------------------

#: A pasted novel is refused beside its field, with a sentence, rather than by a closed door.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# --- exceptions to the perimeter ------------------------------------------------------------

#: Days a right granted on one child may run at most.
ACCORD_DUREE_MAX_JOURS = read_int("MAISON_ACCORD_DUREE_MAX_JOURS", 183)
#: Break-glass: how long a file stays open, and how many attempts a person has in an hour.
ACCES_EXCEPTIONNEL_HEURES = read_int("MAISON_ACCES_EXCEPTIONNEL_HEURES", 4)
ACCES_EXCEPTIONNEL_ESSAIS = read_int("MAISON_ACCES_EXCEPTIONNEL_ESSAIS", 5)

# --- headers --------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CSRF_COOKIE_SAMESITE = "Lax"

HTTPS = read_bool("MAISON_HTTPS", "1")

# --- logs -----------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "impersonnel": {
            "()": "socle.outils.traces.ImpersonalFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "impersonnel"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Django's own: no e-mail to administrators, whose reports hold what was typed.
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
