"""The web server before the application: what it serves itself, whom it asks for the rest, and what it tells them."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from django.contrib.staticfiles.finders import get_finders
from django.test import RequestFactory, override_settings
from django.urls import reverse

from api.views import bulk
from config.embedded.process import sweep
from config.environment import BASE
from config.launch.front import TEMPLATE, Ports, filled, front, installed
from config.launch.instance import Instance
from config.launch.ports import claimed_port
from config.supervisor import Program
from foundation import transparency_urls
from tests.house.behind import BETWEEN, behind
from trading.actions import documents

HASHED = "portal/site.0123456789ab.css"
STYLE = b"body { color: #111 } /* " + b"x" * 2_000 + b" */"
TILE, PARTIAL, PROOF = "tile/0/x001/067", "tile/entries/000.p/7", f"proof/{'a' * 32}.tlog-proof"
HEADS = ("checkpoint", "candidate", "witnessed", "policy", PROOF)
LOG = (
    "Content-Type",
    "Cache-Control",
    "Access-Control-Allow-Origin",
    "Content-Security-Policy",
    "X-Content-Type-Options",
)
BULK = ("index.json", "compiled.jsonl.gz", "releases-2026-03.csv.zip", "compiled-0001.xlsx")
OUTSIDE = b"nobody's to read"
PLAIN, KEPT = "text/plain; charset=utf-8", "public, max-age=31536000, immutable"
RECORD = {
    f"by-digest/ab/cd/abcd{'0' * 60}": (b"{}", "application/octet-stream", KEPT),
    "head": (b"a head", PLAIN, "no-cache"),
    "key": (b"a key", PLAIN, "no-cache"),
    "manifest/000/000/000.jsonl": (b"{}\n", "application/x-ndjson", "no-cache"),
    "notices/YG-1-abcd/1.html": (b"<p>", "text/html; charset=utf-8", "no-cache"),
    "notices/YG-1-abcd/1.json": (b"{}", "application/json", "no-cache"),
    "notices/YG-1-efgh/1.json.withdrawn": (b"a tombstone", "application/octet-stream", "no-cache"),
}


def written(folder: Path) -> dict[str, str]:
    """Write what the server serves itself; return the settings that say where."""
    log, static, bulk = folder / "a log", folder / "static", folder / "bulk"  # one with a space in its name
    record = folder / "a record"
    for path, content in (
        (static / HASHED, STYLE),
        (static / "portal" / "site.css", STYLE),
        (folder / "outside.css", OUTSIDE),
        *((log / name, b"\x00\x01tile") for name in (TILE, PARTIAL)),
        *((log / name, f"{name}\n".encode()) for name in HEADS),
        (log / "key", OUTSIDE),
        *((bulk / name, name.encode()) for name in BULK),
        (bulk / ".state.json", OUTSIDE),
        *((record / name, content) for name, (content, _, _) in RECORD.items()),
        (record / ".drafts" / "0", OUTSIDE),
        (record / "notices" / ".draft", OUTSIDE),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return {
        "YANGGUANG_STATIC_ROOT": str(static),
        "YANGGUANG_BULK_ROOT": str(bulk),
        "YANGGUANG_TRANSPARENCY_ROOT": str(log),
        "YANGGUANG_RECORD_ROOT": str(record),
    }


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Program, httpx.Client, Path]]:
    """The server as `bin/run` starts it, a visitor, and the folder of the log."""
    instance = Instance(tmp_path_factory.mktemp("front"))
    environment = written(instance.var)
    for folder in (instance.logs, instance.run):
        folder.mkdir(exist_ok=True)
    with ExitStack() as until:
        processes = [until.enter_context(behind(name)) for name in ("web", "evaluation", "rooms")]
        port = until.enter_context(claimed_port(0))
        client = until.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60))
        program = front(instance, environment, Ports(port, *processes), ready=lambda: answers(client))
        until.callback(program.stop)
        program.start()
        yield program, client, Path(environment["YANGGUANG_TRANSPARENCY_ROOT"])


@pytest.fixture
def client(served: tuple[Program, httpx.Client, Path]) -> httpx.Client:
    return served[1]


def answers(client: httpx.Client, status: int = 200) -> bool:
    try:
        return client.get("/").status_code == status
    except httpx.TransportError:
        return False


def asked(client: httpx.Client, path: str, method: str = "GET", **more: Any) -> dict[str, Any]:
    """Return what the process behind was asked, and which it was."""
    found: dict[str, Any] = client.request(method, path, **more).json()
    return found


def raw(client: httpx.Client, path: str) -> tuple[int, bytes]:
    """Ask for a path as it is written: a client that is one would tidy it up."""
    with closing(http.client.HTTPConnection(client.base_url.host, client.base_url.port, timeout=60)) as line:
        line.request("GET", path)
        answer = line.getresponse()
        return answer.status, answer.read()


class TestStaticFiles:
    def test_with_their_digest_in_the_name_are_kept_for_good(self, client: httpx.Client) -> None:
        answer = client.get(f"/static/{HASHED}")
        assert answer.content == STYLE
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    def test_without_are_asked_for_anew_and_not_sent_again(self, client: httpx.Client) -> None:
        answer = client.get("/static/portal/site.css")
        assert answer.headers["Cache-Control"] == "no-cache"
        again = client.get("/static/portal/site.css", headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    @pytest.mark.parametrize(
        "path",
        ["/static/", "/static/portal", "/static/portal/", "/static/none.css", "/static/../outside.css", "/static/%2e%2e/outside.css",
         "/static/portal/..%2f..%2f..%2foutside.css", "/static../outside.css"],
    )  # fmt: skip
    def test_that_are_none_are_the_applications_to_refuse(self, path: str, client: httpx.Client) -> None:
        """No folder is listed, and no way leads out of it."""
        status, content = raw(client, path)
        assert OUTSIDE not in content
        assert status in (301, 400) or json.loads(content)["of"] == "web"

    def test_have_types_that_the_server_knows(self) -> None:
        block = re.search(r"types \{\n(.*?)\}", TEMPLATE.read_text(), re.DOTALL)
        assert block
        known = {ending for line in block[1].split(";") for ending in line.split()[1:]}
        names = {Path(name) for finder in get_finders() for name, _ in finder.list(None)}
        assert {name.suffix[1:] for name in names if name.suffix} <= known
        assert {"css", "js", "svg"} <= known


class TestLog:
    @pytest.mark.parametrize("name", [TILE, PARTIAL, *HEADS])
    def test_file_comes_as_the_application_gives_it(
        self, name: str, served: tuple[Program, httpx.Client, Path]
    ) -> None:
        _, client, folder = served
        answer = client.get(f"/log/{name}")
        with override_settings(TRANSPARENCY_ROOT=folder):
            own = transparency_urls.file(RequestFactory().get(f"/log/{name}"), name)
        assert (answer.status_code, answer.content) == (200, own.content)
        assert {one: answer.headers.get(one) for one in LOG} == {one: own[one] for one in LOG}

    @pytest.mark.parametrize("name", HEADS)
    def test_head_is_never_taken_for_the_one_before(self, name: str, client: httpx.Client) -> None:
        """Two of one second and of one length would look alike to whoever compares these."""
        answer = client.get(f"/log/{name}", headers={"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"})
        assert answer.status_code == 200
        assert "ETag" not in answer.headers
        assert "Last-Modified" not in answer.headers

    @pytest.mark.parametrize(
        "path", ["", "key", "tile/9/000", "tile/0/../../key", "tile/0/x001", "tile/0/x001/068", "proof/a"]
    )
    def test_what_is_none_of_its_files_is_the_applications_to_refuse(
        self, path: str, client: httpx.Client
    ) -> None:
        status, content = raw(client, f"/log/{path}")
        assert (status, json.loads(content)["of"]) == (200, "web")

    def test_takes_cosignatures_through_the_application(self, client: httpx.Client) -> None:
        found = asked(client, "/log/cosignatures", "POST", content=b"cosigned")
        assert (found["of"], found["asked"], found["body"]) == ("web", "POST /log/cosignatures", "cosigned")


class TestFilesOfTheFeed:
    @pytest.mark.django_db  # closing an answer of the application says that a request is over
    @pytest.mark.parametrize("name", BULK)
    def test_come_as_the_application_gives_them(
        self, name: str, served: tuple[Program, httpx.Client, Path]
    ) -> None:
        _, client, folder = served
        answer = client.get(f"/ocds/bulk/{name}")
        with override_settings(BULK_ROOT=folder.parent / "bulk"):
            own = bulk.file(RequestFactory().get(f"/ocds/bulk/{name}"), name)
        assert (answer.status_code, answer.content) == (200, name.encode())
        told = {*LOG, *({"ETag"} if "ETag" in own else ())}
        assert {one: answer.headers.get(one) for one in told} == {one: own[one] for one in told}
        own.close()

    def test_are_not_sent_again(self, client: httpx.Client) -> None:
        etag = client.get(f"/ocds/bulk/{BULK[1]}").headers["ETag"]
        again = client.get(f"/ocds/bulk/{BULK[1]}", headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")

    @pytest.mark.parametrize(
        "path", [".state.json", "", "compiled.xlsx", "../outside.css", "compiled-00001.xlsx"]
    )
    def test_and_what_is_none_of_them_is_the_applications_to_refuse(
        self, path: str, client: httpx.Client
    ) -> None:
        status, content = raw(client, f"/ocds/bulk/{path}")
        assert (status, json.loads(content)["of"]) == (200, "web")


class TestRecord:
    @pytest.mark.parametrize("name", RECORD)
    def test_file_comes_with_its_type_for_anybody(self, name: str, client: httpx.Client) -> None:
        content, kind, kept = RECORD[name]
        answer = client.get(f"/record/{name}")
        assert (answer.status_code, answer.content) == (200, content)
        assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == (kind, kept)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "script" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")

    def test_file_is_not_sent_again(self, client: httpx.Client) -> None:
        held = client.get("/record/notices/YG-1-abcd/1.html").headers["ETag"]
        again = client.get("/record/notices/YG-1-abcd/1.html", headers={"If-None-Match": held})
        assert (again.status_code, again.content) == (304, b"")

    def test_head_is_never_taken_for_the_one_before(self, client: httpx.Client) -> None:
        answer = client.get("/record/head", headers={"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"})
        assert (answer.status_code, answer.headers.get("ETag"), answer.headers.get("Last-Modified")) == (
            200,
            None,
            None,
        )

    def test_file_that_was_withdrawn_is_gone_and_its_tombstone_says_why(self, client: httpx.Client) -> None:
        answer = client.get("/record/notices/YG-1-efgh/1.json")
        assert (answer.status_code, answer.content) == (410, b"a tombstone")
        assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == (PLAIN, "no-cache")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize(
        "path",
        ["", "notices/", "notices/YG-1-abcd/", "notices/none.json", ".drafts/0", "notices/.draft", "notices/../../outside.css",
         "notices/%2e%2e/.drafts/0", f"by-digest/ab/cd/{'0' * 64}"],
    )  # fmt: skip
    def test_what_is_none_of_its_files_is_the_applications_to_refuse(
        self, path: str, client: httpx.Client
    ) -> None:
        """Its writer's drafts among them; the status is the application's."""
        status, content = raw(client, f"/record/{path}")
        assert OUTSIDE not in content
        assert (status, json.loads(content)["of"]) == (200, "web")


class TestBehind:
    @pytest.mark.parametrize(
        ("path", "name"),
        [
            ("/", "web"),
            ("/notices/?text=%E5%B7%A5%E7%A8%8B&page=2", "web"),
            ("/api/v1/lots/lot_1/opening/", "web"),
            ("/api/v1/lots/lot_1/auction/", "web"),
            ("/api/v1/lots/lot_1/opening/readings/", "evaluation"),
            ("/api/v1/lots/lot_1/evaluation/blind/", "evaluation"),
        ],
    )
    def test_each_address_has_its_process(self, path: str, name: str, client: httpx.Client) -> None:
        found = asked(client, path)
        assert (found["of"], found["asked"]) == (name, f"GET {path}")

    def test_the_way_of_a_bid_is_one_that_a_web_of_its_own_may_answer(self) -> None:
        """Where none is, readers and bidders share one."""
        way = re.search(r'location ~ "([^"]+)" \{\s+proxy_pass http://bids;', TEMPLATE.read_text())
        assert way
        lot = {"lot_id": "lot_1"}
        for name in ("auction-moves", "auction-hosting", "portal-auction-room"):
            assert re.search(way[1], reverse(name, kwargs=lot)), name
        assert re.search(way[1], reverse("auction-door"))
        assert not re.search(way[1], reverse("portal-auction", kwargs=lot))

    @pytest.mark.parametrize(
        "path",
        ["/api/v1/lots/lot_1/auction/events", "/api/v1/trials/trial-1/events/", "/api/v1/changes/events"],
    )
    def test_streams_are_passed_on_as_they_come(self, path: str, client: httpx.Client) -> None:
        BETWEEN.clear()
        with client.stream("GET", path) as answer:
            lines = answer.iter_lines()
            assert next(lines) == "data: one"
            BETWEEN.set()  # only whoever has the first lets the second come
            assert [line for line in lines if line] == ["data: two"]

    def test_is_told_who_asks_and_at_which_address(self, client: httpx.Client) -> None:
        given = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}
        told = asked(client, "/", headers=given)["told"]
        assert (told["X-Forwarded-For"], told["X-Forwarded-Proto"]) == ("127.0.0.1", "http")
        assert told["Host"] == f"{client.base_url.host}:{client.base_url.port}"

    def test_is_passed_on_what_the_page_and_the_reader_say_of_keeping(self, client: httpx.Client) -> None:
        answer = client.get("/", headers={"If-None-Match": '"held"', "Accept-Encoding": "identity"})
        assert answer.headers["ETag"] == '"of the application"'
        assert answer.json()["told"]["If-None-Match"] == '"held"'

    def test_answers_are_compressed_for_who_asks_for_it(self, client: httpx.Client) -> None:
        query = "x" * 2_000
        with client.stream("GET", f"/?{query}", headers={"Accept-Encoding": "gzip"}) as answer:
            raw = b"".join(answer.iter_raw())
        assert len(raw) < 1_000
        assert query in json.loads(gzip.decompress(raw))["asked"]
        assert answer.headers["ETag"] == 'W/"of the application"'
        assert "Accept-Encoding" in answer.headers["Vary"]

    def test_gets_what_it_takes_itself_and_refuses_in_words_what_is_a_little_more(self) -> None:
        most = re.search(r"client_max_body_size (\d+)m;", TEMPLATE.read_text())
        assert most
        assert int(most[1]) * 1024**2 > documents.MAX_FILE_BYTES + 64 * 1024

    def test_tells_nobody_what_it_is_in_detail(self, client: httpx.Client) -> None:
        assert client.get("/").headers["Server"] == "nginx"


PAGE = "text/html; charset=utf-8"
PROGRAMS = [("/api/v1/deals/", "application/problem+json"), ("/ocds/releases", "application/problem+json")]


def refused_unread(port: int, path: str) -> tuple[int, str, str]:
    """Announce a body larger than anybody takes, and send none of it."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as line:
        line.putrequest("POST", path)
        line.putheader("Content-Length", str(1024**3))
        line.endheaders()
        answer = line.getresponse()
        return answer.status, answer.headers["Content-Type"], answer.read().decode()


def test_says_so_in_both_languages_while_nobody_behind_answers(tmp_path: Path) -> None:
    """Its own page, with the status by which programs know to come again."""
    instance = Instance(tmp_path)
    for folder in (instance.logs, instance.run):
        folder.mkdir()
    environment = {
        "YANGGUANG_STATIC_ROOT": str(BASE / "portal" / "static"),
        "YANGGUANG_BULK_ROOT": str(tmp_path),
        "YANGGUANG_TRANSPARENCY_ROOT": str(tmp_path),
        "YANGGUANG_RECORD_ROOT": str(tmp_path),
    }
    with ExitStack() as until:
        port, nobody = (until.enter_context(claimed_port(0)) for _ in range(2))
        client = until.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60))
        program = front(
            instance, environment, Ports(port, nobody, nobody, nobody), lambda: answers(client, status=502)
        )
        until.callback(program.stop)
        program.start()
        for path, told_as in (("/notices/", PAGE), ("/log/none", PAGE), *PROGRAMS):
            answer = client.get(path)
            assert answer.status_code == 502, path
            assert answer.headers["Content-Type"] == told_as, path
            assert "暂时无法访问" in answer.text
            assert "Away for a moment" in answer.text
            assert told_as == PAGE or answer.json()["code"] == "away"
        for path, told_as in (("/lots/lot_1/upload/", PAGE), *PROGRAMS):
            status, kind, words = refused_unread(port, path)
            assert (status, kind) == (413, told_as), path
            assert "Too large" in words
            assert told_as == PAGE or json.loads(words)["code"] == "body_too_large"


def test_is_started_again_after_it_was_killed(served: tuple[Program, httpx.Client, Path]) -> None:
    """Its workers outlive it for a moment, and hold the port."""
    program, client, _ = served
    for _ in range(2):
        assert program.process is not None
        os.kill(program.process.pid, signal.SIGKILL)
        sweep(program.process)  # as the supervisor does
        program.start_again()
        until = time.monotonic() + 60
        while not answers(client):
            assert time.monotonic() < until, "it does not come back"
            time.sleep(0.01)


class TestComposed:
    def test_is_given_everything_that_the_settings_name(self, tmp_path: Path) -> None:
        service = yaml.safe_load((BASE / "compose.yaml").read_text())["services"]["front"]
        given = {name: value.replace("$$", "$") for name, value in service["environment"].items()}
        # Names of other containers and its own folders are not known here.
        here = dict.fromkeys(
            ("FRONT_WEB", "FRONT_BIDS", "FRONT_EVALUATION", "FRONT_ROOMS", "FRONT_LISTEN"), "127.0.0.1:9"
        )
        values = given | here | {"FRONT_RUN": str(tmp_path), "FRONT_USER": "root"}
        settings = tmp_path / "nginx.conf"
        settings.write_text(filled(values))
        checked = subprocess.run(
            [str(installed()), "-t", "-q", "-p", str(tmp_path), "-c", str(settings), "-e", "stderr"],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert checked.returncode == 0, checked.stderr
        assert "X-Forwarded-For $http_x_forwarded_for;" in settings.read_text()
