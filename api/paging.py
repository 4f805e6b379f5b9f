"""Pages of long lists."""

from __future__ import annotations

from rest_framework import pagination
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from api import asking, cursors
from foundation.text import Text


class Pages(pagination.CursorPagination):
    """
    Cursor pages: stable while rows are added, as fast on the last page as on the first.

    Cursors are sealed for their list and order: what comes back was given out here, so it holds a value of the column, and
    nobody reads that value in it.
    """

    page_size = 50
    page_size_query_param = "limit"
    max_page_size = asking.LIMIT.most

    def __init__(self, name: str, order: str) -> None:
        self.ordering = (order, "-pk" if order.startswith("-") else "pk")
        self._list = f"{name}.{order}"

    def encode_cursor(self, cursor: pagination.Cursor) -> str:
        """Return the address of the page that begins at a cursor."""
        token = cursors.word(list(cursor), of=self._list)
        return replace_query_param(str(self.base_url), self.cursor_query_param, token)

    def decode_cursor(self, request: Request) -> pagination.Cursor | None:
        """
        Return the cursor of the address; None on the first page.

        :raises BadQuery: for one that was not given out for this list.
        """
        raw = request.query_params.get(self.cursor_query_param)
        if raw is None:
            return None
        try:
            return pagination.Cursor(*cursors.place(raw, of=self._list))
        except ValueError as error:
            words = Text("请使用 next 给出的地址", "Follow the address that `next` gave")
            raise asking.BadQuery("bad_cursor", words, fields={self.cursor_query_param: [words]}) from error
