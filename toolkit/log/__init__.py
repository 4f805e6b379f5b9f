"""
The transparency log: tree, tiles, checkpoints, witnesses and proofs (RFC 6962, C2SP). Files only, no platform.

`tree` hashes and proves, `note` holds keys and signatures, `checkpoint` what log and witnesses sign, `tiles` the public
files, `proof` what a receipt's holder keeps, `leaves` what is logged, `policy` whom a verifier believes, `verify` the
whole check, `witness` the second pair of eyes. The page is `docs/formats/log.md`.
"""
