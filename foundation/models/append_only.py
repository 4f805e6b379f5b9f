"""Managers for tables whose rows are written once and never changed."""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

from django.db import models

RowT = TypeVar("RowT", bound=models.Model)


class AppendOnlyViolation(TypeError):
    """Raised when code tries to change or remove a row of an append-only table: an error in the code, not of a user."""


def refuse(*_arguments: Any, **_keywords: Any) -> NoReturn:
    """Refuse to change an append-only row; the database refuses too, whoever asks it."""
    raise AppendOnlyViolation("This table is append-only: rows are neither changed nor removed.")


class AppendOnlyQuerySet(models.QuerySet[RowT]):
    """A query set that reads only; rows are added through the functions of the floor."""

    update = refuse
    delete = refuse
    bulk_create = refuse
    bulk_update = refuse
    update_or_create = refuse


AppendOnlyManager = models.Manager.from_queryset(AppendOnlyQuerySet)


class AppendOnlyModel(models.Model):
    """A row that is read only from Python; each such table has one SQL function that writes it."""

    objects = AppendOnlyManager()

    class Meta:
        abstract = True

    def save(self, *_arguments: Any, **_keywords: Any) -> NoReturn:
        """Refuse: the journal's SQL functions are the only writers."""
        refuse()

    def delete(self, *_arguments: Any, **_keywords: Any) -> NoReturn:
        """Refuse: what happened is not taken back by removing its row."""
        refuse()
