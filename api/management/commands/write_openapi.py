"""`manage.py write_openapi`: write docs/api/openapi.yaml from the views, or check that it is fresh."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.validation import validate_schema

FILE = Path(__file__).resolve().parents[3] / "docs" / "api" / "openapi.yaml"


class Command(BaseCommand):
    """Write the OpenAPI document."""

    help = "Write docs/api/openapi.yaml from the views."

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
        if options["check"]:
            if not FILE.exists() or FILE.read_text(encoding="utf-8") != text:
                raise CommandError("docs/api/openapi.yaml is stale; run bin/manage write_openapi")
            return
        FILE.parent.mkdir(parents=True, exist_ok=True)
        FILE.write_text(text, encoding="utf-8")
        self.stdout.write(f"{len(document['paths'])} paths")
