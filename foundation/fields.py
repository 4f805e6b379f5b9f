"""Model fields that every floor uses."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from django.db import models
from django_fsm import ConcurrentTransitionMixin as Mixin
from django_fsm import FSMField, FSMFieldMixin

from foundation import ids

if TYPE_CHECKING:
    _Text = models.CharField[str, str]
else:
    _Text = models.CharField


class IdField(_Text):
    """
    The primary key and public name of a row: `prefix`, underscore, 26 time-ordered characters.

    It keeps the database's own collation. Digits sort before capitals in all of them, so the order is that of
    time, and PostgreSQL refuses to compare two columns whose collations differ (`journal.subject = lot.id`).
    """

    def __init__(self, *args: Any, prefix: str, **kwargs: Any) -> None:
        self.prefix = prefix
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("primary_key", True)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("default", partial(ids.new, prefix))
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Leave the default out of migrations: it follows from the prefix."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("default", None)
        kwargs["prefix"] = self.prefix
        return name, path, args, kwargs


class StateField(FSMField):
    """
    Where a row stands, changed by its model's transitions alone.

    To the database it is text, and so it is in migrations: django-fsm's own field registers every model that a migration renders
    with a signal that all later ones send, which made of migrating an empty database twice the work.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"protected": True}))

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Return what a migration says of it."""
        name, _, args, kwargs = super().deconstruct()
        kwargs.pop("protected", None)
        return name, "django.db.models.CharField", args, kwargs


class ConcurrentTransitionMixin(Mixin):
    """What keeps two transitions of a row from both taking effect: the library's own, which looks for a model's states once."""

    @property
    def state_fields(self) -> Iterable[FSMFieldMixin]:
        """Its states; the library goes through all fields of a model for each instance that is made."""
        return _states(type(self))


@cache
def _states(model: type[Any]) -> tuple[FSMFieldMixin, ...]:
    return tuple(one for one in model._meta.fields if isinstance(one, FSMFieldMixin))
