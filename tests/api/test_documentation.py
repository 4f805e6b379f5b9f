"""The API's own documentation: whole, fresh, and loading nothing from elsewhere."""

from __future__ import annotations

import json
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from openapi_spec_validator import OpenAPIV31SpecValidator

from api import codes
from api.views import documentation
from config import glossary_doc

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def document() -> Any:
    return SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]


class TestDocument:
    def test_is_openapi_3_1(self, document: Any) -> None:
        assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []

    def test_is_served_as_it_is_written_and_made_once(self, document: Any) -> None:
        assert Client().get("/api/v1/schema/").json() == json.loads(json.dumps(document, default=str))
        made = documentation._document.cache_info().misses
        assert Client().get("/api/v1/schema/?version=2").json()["info"]["version"] == "1"
        assert documentation._document.cache_info().misses == made

    def test_of_one_tag_is_sound_and_lacks_nothing_of_it(self, document: Any) -> None:
        found: set[tuple[str, str]] = set()
        for tag in document["tags"]:
            part = Client().get("/api/v1/schema/", {"tag": tag["name"]}).json()
            assert [one["name"] for one in part["tags"]] == [tag["name"]]
            found |= {(path, method) for path, one in part["paths"].items() for method in one}
            assert set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(part))) <= set(
                part["components"]["schemas"]
            )
        assert found == {(path, method) for path, one in document["paths"].items() for method in one}
        part = Client().get("/api/v1/schema/?tag=clock").json()
        assert list(OpenAPIV31SpecValidator(part).iter_errors()) == []
        assert len(part["components"]["schemas"]) < 10
        assert Client().get("/api/v1/schema/?tag=none").status_code == 404

    def test_says_of_every_operation_what_may_go_wrong(self, document: Any) -> None:
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                assert {"400", "404", "405"} <= set(operation["responses"]), path
                assert operation["summary"], path
                assert (method == "get") == ("422" not in operation["responses"]), path

    def test_says_what_every_answer_holds(self, document: Any) -> None:
        untyped = []
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                for status, answer in operation["responses"].items():
                    shape = answer.get("content", {}).get("application/json", {}).get("schema")
                    if status.startswith("2") and shape is not None and not _is_typed(shape, document):
                        untyped.append((method, path))
        assert untyped == []

    def test_names_tags_in_both_languages(self, document: Any) -> None:
        used = {tag for path in document["paths"].values() for one in path.values() for tag in one["tags"]}
        said = {tag["name"]: tag["description"] for tag in document["tags"]}
        assert set(said) == used
        assert all(re.search(r"[一-鿿].* · .*[A-Za-z]", words) for words in said.values())

    def test_names_every_parameter_of_a_list(self, document: Any) -> None:
        asked = {
            p["name"] for p in document["paths"]["/api/v1/deals/"]["get"]["parameters"] if p["in"] == "query"
        }
        assert {"kind", "method", "phase", "region", "sort", "limit", "cursor"} <= asked

    def test_knows_both_ways_to_say_who_one_is(self, document: Any) -> None:
        assert set(document["components"]["securitySchemes"]) == {"token", "cookieAuth"}

    def test_closes_lists_of_words(self, document: Any) -> None:
        schemas = document["components"]["schemas"]
        assert "bidding" in schemas["PhaseEnum"]["enum"]
        assert "land" in schemas["KindEnum"]["enum"]
        assert "listing" in schemas["MethodEnum"]["enum"]


def _is_typed(shape: Any, document: Any) -> bool:
    """Tell whether a schema says what an answer holds; an object without properties says nothing."""
    if "$ref" in shape:
        shape = document["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
    if shape.get("type") == "array":
        return _is_typed(shape["items"], document)
    return shape.get("type") not in (None, "object") or bool(
        {"properties", "oneOf", "anyOf", "allOf"} & set(shape)
    )


class TestCodes:
    def test_are_found_where_they_are_written(self) -> None:
        found = {(one.code, one.status) for one in codes.known()}
        assert {
            ("unknown_parameter", 400), ("not_authenticated", 401), ("role_not_allowed", 403), ("not_found", 404), ("step_refused", 409),
            ("key_reused", 422), ("throttled", 429), ("period_not_over", None), ("operator_bids", None),
        } <= found  # fmt: skip

    def test_are_said_in_both_languages(self) -> None:
        silent = [
            one.code
            for one in codes.known()
            if not re.search(r"[一-鿿]", one.words.zh + "中" * ("…" in one.words.zh))
        ]
        assert silent == []


class TestPage:
    def test_loads_from_here_alone(self) -> None:
        assert "?tag=clock" in Client().get("/api/v1/docs/").text
        assert Client().get("/api/v1/docs/?tag=none").status_code == 404
        answer = Client().get("/api/v1/docs/?tag=clock")
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert not re.search(r'(src|href)="(https?:)?//', page)
        assert "<style" not in page
        assert not re.search(r"<script>[^<]", page)
        script = re.search(r'<script src="(/api/v1/docs/[^"]*)"', page)
        assert script is not None
        answer = Client().get(script[1].replace("&amp;", "&"))
        assert answer["Content-Type"].startswith("application/javascript")
        assert b"SwaggerUIBundle" in answer.content and b"tag\\u003Dclock" in answer.content

    def test_is_linked_from_the_pages(self) -> None:
        assert '/api/v1/docs/"' in Client().get("/").content.decode()


class TestGlossary:
    def test_is_fresh(self) -> None:
        assert glossary_doc.FILE.read_text(encoding="utf-8") == glossary_doc.page()

    def test_refuses_to_be_stale(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(glossary_doc, "page", lambda: "other")
        with pytest.raises(Exception, match="stale"):
            call_command("write_glossary", check=True, stdout=StringIO())
