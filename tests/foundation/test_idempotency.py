"""A request that is sent twice takes effect once, and only what took effect is remembered."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from foundation.errors import Conflict, Invalid
from foundation.idempotency import Answer, Key, fingerprint, once
from foundation.models import FeedHead, RememberedAnswer
from tests.foundation.processes import in_threads, join

BODY = '{"价": "1,00"}\n'.encode() + b"\x00\xff"
HEADERS = (("Content-Type", "application/json"), ("Location", "/api/v1/lots/lot_1"))
PRINT = fingerprint("POST", "/api/v1/lots", b"{}")


def effects() -> int:
    return FeedHead.objects.count()


def send(key: str = "key-1", print: str = PRINT, scope: str = "mem_1", wait_seconds: float = 60) -> Answer:
    """Do what a door does."""
    with once(Key(scope, key, print), wait_seconds=wait_seconds) as attempt:
        if not attempt.is_replay:
            FeedHead.objects.create(feed=f"effect {effects()}", last=0)
            attempt.remember(201, HEADERS, BODY, deal="deal_1")
        assert attempt.answer is not None
        return attempt.answer


@pytest.mark.django_db
class TestOnce:
    def test_remembers_the_answer_with_its_deal(self) -> None:
        assert send() == Answer(201, HEADERS, BODY)
        assert RememberedAnswer.objects.get().deal == "deal_1"

    def test_gives_the_same_bytes_again_and_acts_once(self) -> None:
        assert send() == send()
        assert effects() == 1

    def test_keeps_the_keys_of_different_senders_apart(self) -> None:
        send(scope="mem_1")
        send(scope="mem_2")
        assert effects() == 2

    def test_refuses_another_request_under_the_key(self) -> None:
        send()
        with pytest.raises(Invalid, match="key_reused"):
            send(print=fingerprint("POST", "/api/v1/lots", b'{"a":1}'))
        assert effects() == 1

    def test_forgets_what_was_refused(self) -> None:
        with pytest.raises(Conflict), once(Key("mem_1", "key-1", PRINT)):
            FeedHead.objects.create(feed="effect", last=0)
            raise Conflict("too_late", "Too late.")
        assert effects() == 0
        assert not RememberedAnswer.objects.exists()
        send()

    def test_remembers_no_refusal(self) -> None:
        with pytest.raises(ValueError, match="took effect"), once(Key("mem_1", "key-1", PRINT)) as attempt:
            attempt.remember(409, (), b"")

    def test_insists_on_an_answer(self) -> None:
        with pytest.raises(RuntimeError, match="remember"), once(Key("mem_1", "key-1", PRINT)):
            FeedHead.objects.create(feed="effect", last=0)
        assert effects() == 0

    @pytest.mark.parametrize("key", ["", " ", "a b", "键", "a\n", "x" * 256])
    def test_refuses_a_malformed_key(self, key: str) -> None:
        with pytest.raises(Invalid, match="key_malformed"):
            send(key)

    @pytest.mark.parametrize("key", ["x", "x" * 255, '"!~'])
    def test_takes_visible_ascii(self, key: str) -> None:
        send(key)

    def test_leaves_the_lock_timeout_as_it_was(self) -> None:
        with once(Key("mem_1", "key-1", PRINT)) as attempt, connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone()[0] == "0"
            attempt.remember(204, (), b"")


class TestFingerprint:
    def test_tells_method_path_and_body_apart(self) -> None:
        prints = {
            fingerprint(*request)
            for request in (
                ("POST", "/a", b"b"),
                ("PUT", "/a", b"b"),
                ("POST", "/ab", b""),
                ("POST", "/", b"ab"),
            )
        }
        assert len(prints) == 4
        assert fingerprint("post", "/a", b"b") in prints


@pytest.mark.django_db(transaction=True)
class TestTwins:
    def test_second_one_waits_and_gets_the_first_ones_answer(self) -> None:
        inside, may_end = threading.Event(), threading.Event()

        def first() -> None:
            with once(Key("mem_1", "key-1", PRINT)) as attempt:
                inside.set()
                may_end.wait(120)
                attempt.remember(201, HEADERS, b"the first one's")

        answers: list[Answer] = []
        twins = in_threads([first])
        assert inside.wait(120)
        twins += in_threads([lambda: answers.append(send())])
        may_end.set()
        join(twins)
        assert answers == [Answer(201, HEADERS, b"the first one's")]
        assert effects() == 0

    def test_second_one_acts_when_the_first_is_undone(self) -> None:
        inside, may_end = threading.Event(), threading.Event()

        def first() -> None:
            with pytest.raises(ZeroDivisionError), once(Key("mem_1", "key-1", PRINT)):
                inside.set()
                may_end.wait(120)
                raise ZeroDivisionError

        twins = in_threads([first])
        assert inside.wait(120)
        twins += in_threads([send])
        may_end.set()
        join(twins)
        assert effects() == 1

    def test_second_one_is_refused_when_the_first_takes_too_long(self) -> None:
        inside, may_end = threading.Event(), threading.Event()

        def first() -> None:
            with once(Key("mem_1", "key-1", PRINT)) as attempt:
                inside.set()
                may_end.wait(120)
                attempt.remember(204, (), b"")

        twins = in_threads([first])
        assert inside.wait(120)
        with pytest.raises(Conflict, match="request_in_flight"):
            send(wait_seconds=0.1)
        may_end.set()
        join(twins)

    def test_ten_at_once_act_once(self) -> None:
        answers: list[Answer] = []
        join(in_threads([lambda: answers.append(send())] * 10))
        assert len(answers) == 10 and len(set(answers)) == 1
        assert effects() == 1
        with transaction.atomic():
            assert RememberedAnswer.objects.count() == 1
