"""
Whom a verifier believes (c2sp.org/tlog-policy): one log, its witnesses, and how many of them must have cosigned.

The log publishes such a file for convenience; who relies on it believes the log about its own witnesses. Keep a copy
from another source, and give that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.log import note
from toolkit.log.note import LOG, WITNESS, Verifier
from toolkit.refusals import Refused

LONGEST_CHARACTERS = 64 * 1024


@dataclass(frozen=True, slots=True)
class Policy:
    """A log, its witnesses, and the quorum; a quorum of 0 believes the log's signature alone."""

    log: Verifier
    witnesses: Sequence[Verifier] = ()
    quorum: int = 0

    def to_text(self, url: str = "") -> str:
        """Return the file; its lines name witnesses `w1`, `w2` and so on."""
        lines = [f"log {self.log} {url}".rstrip()]
        names = [f"w{number}" for number in range(1, len(self.witnesses) + 1)]
        lines += [f"witness {name} {key}" for name, key in zip(names, self.witnesses, strict=True)]
        if self.quorum:
            lines += [f"group witnesses {self.quorum} {' '.join(names)}", "quorum witnesses"]
        else:
            lines += ["quorum none"]
        return "\n".join(lines) + "\n"


def read(text: str) -> Policy:
    """
    Read a policy of one log and at most one group of witnesses.

    :raises Refused: `note_key_malformed` for what is not such a policy: groups of groups, names or keys twice, a quorum
        of more witnesses than there are.
    """
    logs: list[Verifier] = []
    witnesses: dict[str, Verifier] = {}
    groups: dict[str, tuple[int, list[str]]] = {}
    quorum: list[str] = []
    if len(text) > LONGEST_CHARACTERS:
        raise Refused("note_key_malformed")
    for line in text.split("\n"):
        words = line.replace("\t", " ").split(" ")
        match [word for word in words if word]:
            case [] | ["#", *_]:
                continue
            case [first, *_] if first.startswith("#"):
                continue
            case ["log", key] | ["log", key, _]:
                logs.append(_key(key, LOG))
            case ["witness", name, key] | ["witness", name, key, _] if name not in {
                *witnesses,
                *groups,
                "none",
            }:
                witnesses[name] = _key(key, WITNESS)
            case ["group", name, count, *members] if members and name not in {*witnesses, *groups, "none"}:
                groups[name] = (_count(count, len(members)), members)
            case ["quorum", name]:
                quorum.append(name)
            case _:
                raise Refused("note_key_malformed")
    if (
        len(logs) != 1
        or len(quorum) != 1
        or len({key.public for key in witnesses.values()}) != len(witnesses)
    ):
        raise Refused("note_key_malformed")
    if quorum == ["none"]:
        return Policy(logs[0], tuple(witnesses.values()), 0)
    needed, names = groups.get(quorum[0], (1, quorum))
    if not set(names) <= set(witnesses) or len(set(names)) != len(names):
        raise Refused("note_key_malformed")
    return Policy(logs[0], tuple(witnesses[name] for name in names), needed)


def of(log: str, witnesses: Sequence[str], quorum: int) -> Policy:
    """
    Return the policy of keys as they are written.

    :raises Refused: `note_key_malformed`.
    """
    keys = [_key(key, WITNESS) for key in witnesses]
    if not 0 <= quorum <= len(keys) or len({key.public for key in keys}) != len(keys):
        raise Refused("note_key_malformed")
    return Policy(_key(log, LOG), keys, quorum)


def _key(text: str, type_: int) -> Verifier:
    found = note.read_verifier(text)
    if found.type != type_:
        raise Refused("note_key_malformed")
    return found


def _count(text: str, members: int) -> int:
    count = {"any": 1, "all": members}.get(text) or (int(text) if text.isascii() and text.isdigit() else 0)
    if not 1 <= count <= members or (text.isdigit() and text != str(count)):
        raise Refused("note_key_malformed")
    return count
