"""The part of the sign-up form that is ours; django-allauth adds e-mail address and password."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.functional import lazystr

from accounts import words
from accounts.models import User


class SignupForm(forms.Form):
    """Ask how a new user is called; settings name it as `ACCOUNT_SIGNUP_FORM_CLASS`."""

    display_name = forms.CharField(max_length=100, label=lazystr(words.PAGES["display_name"]))

    def signup(self, request: HttpRequest, user: User) -> None:
        """Do nothing more: the adapter stores what the form holds."""
