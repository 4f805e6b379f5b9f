"""The files of a draw. Every field is required in a file; the page is `docs/formats/draw.md`."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from toolkit.records import Hash, HashOrNone, Id, Instant, Label, Line, Positive, Record, text

Purpose = Literal["experts", "coefficient", "tie"]
Ending = Literal["", "complete", "exhausted", "void", "set_aside"]
Key = Annotated[str, text(r"^[A-Za-z0-9._-]{1,64}$")]
KeyOrNone = Annotated[str, text(r"^[A-Za-z0-9._-]{0,64}$")]
Group = Annotated[str, text(r"^[a-z0-9_-]{1,32}$")]
LabelOrNone = Annotated[str, text(r"^[a-z0-9_-]{0,32}$")]

CENTRE = "centre"
"""The contributor that runs the platform, whose secret alone would convince nobody."""


class Wanted(Record):
    """A group, such as a major, and how many of it are drawn."""

    group: Group
    wanted: Positive


class Contributor(Record):
    """Who gives a part of the seed: committed before the pool is fixed, revealed after. Without a secret it was not revealed."""

    contributor: Label
    party: Id
    commitment: Hash
    committed_at: Instant
    secret: HashOrNone = ""
    revealed_at: Instant = 0


class Entry(Record):
    """One that may be drawn. Of an expert, `entry` and `unit` are salted digests; of a bid or a coefficient, its id or value."""

    entry: Key
    unit: KeyOrNone = ""
    groups: tuple[Group, ...]


class Order(Record):
    """The entries of a group as they were drawn, all of them."""

    group: Group
    entries: tuple[Key, ...]


class Act(Record):
    """One act of the calls, in order; `cause` is the code of an avoidance."""

    entry: Key
    group: Group
    act: Literal["called", "accepted", "declined", "expired", "avoided", "same_unit", "absent"]
    cause: LabelOrNone = ""
    at: Instant


class Earlier(Record):
    """A draw for the same purpose before this one: the digest of its file, how it ended, and who had not revealed."""

    number: Positive
    draw: Hash
    end: Literal["complete", "exhausted", "void", "set_aside"]
    missing: tuple[Label, ...] = ()


class Draw(Record):
    """A draw from its first commitment to its last call."""

    longest_bytes: ClassVar[int] = 16 * 1024 * 1024

    v: Literal["draw/1"] = "draw/1"
    deal: Id
    lot: Id
    purpose: Purpose
    number: Positive
    earlier: tuple[Earlier, ...] = ()
    groups: tuple[Wanted, ...]
    contributors: tuple[Contributor, ...]
    pool: tuple[Entry, ...]
    fixed_at: Instant
    reveal_by: Instant
    seed: HashOrNone = ""
    orders: tuple[Order, ...] = ()
    acts: tuple[Act, ...] = ()
    end: Ending = ""


class Name(Record):
    """Who an entry is: with the salts anybody computes the digests anew."""

    entry: Key
    expert: Id
    name: Line
    unit: Line
    majors: tuple[Group, ...]
    salt: Hash
    unit_salt: Hash


class Names(Record):
    """The names of those who accepted, published when the law lets them be known."""

    v: Literal["draw-names/1"] = "draw-names/1"
    draw: Hash
    names: tuple[Name, ...]


class Kept(Record):
    """What a contributor keeps to itself until the secrets are revealed."""

    v: Literal["draw-secret/1"] = "draw-secret/1"
    contributor: Label
    lot: Id
    number: Positive
    purpose: Purpose
    secret: Hash
