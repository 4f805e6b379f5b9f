"""The transparency log: tree, tiles, checkpoints, witnesses and proofs (RFC 6962, C2SP). Files only, no platform."""
