"""What every view of the API shares: who asks, and that a request sent twice takes effect once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import sessions
from accounts.actor import Actor
from api import asking, shared
from api.paging import Pages
from api.parsers import StrictJSONParser
from api.problems import Refused
from api.throttles import Writes
from foundation import idempotency
from foundation.errors import Invalid
from foundation.text import Text

KEY_HEADER = "Idempotency-Key"
# What a 304 says again beside what the standard asks for.
_OF_EVERY_READ = (
    "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers",
    "Content-Security-Policy",
    "Yangguang-Time",
)


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer yg_…`: a program acting for one member."""

    def authenticate(self, request: Request) -> tuple[Any, Actor] | None:
        """Return the actor of the token; a wrong token is refused, not read as a visitor."""
        raw = sessions.bearer_token(request._request)
        if raw is None:
            return None
        actor: Actor | None = request._request.actor if request._request.actor.member_id else None  # type: ignore[attr-defined]
        if actor is None:
            raise AuthenticationFailed("The token is unknown, expired or withdrawn.")
        return request._request.user, actor

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme, so that a missing token is 401 and not 403."""
        return "Bearer"


class Door(APIView):
    """A view that knows its actor, reads its query strictly, and acts at most once for an idempotency key."""

    authentication_classes = (TokenAuthentication, SessionAuthentication)
    parser_classes: Sequence[type[BaseParser]] = (StrictJSONParser,)
    throttle_classes = (Writes,)

    # The words that a GET takes in its query; any other is refused, and so is every word of a write.
    asks: Sequence[asking.Ask] = ()
    _throttles: Sequence[Any] = ()
    # Whether a body is read whole at once, within the instance's limit; else the view, or its parser, reads it.
    reads_body = True
    # Whether a visitor's GET depends on nothing but the address and the database, not on chance; and whether on the hour.
    is_shared = False
    tells_the_hour = False

    def is_shared_for(self, request: HttpRequest) -> bool:
        """Tell whether the answer to this request is one that visitors share."""
        return self.is_shared

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer; what every visitor gets alike is kept while the database shows the same."""

        def make() -> HttpResponse:
            response: Any = super(Door, self).dispatch(request, *args, **kwargs)
            if isinstance(response, Response):
                response.render()
            return response if response.streaming else _marked(request, response)

        key = shared.key_of(request) if self.is_shared_for(request) else None
        response = (
            make() if key is None else shared.shelf.answer(key, make, tells_the_hour=self.tells_the_hour)
        )
        etag = response.get("ETag")
        if etag is not None and request.method in ("GET", "HEAD"):
            held = {name: response[name] for name in _OF_EVERY_READ if name in response}
            response = get_conditional_response(request, etag=etag, response=response) or response
            for name, value in held.items():
                response[name] = value
        return response

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """
        Let no cache on the way keep what was meant for one reader, nor give out what is old.

        Pages of other sites may read what every visitor may: without credentials, so never in somebody's name.
        """
        finished: Any = super().finalize_response(request, response, *args, **kwargs)
        is_own = "Authorization" in request.headers or settings.SESSION_COOKIE_NAME in request.COOKIES
        finished.headers.setdefault("Cache-Control", "no-store" if is_own else "no-cache")
        finished["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        patch_vary_headers(finished, ("Authorization", "Cookie"))
        if request.method in ("GET", "HEAD") and not is_own:
            finished["Access-Control-Allow-Origin"] = "*"
            finished["Access-Control-Expose-Headers"] = "ETag, Retry-After, X-Request-ID, Yangguang-Time"
        for throttle in self._throttles:
            throttle.tell(finished)
        return finished

    def get_throttles(self) -> list[Any]:
        """Keep them, for what they have to tell."""
        self._throttles = [throttle() for throttle in self.throttle_classes]
        return list(self._throttles)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """
        Read the query and the body whole, so that its fingerprint can be taken; files, and long bodies, are read as they come.

        :raises BadQuery: for a query that is not understood.
        :raises Refused: 413 for more than the instance takes.
        """
        super().initial(request, *args, **kwargs)
        self.asked = asking.read(request.query_params, self.asks if request.method in ("GET", "HEAD") else ())
        is_whole = self.reads_body and not (request.content_type or "").startswith("multipart/")
        if is_whole:
            try:
                _ = request._request.body
            except RequestDataTooBig as error:
                words = Text("请求内容过大", "The body is too large")
                raise Refused(413, "body_too_large", words) from error

    def page(
        self,
        request: Request,
        rows: QuerySet[Any],
        shape: type[serializers.Serializer[Any]],
        *,
        order: str = "-id",
    ) -> Response:
        """Answer one cursor page of the rows that were asked for, in the order that was, else in `order`; unique."""
        for ask in self.asks:
            if ask.name in self.asked:
                rows = ask.sift(rows, self.asked[ask.name])
        pages = Pages(type(self).__name__, str(self.asked.get("sort", order)))
        found: Any = pages.paginate_queryset(rows, request, view=self)
        context = {"actor": self.actor, **self.context_of(found)}
        return pages.get_paginated_response(shape(found, many=True, context=context).data)

    def context_of(self, rows: Sequence[Any]) -> Mapping[str, Any]:
        """Return what the shape of a page needs besides its rows: asked for all of them at once."""
        return {}

    @property
    def actor(self) -> Actor:
        """Who asks."""
        found: Actor = self.request._request.actor  # type: ignore[attr-defined]
        return found

    def act(
        self,
        request: Request,
        effect: Callable[[], Response],
        *,
        deal: str | None = None,
        content: bytes | None = None,
        told_once: Sequence[str] = (),
    ) -> HttpResponseBase:
        """
        Run `effect` and answer with its response; under an idempotency key, the same bytes every time.

        Without the header the request simply acts; programs that may retry send one. `content` stands for the body
        where the same content may be written in different bytes, or must not be kept as a plain digest. The fields
        `told_once` are secrets: the first answer tells them, what is kept of it and sent again has null there.
        """
        named = self.key_of(request, content)
        if named is None:
            return effect()
        with idempotency.once(named) as attempt:
            if attempt.answer is not None:
                return _replay(attempt.answer)
            response = effect()
            kept = response.data | dict.fromkeys(told_once) if told_once else response.data
            answer = JSONRenderer().render(kept) if kept is not None else b""
            headers = [(n, v) for n, v in response.items() if n.lower() in ("location", "etag")]
            attempt.remember(
                response.status_code, [*headers, ("Content-Type", "application/json")], answer, deal=deal
            )
            return response if told_once or attempt.answer is None else _replay(attempt.answer)

    def key_of(self, request: Request, content: bytes | None = None) -> idempotency.Key | None:
        """Return the idempotency key of a request; None if it sent none. `content` stands for the body as in `act`."""
        key_of = self.keys_of(request, content)
        return key_of and key_of(self.actor)

    def keys_of(
        self, request: Request, content: bytes | None = None
    ) -> Callable[[Actor], idempotency.Key] | None:
        """Return the idempotency key that `key_of` returns, once it is known whose it is."""
        key = request.headers.get(KEY_HEADER)
        if key is None:
            return None
        raw = request._request
        body = raw.body if content is None else content
        mark = idempotency.fingerprint(raw.method or "", raw.get_full_path(), body)
        return lambda actor: idempotency.Key(f"member:{actor.label}", key, mark)


def parsed(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """
    Return the validated body of a write.

    :raises ValidationError: for wrong fields.
    :raises Invalid: `unknown_field` for fields that the shape does not know.
    """
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    _refuse_unknown(given, request.data)
    return dict(given.validated_data)


def parsed_alike(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """
    Return the validated body as `parsed` does, for a shape of plain fields whose bodies come by the hundred a second.

    The framework makes the fields of a shape anew for each body; here they are made once, and anew to say what is wrong.
    """
    kept = _made_once(shape)
    try:
        found = kept.run_validation(request.data)
    except serializers.ValidationError:
        return parsed(shape, request)
    _refuse_unknown(kept, request.data)
    return dict(found)


@cache
def _made_once(shape: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    return shape()


def _refuse_unknown(shape: serializers.Serializer[Any], given: Any) -> None:
    words = Text("没有这个字段", "There is no such field")
    if unknown := {name: [words] for name in _unknown(shape, given, "")}:
        raise Invalid(
            "unknown_field", Text("有不认识的字段", "Some fields are not known here"), fields=unknown
        )


def _unknown(shape: Any, given: Any, path: str) -> Iterator[str]:
    """Yield the dotted names of what was sent and the shape does not know."""
    if isinstance(shape, serializers.ListSerializer) and isinstance(given, list):
        for index, row in enumerate(given):
            yield from _unknown(shape.child, row, f"{path}{index}.")
    elif isinstance(shape, serializers.Serializer) and isinstance(given, Mapping):
        for name, inner in given.items():
            if name not in shape.fields:
                yield f"{path}{name}"
            else:
                yield from _unknown(shape.fields[name], inner, f"{path}{name}.")


@cache
def pages_of(shape: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    """Return how a cursor page of `shape` is described in the API's document."""
    return inline_serializer(
        name=f"{shape.__name__.removesuffix('Serializer')}Page",
        fields={
            "next": serializers.CharField(allow_null=True, help_text="The address of the next page"),
            "previous": serializers.CharField(allow_null=True),
            "results": shape(many=True),
        },
    )


def _marked(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give a whole answer to a read the digest of its bytes as its ETag: it counts nothing that the body does not show."""
    if request.method in ("GET", "HEAD") and response.status_code == 200:
        response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    return response


def _replay(answer: idempotency.Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status)
    for name, value in answer.headers:
        response[name] = value
    return response
