"""System checks: sign-in is only as strong as its settings, so the settings are looked at."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register

WANTED = {
    "ACCOUNT_ADAPTER": "accounts.adapter.AccountAdapter",
    "ACCOUNT_LOGIN_METHODS": {"email"},
    "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
    "ACCOUNT_UNIQUE_EMAIL": True,
    "ACCOUNT_PREVENT_ENUMERATION": True,
    "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
    "ACCOUNT_LOGOUT_ON_GET": False,
}
NEEDED_MFA_TYPES = {"totp", "webauthn", "recovery_codes"}
_ABSENT = object()
# What django-allauth does when the setting is not there at all.
_DEFAULTS = {
    "ACCOUNT_UNIQUE_EMAIL": True,
    "ACCOUNT_PREVENT_ENUMERATION": True,
    "ACCOUNT_LOGOUT_ON_GET": False,
}


@register(Tags.security, deploy=True)
def check_sign_in(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Report every setting under which sign-in is weaker than this floor promises."""
    errors = []
    for name, wanted in WANTED.items():
        if getattr(settings, name, _DEFAULTS.get(name, _ABSENT)) != wanted:
            errors.append(Error(f"{name} must be {wanted!r}.", id="accounts.E001"))
    if not set(getattr(settings, "MFA_SUPPORTED_TYPES", ())) >= NEEDED_MFA_TYPES:
        errors.append(Error(f"MFA_SUPPORTED_TYPES must hold {sorted(NEEDED_MFA_TYPES)}.", id="accounts.E002"))
    if getattr(settings, "ACCOUNT_RATE_LIMITS", None) is False:
        errors.append(Error("ACCOUNT_RATE_LIMITS must not be switched off.", id="accounts.E003"))
    if "accounts.middleware.ActorMiddleware" not in settings.MIDDLEWARE:
        errors.append(
            Error("accounts.middleware.ActorMiddleware is missing from MIDDLEWARE.", id="accounts.E004")
        )
    if settings.MODE == "production" and getattr(settings, "MFA_TOTP_INSECURE_BYPASS_CODE", None):
        errors.append(Error("MFA_TOTP_INSECURE_BYPASS_CODE must not be set.", id="accounts.E005"))
    return errors
