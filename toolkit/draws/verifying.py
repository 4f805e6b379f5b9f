"""Whether a draw's file is what follows from its commitments, secrets and acts: the first thing that does not is named."""

from __future__ import annotations

from toolkit import canonical
from toolkit.draws import drawing
from toolkit.draws.records import CENTRE, Draw, Entry, Kept, Names
from toolkit.draws.words import Unsound
from toolkit.refusals import Refused


def read(content: bytes) -> Draw:
    """
    Read a published draw, in which no field is missing.

    :raises Refused: what `Record.from_bytes` raises; `object_malformed` as well if a field is missing.
    """
    found = Draw.from_bytes(content)
    if found.to_bytes() != content:
        raise Refused("object_malformed", object="Draw", field="", why="missing")
    return found


def verify(draw: Draw, *, announced: str = "") -> None:
    """
    Compute a draw anew, and compare it with its file; `announced` is the digest that was public before the secrets, if known.

    :raises Unsound: with the first code of `words.WORDS` that applies, in the order of the steps of a draw.
    """
    check_begun(draw)
    _check_pool(draw)
    if announced and drawing.fixed(draw) != announced:
        raise Unsound("draw_announced", fixed=drawing.fixed(draw))
    _check_times(draw)
    _check_secrets(draw)
    if drawing.missing(draw.contributors):
        if draw.seed or draw.orders or draw.acts or draw.end not in ("", "void"):
            raise Unsound("draw_end", end=draw.end)
        return
    if draw.seed != drawing.seed(draw):
        raise Unsound("draw_seed")
    _check_orders(draw)
    _check_acts(draw)


def check_begun(draw: Draw) -> None:
    """
    Check who contributes, the groups, and the draws before.

    :raises Unsound: `draw_contributors`, `draw_groups`, `draw_earlier`.
    """
    who, parties = [one.contributor for one in draw.contributors], {one.party for one in draw.contributors}
    if len(who) < 2 or len({*who}) != len(who) or len(parties) != len(who) or who != sorted(who):
        raise Unsound("draw_contributors")
    if not {*who} - {CENTRE}:
        raise Unsound("draw_contributors")
    groups = [one.group for one in draw.groups]
    if not groups or len({*groups}) != len(groups):
        raise Unsound("draw_groups")
    if [one.number for one in draw.earlier] != list(range(1, draw.number)):
        raise Unsound("draw_earlier")
    for one in draw.earlier:
        if (one.end == "void") != bool(one.missing):
            raise Unsound("draw_earlier", number=one.number)


def check_pool(pool: tuple[Entry, ...], groups: set[str]) -> None:
    """
    Check that a pool is in the order of its entries, names each once, and no group beside `groups`.

    :raises Unsound: `draw_pool` with the place.
    """
    for place, one in enumerate(pool):
        follows = place == 0 or pool[place - 1].entry < one.entry
        if (
            not follows
            or not one.groups
            or list(one.groups) != sorted({*one.groups})
            or not {*one.groups} <= groups
        ):
            raise Unsound("draw_pool", place=place)  # fmt: skip


def verify_names(draw: Draw, names: Names) -> None:
    """
    Check that the published names are of those who accepted, all of them, and that the digests are theirs.

    :raises Unsound: `draw_names` with the place.
    """
    accepted = [act.entry for act in drawing.calls(draw).standing()]
    units = {one.entry: one.unit for one in draw.pool}
    if names.draw != draw.hash or [one.entry for one in names.names] != accepted:
        raise Unsound("draw_names")
    for place, one in enumerate(names.names):
        unit = drawing.unit_of(one.unit, one.unit_salt)
        entry = drawing.entry_of(one.expert, unit, one.majors, one.salt)
        if (entry, unit) != (one.entry, units[one.entry]):
            raise Unsound("draw_names", place=place)


def check_kept(draw: Draw, kept: Kept) -> None:
    """
    Check that a contributor finds its own commitment, and its secret if one is revealed.

    :raises Unsound: `draw_kept`.
    """
    own = next((one for one in draw.contributors if one.contributor == kept.contributor), None)
    if own is None or own.commitment != drawing.commitment(kept) or own.secret not in ("", kept.secret):
        raise Unsound("draw_kept", contributor=kept.contributor)
    if (draw.lot, draw.purpose, draw.number) != (kept.lot, kept.purpose, kept.number):
        raise Unsound("draw_kept", contributor=kept.contributor)


def _check_pool(draw: Draw) -> None:
    check_pool(draw.pool, {one.group for one in draw.groups})
    if draw.purpose != "experts":
        return
    for place, one in enumerate(draw.pool):
        # Nobody may read in the pool who is in it.
        if not _is_hash(one.entry) or not _is_hash(one.unit):
            raise Unsound("draw_pool", place=place)


def _check_times(draw: Draw) -> None:
    if draw.fixed_at >= draw.reveal_by:
        raise Unsound("draw_times")
    for one in draw.contributors:
        in_time = not one.secret or draw.fixed_at <= one.revealed_at < draw.reveal_by
        if one.committed_at >= draw.fixed_at or not in_time or (not one.secret and one.revealed_at):
            raise Unsound("draw_times", contributor=one.contributor)


def _check_secrets(draw: Draw) -> None:
    for one in draw.contributors:
        if one.secret and drawing.commitment(kept_of(draw, one.contributor, one.secret)) != one.commitment:
            raise Unsound("draw_secret", contributor=one.contributor)


def kept_of(draw: Draw, contributor: str, secret: str) -> Kept:
    """Return what a contributor must have kept if `secret` is its own."""
    return Kept(
        contributor=contributor, lot=draw.lot, number=draw.number, purpose=draw.purpose, secret=secret
    )


def _check_orders(draw: Draw) -> None:
    computed = drawing.orders(draw.groups, draw.pool, draw.seed)
    for place, one in enumerate(computed):
        if place >= len(draw.orders) or draw.orders[place] != one:
            raise Unsound("draw_order", group=one.group)
    if len(draw.orders) != len(computed):
        raise Unsound("draw_order", group=draw.orders[len(computed)].group)


def _check_acts(draw: Draw) -> None:
    after = max(one.revealed_at for one in draw.contributors)
    if draw.purpose != "experts":
        if draw.acts or draw.end not in ("", "complete", "set_aside"):
            raise Unsound("draw_end", end=draw.end)
        return
    calls = drawing.Calls(draw)
    for place, act in enumerate(draw.acts):
        if not calls.admits(act):
            raise Unsound("draw_act", place=place)
        if act.at < after:
            raise Unsound("draw_act_time", place=place)
        calls.take(act)
        after = act.at
    if draw.end == "void" or (draw.end in ("complete", "exhausted") and draw.end != calls.ending):
        raise Unsound("draw_end", end=draw.end, follows=calls.ending)


def _is_hash(value: str) -> bool:
    return len(value) == len(canonical.sha256(b"")) and not set(value) - set("0123456789abcdef")
