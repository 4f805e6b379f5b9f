"""
Evaluation as pure functions: the published inputs of a lot go in, the ranking with every number and reason comes out.

`evaluations` is the published file, `evaluating` runs it, `methods` holds one method a file, `comparing` the one comparator.
No clock, no platform, no binary fraction. The page is `docs/formats/evaluation.md`.
"""
