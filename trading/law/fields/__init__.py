"""
The repository's own dictionary of sector fields: which records a lot of housing, municipal, water or transport works
carries, field by field.

`entities.tsv` lists the entities 800-909 of the national data standard's sector extensions, `housing.tsv`, `water.tsv`
and `transport.tsv` their fields: code and name as the standard spells them, kind, format, whether required, and whether
open to the public or to government only. `packs` loads them, `formats` reads a format, `validation` checks a record,
`examples` makes one. Which work type a table of requirements belongs to is our reading of the tables' titles.
"""
