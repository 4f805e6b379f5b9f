"""`manage.py write_openapi`: write docs/api/openapi.yaml and problems.md from the views, or check that they are fresh."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.validation import validate_schema

from api import codes

DOCS = Path(__file__).resolve().parents[3] / "docs" / "api"
_HEAD = """# Problems

Written from the source by `bin/manage write_openapi`. `code` is stable and never translated; the words may change, and `…` stands
for what varies. A reason stands in `reasons`, beside others and with its article; the problem around it is most often
`step_refused` (409).

"""


class Command(BaseCommand):
    """Write the OpenAPI document."""

    help = "Write docs/api/openapi.yaml and docs/api/problems.md from the source."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to check only."""
        parser.add_argument(
            "--check", action="store_true", help="fail when the file is stale, and write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare the file; a warning of the generator is an error."""
        GENERATOR_STATS.reset()
        document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
        if GENERATOR_STATS:
            GENERATOR_STATS.emit_summary()
            raise CommandError("The views do not say all of themselves; see the warnings above.")
        validate_schema(document)  # type: ignore[no-untyped-call]
        text = OpenApiYamlRenderer().render(document, renderer_context={}).decode()  # type: ignore[no-untyped-call]
        files = {DOCS / "openapi.yaml": text, DOCS / "problems.md": problems()}
        if options["check"]:
            for file, fresh in files.items():
                if not file.exists() or file.read_text(encoding="utf-8") != fresh:
                    raise CommandError(f"docs/api/{file.name} is stale; run bin/manage write_openapi")
            return
        DOCS.mkdir(parents=True, exist_ok=True)
        for file, fresh in files.items():
            file.write_text(fresh, encoding="utf-8")
        self.stdout.write(f"{len(document['paths'])} paths, {len(codes.known())} codes")


def problems() -> str:
    """Return the page of all codes."""
    parts = [_HEAD]
    statuses = sorted({one.status for one in codes.known() if one.status is not None})
    for status in (*statuses, None):
        parts.append(f"## {status or 'Reasons'}\n\n| code | 中文 | English |\n| --- | --- | --- |\n")
        parts += [
            f"| `{one.code}` | {_cell(one.words.zh)} | {_cell(one.words.en)} |\n"
            for one in codes.known()
            if one.status == status
        ]
        parts.append("\n")
    return "".join(parts).rstrip() + "\n"


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ").replace("…、…", "…")
