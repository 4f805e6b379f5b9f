"""Opening one unit with its key: sealed parts to manifest and files, in bounded memory, every claim checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from cryptography.exceptions import InvalidTag

from toolkit import certificates, cms, dealing, framing, names
from toolkit.filings import BLOCK, Filing, check_part, part_name
from toolkit.hashing import SideHash
from toolkit.objects import CorePart, Manifest, ManifestFile
from toolkit.policies import MANIFEST
from toolkit.refusals import Refused

LONGEST_MANIFEST = Manifest.longest_bytes + cms.LONGEST_BYTES

Sink = Callable[[bytes], object]
Progress = Callable[[int], None]


def open_unit(
    filing: Filing,
    unit: str,
    key: bytes,
    sink: Callable[[ManifestFile], Sink],
    progress: Progress = lambda _: None,
) -> Manifest:
    """
    Return a unit's manifest, after every file of it went to the sink that `sink` gave for it.

    What a sink got counts only once this returned: the last block of a file may show that all of it is false.

    :raises Refused: `key_commitment`, `part_missing`, `part_hash`, `part_does_not_open`, `frame_malformed`,
        `manifest_signer`, `manifest_context`, `manifest_files`, `file_hash`, and what CMS, JSON and names are refused for.
    """
    parts = {one.part: one for one in filing.parts(unit)}
    manifest = _manifest(filing, unit, key, parts, progress)
    if [one.part for one in manifest.files] != [part for part in parts if part != MANIFEST]:
        raise Refused("manifest_files", unit=unit)
    names.check_all([one.name for one in manifest.files])
    for file in manifest.files:
        write, digest, size = sink(file), SideHash(), 0
        for block in plain(filing, key, parts[file.part], progress):
            digest.update(block)
            size += len(block)
            write(block)
        if size != file.size or digest.hexdigest() != file.sha256:
            raise Refused("file_hash", unit=unit, part=file.part)
    return manifest


def open_manifest(filing: Filing, unit: str, key: bytes) -> Manifest:
    """
    Return a unit's manifest alone; its files are not opened.

    :raises Refused: as `open_unit`.
    """
    return _manifest(filing, unit, key, {one.part: one for one in filing.parts(unit)})


def open_manifest_with(filing: Filing, unit: str, part_key: bytes) -> Manifest:
    """
    Return a unit's manifest, with the key of the part that holds it alone.

    :raises Refused: as `open_unit`, but for the unit's key.
    """
    (part,) = [one for one in filing.parts(unit) if one.part == MANIFEST]
    return read_manifest(filing, unit, _whole(plain_with(filing, part_key, part)))


def read_manifest(filing: Filing, unit: str, message: bytes) -> Manifest:
    """
    Return the manifest in its signature: one signer, the header's; its fields the core's.

    :raises Refused: as `open_unit`.
    """
    signed = cms.verify(message, longest_bytes=LONGEST_MANIFEST)
    core = filing.core
    if certificates.fingerprint(signed.certificate) != core.signer:
        raise Refused("manifest_signer", unit=unit)
    manifest = Manifest.from_bytes(signed.content)
    found = (manifest.deal, manifest.lot, manifest.bid, manifest.seq, manifest.unit, manifest.policy)
    if found != (core.deal, core.lot, core.bid, core.seq, unit, core.policy):
        raise Refused("manifest_context", unit=unit)
    return manifest


def plain(filing: Filing, key: bytes, part: CorePart, progress: Progress = lambda _: None) -> Iterator[bytes]:
    """
    Yield the content of a sealed part, with its unit's key.

    :raises Refused: as `open_unit`, perhaps only after the last block.
    """
    return plain_with(filing, dealing.part_key(filing.place(part.unit), key, part.part), part, progress)


def plain_with(
    filing: Filing, part_key: bytes, part: CorePart, progress: Progress = lambda _: None
) -> Iterator[bytes]:
    """
    Yield the content of a sealed part, with its own key alone.

    :raises Refused: as `open_unit`, perhaps only after the last block.
    """
    place = filing.place(part.unit)
    stream = place.suite.open_stream(part_key, dealing.part_context(place, part.part))
    unframer, digest, size = framing.Unframer(), SideHash(), 0
    try:
        with filing.store.open(part_name(part.unit, part.part)) as file:
            while size <= part.size and (block := file.read(BLOCK)):
                digest.update(block)
                size += len(block)
                yield unframer.update(stream.update(block))
                progress(len(block))
        if size != part.size or digest.hexdigest() != part.sha256:
            raise Refused("part_hash", unit=part.unit, part=part.part)
        yield unframer.update(stream.finalize())
    except FileNotFoundError as error:
        raise Refused("part_missing", unit=part.unit, part=part.part) from error
    except (InvalidTag, ValueError) as error:
        # The file's own hash decides first whose fault it is: bytes that are not the header's never were the bidder's.
        if not _is_filed(filing, part):
            raise Refused("part_hash", unit=part.unit, part=part.part) from error
        raise Refused("part_does_not_open", unit=part.unit, part=part.part) from error
    unframer.finish()


def _manifest(
    filing: Filing,
    unit: str,
    key: bytes,
    parts: Mapping[str, CorePart],
    progress: Progress = lambda _: None,
) -> Manifest:
    if not dealing.is_key(filing.place(unit), key, filing.commitment(unit)):
        raise Refused("key_commitment", unit=unit)
    return read_manifest(filing, unit, _whole(plain(filing, key, parts[MANIFEST], progress)))


def _whole(blocks: Iterator[bytes]) -> bytes:
    content = bytearray()
    for block in blocks:
        content += block
        if len(content) > LONGEST_MANIFEST:
            raise Refused("cms_too_long", bytes=len(content))
    return bytes(content)


def _is_filed(filing: Filing, part: CorePart) -> bool:
    try:
        check_part(filing.store, part)
    except Refused:
        return False
    return True
