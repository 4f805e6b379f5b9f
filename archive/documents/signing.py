"""
The seal under a document: PAdES B-LTA (ETSI EN 319 142-1), by pyHanko with the platform's own keys and trust.

The signature is stamped, what is known of revocation is put beside it, and a timestamp over all of it closes the file: whoever reads
it in thirty years needs neither us nor our authority, only to believe in the authorities' roots. Nothing is fetched: pyHanko gets what
the instance believes (`accounts.trust`), and tokens from where the instance has its other tokens.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from asgiref.sync import async_to_sync, sync_to_async
from asn1crypto import cms, core, crl, ocsp, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_byterange import BuildProps
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from accounts.trust import trust
from bidding.sealed import keys, stamping
from foundation import clock
from foundation.errors import Unavailable
from foundation.text import Text
from toolkit import signers
from toolkit.certificates import Trust

# It warns of each document that nothing is fetched, which is meant.
logging.getLogger("pyhanko.sign.signers.pdf_signer").setLevel(logging.ERROR)
FIELD: Final = "CentreSeal"
_HASH = "sha256"
_LONGEST_SIGNATURE_BYTES = 512


def _is_mutated(self: Any) -> bool:
    changed = self._mutated
    for n, child in enumerate(self.children or ()):
        if n and isinstance(child, core.Sequence | core.SequenceOf):
            changed = changed or child._is_mutated()
    return bool(changed)


# asn1crypto 1.5.1 never writes the first child of an ESSCertIDv2, which is its default, and takes it for changed for ever: whatever
# holds one is encoded twice on each level above it, which makes seconds of a token within a signature.
tsp.ESSCertIDv2._is_mutated = _is_mutated


def sign(content: bytes, *, reason: str) -> bytes:
    """
    Return a document with the centre's seal under it, readable for as long as one believes in its authorities.

    :raises Unavailable: `platform_key_missing`, `timestamp_unavailable`, `no_trust_list`, or `seal_not_believed` if we ourselves would not
        believe the signature. Trying again is safe.
    """
    # The certificate comes first: in a demonstration it is made here, and no list is older than it.
    seal = _Seal(keys.signer(keys.SEAL))
    # pyHanko waits where nothing has to be waited for; what asks the database goes on in this thread.
    stamper = _Stamper()  # type: ignore[no-untyped-call]
    return async_to_sync(_signed)(content, seal, stamper, reason)


def context(at: datetime, believed: Trust | None = None) -> ValidationContext:
    """Return what pyHanko may rely on: the instance's trust at an instant, and nothing that it would have to fetch."""
    known = believed or trust(at)
    return ValidationContext(
        trust_roots=_certificates(known.roots),
        other_certs=_certificates(known.intermediates),
        crls=[crl.CertificateList.load(one.public_bytes(Encoding.DER)) for one in known.lists],
        ocsps=[ocsp.OCSPResponse.load(one.public_bytes(Encoding.DER)) for one in known.answers],
        allow_fetching=False,
        revocation_mode="hard-fail",
        moment=at,
    )


class _Seal(Signer):
    """The centre's key, wherever it is: pyHanko asks, and a file or a device signs."""

    def __init__(self, signer: signers.Signer) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple(_certificates([signer.certificate, *signer.chain]))
        super().__init__(signing_cert=_certificates([signer.certificate])[0], cert_registry=store)
        self._signer = signer

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Return the signature over the attributes; of a dry run only its length counts."""
        if digest_algorithm != _HASH:
            raise ValueError(f"The platform's keys sign with {_HASH}, not {digest_algorithm}.")
        if dry_run:
            return bytes(_LONGEST_SIGNATURE_BYTES)
        return await sync_to_async(self._signer.sign)(data)


class _Stamper(TimeStamper):
    """Tokens from where the platform has those of its receipts."""

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """Return a token over a digest."""
        if md_algorithm != _HASH:
            raise ValueError(f"Tokens are over {_HASH}, not {md_algorithm}.")
        return cms.ContentInfo.load(await sync_to_async(stamping.stamp_for)(message_digest))


async def _signed(content: bytes, seal: _Seal, stamper: _Stamper, reason: str) -> bytes:
    await stamper.async_dummy_response(
        _HASH
    )  # its certificate, too, is there before what is known of revocation
    at, believed = await sync_to_async(_believed_now)()
    about = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm=_HASH, subfilter=SigSeedSubFilter.PADES, reason=reason,
        validation_context=believed, embed_validation_info=True, use_pades_lta=True,
        app_build_props=BuildProps(name="Yangguang"), timestamp_field_name="CentreTimestamp",
    )  # fmt: skip
    writer, held = IncrementalPdfFileWriter(io.BytesIO(content)), io.BytesIO()
    session: PdfSigningSession = PdfSigner(about, signer=seal, timestamper=stamper).init_signing_session(
        writer
    )
    session.system_time = at  # pyHanko would say the machine's, and a demonstration has a clock of its own
    try:
        known = await session.perform_presign_validation(writer)
    except Exception as error:
        raise Unavailable(
            "seal_not_believed",
            Text("电子印章的证书未被信任或者无法确认其状态", "The certificate of the seal is not believed, or its state cannot be told"),
            detail={"why": str(error)[:200]},
            retry_after_seconds=60,
        ) from error  # fmt: skip
    room = await session.estimate_signature_container_size(known)
    prepared = session.prepare_tbs_document(validation_info=known, bytes_reserved=room)
    digest, output = prepared.digest_tbs_document(output=held)
    done = await prepared.perform_signature(
        document_digest=digest.document_digest,
        pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=at),
    )
    await done.post_signature_processing(output)
    return held.getvalue()


def _believed_now() -> tuple[datetime, ValidationContext]:
    at = clock.now()
    return at, context(at)


def _certificates(given: Sequence[Certificate]) -> list[asn1_x509.Certificate]:
    return [asn1_x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in given]
