"""
The public record as files: what its manifest says, line by line, and whether a copy of it is whole.

Pure: what is read is handed in, and so are keys. The format is in `docs/formats/record.md`.
"""
