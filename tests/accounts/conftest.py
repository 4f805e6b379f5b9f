"""Sign-in as this floor asks for it, whatever the settings of the day say, and its pages on a bare base page."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client

from accounts.checks import NEEDED_MFA_TYPES, WANTED
from accounts.models import User
from tests.factories.accounts import UserFactory

PASSWORD = "correct horse battery staple"


@pytest.fixture
def pages(settings: Any) -> Any:
    """Serve this floor's pages alone."""
    settings.ROOT_URLCONF = "tests.accounts.urls"
    settings.LOGIN_REDIRECT_URL = "/who"
    settings.LOGIN_URL = "account_login"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.MFA_SUPPORTED_TYPES = sorted(NEEDED_MFA_TYPES)
    settings.ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
    settings.ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
    for name, value in WANTED.items():
        setattr(settings, name, value)
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [Path(__file__).parent / "templates"]
    settings.TEMPLATES = templates
    cache.clear()
    return settings


@pytest.fixture
def signed_up(db: None) -> User:
    """A user with a verified address and a password."""
    user = UserFactory.create()
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(client: Client, user: User, password: str = PASSWORD) -> Any:
    return client.post("/accounts/login/", {"login": user.email, "password": password})
