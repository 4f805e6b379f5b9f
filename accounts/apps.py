"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Parties, members, roles, certificates and sign-in."""

    name = "accounts"
    verbose_name = "主体与账户"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks."""
        from accounts import checks  # noqa: F401  registering is what the import is for
