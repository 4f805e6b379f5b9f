"""
Invented logs of every form, one for each seed: bidders who are early, late and wrong, hosts who pause, extend and withdraw, platforms that
fall silent. Whoever moves mostly knows where the auction stands, so that it gets somewhere, and moves in the milliseconds around an end.
"""

from __future__ import annotations

from random import Random
from typing import Any

from tests.toolkit.auctions.rooms import HOLDERS, RULES, SALT, SECRETS, SEEDS, START, D, by, host, made, rules
from toolkit.auctions import commitments
from toolkit.auctions.moves import Move
from toolkit.auctions.results import Show
from toolkit.auctions.running import begin, seen, step
from toolkit.auctions.showing import WINDOWS
from toolkit.auctions.wellformed import has_windows

OPEN = ("raise", "raise", "raise", "raise", "claim", "waive", "step")
KINDS: dict[str, tuple[str, ...]] = {
    "called_auction": ("raise", "raise", "claim", "waive", "step", "call", "call", "call", "hammer"),
    "descending_clock": ("take", "quote"),
    "dynamic_quotation": OPEN,
    "listing": OPEN,
    "multi_round": ("quote", "quote", "claim", "waive"),
    "open_rounds": OPEN,
    "reverse_open": OPEN,
    "reverse_rounds": ("quote", "quote", "cancel"),
    "share_auction": ("quote",),
    "single_quote": ("quote", "quote", "claim", "waive"),
    "weighted_quotation": ("quote",),
}
PHASES: dict[str, tuple[str, ...]] = {
    "asking": ("ask", "ask", "ask", "raise"),
    "conditions": ("offer", "offer", "raise"),
    "written": ("quote",),
    "draw": ("ask",),
    "priority": ("claim", "waive"),
    "clock": ("take",),
    "sealed": ("quote", "quote", "take"),
    "closed": ("reveal", "secret", "secret", "score", "score"),
    "paused": ("resume", "resume", "raise", "beat"),
    "showing": ("show", "show", "show", "show", "commit", "quote"),
}
EVERY = sorted({*(kind for kinds in (*KINDS.values(), *PHASES.values()) for kind in kinds)})
SEEDED = [one.model_dump() for one in SEEDS]
RESERVE = commitments.reserve("a", D("1090"), SALT)
OPTIONS: dict[str, list[Any]] = {
    "silence_s": [0, 0, 0, 90], "reserve": ["", "", RESERVE], "seeds": [[], SEEDED], "fewest": [1] * 9 + [5],
    "grid": ["strict", "least"], "self_outbid": ["refused", "allowed"], "large_steps": [0, 2], "ties": ["earliest", "open", "draw"],
    "increments": ["fixed", "changed_by_host"], "largest_increment": ["", "50"], "call_s": [0, 0, 5], "notice_s": [0, 0, 30],
    "least_left_s": [0, 0, 100], "holders": [[], [one.model_dump() for one in HOLDERS]], "priority_s": [0, 60],
    "cap": ["", "1175.50", "1100"], "may_ask": ["admitted", "quoted"], "askers": [1, 2], "pricing": ["own", "uniform"],
    "beyond": ["first", "conditions", "written", "draw"], "sealed_s": [0, 60, 60], "floor": ["0", "985"], "quantity": [100, 7],
    "settle_s": [0, 100], "if_untold": ["no_deal", "stands"], "show_s": [0, 45],
}  # fmt: skip


COMMITTED: dict[str, dict[str, Any]] = {}
"""What bidders keep of the prices that they commit to, by commitment."""


def ruled(seed: int, form: str) -> Any:
    """Return rules of a form: those of the rooms, with what else it may have."""
    chance, known = Random(seed), type(RULES[form]).model_fields
    found = {name: chance.choice(values) for name, values in OPTIONS.items() if name in known}
    if form == "share_auction":
        found["reserve"] = ""
    if form != "listing":
        found.pop("cap", None)
    if form == "reverse_open":
        found["holders"] = []
    if found.get("holders") and "priority_s" in found:
        found["priority_s"] = 60
    if found.get("ties") == "draw" or found.get("beyond") == "draw":
        found["seeds"] = SEEDED
    if way := found.get("beyond"):
        way = way if found["cap"] else "first"
        most = "1300" if way == "written" else ""
        found["beyond"] = RULES["listing"].beyond.model_dump() | {
            "way": way,
            "window_s": 120,
            "written_most": most,
        }
    return rules(form, **found | ({} if has_windows(rules(form, **found | {"show_s": 0})) else {"show_s": 0}))


def moved(seed: int, form: str, given: Any) -> tuple[Move, ...]:
    """Return a log of up to thirty moves."""
    chance, run, log, at = (
        Random(seed),
        begin(given),
        list[Any](),
        START + Random(seed).choice([-5000, 0, 1, 30_000]),
    )
    for _ in range(chance.randint(0, 30)):
        now, shown = seen(given, run, at)
        ends = now.clock.world(shown.ends) if shown.ends and not shown.closed else at
        gap = chance.choice([0, 1, 1000, 5000, 20_000, 60_000])
        at = max(at, ends + chance.choice([-1, -1, 0, 1])) if chance.random() < 0.35 else at + gap
        if given.silence_s and chance.random() < 0.8:
            log += made_one(log, host(0, "beat", since=START - 5000), at)
            run, _ = step(given, run, log[-1])
        now, shown = seen(given, run, at)
        log += made_one(log, _any(chance, form, given, run, shown, paused=now.clock.stands), at)
        run, _ = step(given, run, log[-1])
    return tuple(log)


def made_one(log: list[Any], said: Any, at: int) -> list[Any]:
    """Return the next move of a log, at an instant."""
    return [one.model_copy(update={"number": len(log) + 1, "at": at}) for one in made((0, *said[1:]))]


def _any(chance: Random, form: str, given: Any, run: Any, shown: Show, *, paused: bool) -> Any:
    if chance.random() < 0.06 and not paused:
        kind = chance.choice(["pause", "pause", "pause", "extend", "extend", "withdraw", "hammer"])
        said = {"extend": {"seconds": chance.randint(1, 300)}, "hammer": {}}.get(kind, {"reason": "因故"})
        return host(0, kind, **said)
    phase = "paused" if paused and not shown.closed else shown.phase
    kind = chance.choice(EVERY if chance.random() < 0.1 else PHASES.get(phase, KINDS[form]))
    who = chance.choice("1234") if chance.random() < 0.97 else "9"
    if kind == "quote" and given.show_s and shown.phase in WINDOWS and chance.random() < 0.9:
        kind = "commit"
    price = _price(chance, "quote" if kind == "commit" else kind, shown)
    match kind:
        case "commit":
            return by(0, kind, who, commitment=_committed(chance, form, who, price))
        case "show":
            mine = next((one.commitment for one in run.secrecy.commits if one.bidder == who), "")
            said = COMMITTED.get(mine, {"price": "1000", "salt": SALT})
            return by(0, kind, who, **said | ({"price": "1000"} if chance.random() < 0.1 else {}))
        case "raise":
            again = chance.choice(["", "", price, "1050"])
            return by(0, kind, who, price, repeated=again)
        case "quote" if form == "share_auction":
            price = chance.choice(["10", "12.5", "11", "9", "12.50"])
            return by(0, kind, who, price, quantity=chance.randint(0, 60), least=chance.randint(0, 6))
        case "quote" | "claim" | "take":
            return by(0, kind, who, price)
        case "offer":
            return by(0, kind, who, percent=chance.choice(["0", "1", "2", "3", "2.5", "100"]))
        case "score":
            return by(
                0,
                kind,
                who,
                expert=chance.choice([1, 1, 1, 2, 2, 2, 3]),
                scores=[chance.choice(["0", "30", "40", "40", "41"])],
            )
        case "ask" | "waive" | "cancel":
            return by(0, kind, who)
        case "call":
            return host(
                0, kind, count=min(3, run.form.calls + 1) if form == "called_auction" else 1, price=price
            )
        case "step":
            return host(0, kind, increment=chance.choice(["25", "50", "0"]))
        case "reveal":
            return host(0, kind, price=chance.choice(["1090.00", "1090", "1000"]), salt=SALT)
        case "secret":
            who, secret = chance.choice(
                [*SECRETS.items(), *SECRETS.items(), ("centre", "03" * 32), ("other", "01" * 32)]
            )
            return host(0, kind, contributor=who, secret=secret)
        case "beat":
            return host(0, kind, since=START - 5000)
    return host(0, kind, **({"reason": "恢复"} if kind == "resume" else {}))


def _committed(chance: Random, form: str, who: str, price: str) -> str:
    """Return the commitment to a price, which is kept so that it can be shown."""
    said: dict[str, Any] = {"price": price, "salt": f"{chance.randrange(2**256):064x}"}
    if form == "share_auction":
        price = chance.choice(["10", "12.5", "11", "9", "12.50"])
        said |= {"price": price, "quantity": chance.randint(0, 60), "least": chance.randint(0, 6)}
    amounts = {name: said.get(name, 0) for name in ("quantity", "least")}
    commitment = commitments.price("a", who, D(price), said["salt"], **amounts)
    COMMITTED[commitment] = said
    return commitment


def _price(chance: Random, kind: str, shown: Show) -> str:
    """Return a price that mostly would do."""
    stands = shown.price if kind in ("claim", "call") else shown.least
    base = stands or shown.least or shown.price or D(1000)
    if shown.phase in ("turn", "pause"):
        base = D(1000)
    more: Any = chance.choice([0, 0, 0, 0, 50, 100, 200, -50, D("0.5"), D("25.50")])
    if kind in ("claim", "call", "take"):
        more = chance.choice([0, 0, 0, 0, 50])
    if shown.phase in ("turn", "pause"):
        more = -chance.choice([0, 10, 20, 30, 60])
    if shown.phase in ("sealed", "best"):
        more = chance.choice([0, D("0.01"), 10, 10, 20])
    return chance.choice([f"{max(base + more, D(0))}"] * 12 + ["0", "1175.50", "1100"])
