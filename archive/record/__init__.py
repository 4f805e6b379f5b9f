"""
The public record as files: what is published and final is rendered once, kept as bytes, listed in a signed manifest, and written into a
tree that a web server serves and anybody may mirror.

Files come to be in the transaction of what they tell of (`keeping`). The publisher alone gives them their lines and signs the head
(`heads`), and then writes the tree (`tree`), which holds nothing that is not committed. The format is in `docs/formats/record.md`.
"""
