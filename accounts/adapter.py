"""How sign-in (django-allauth) fits this house: no user name, no demonstration account where it counts."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts import names, words
from accounts.models import User
from accounts.sessions import is_production
from foundation import clock


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Hooks of django-allauth; settings name it as `ACCOUNT_ADAPTER`."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Store a user who signed up; the e-mail address is kept in lower case."""
        user = super().save_user(request, user, form, commit=False)
        user.email = user.email.lower()
        user.display_name = names.tidy(str(form.cleaned_data.get("display_name", "")))
        user.created_at = clock.now()
        if commit:
            user.save()
        return user

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Stop a demonstration account at the door of a production instance, whatever it signs in with."""
        if user.is_demo and is_production():
            messages.error(request, words.said(words.DEMO_ACCOUNT_REFUSED))
            return redirect("account_login")
        return super().pre_login(request, user, **kwargs)
