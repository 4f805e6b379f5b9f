"""`manage.py demo`: the accounts, the tokens and the play of a demonstration."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import cast, demo
from config.demo.play import play
from config.demo.stage import Stage, StoryFailed
from config.demo.stories import STORIES
from foundation import clock
from foundation.errors import DomainError


class Command(BaseCommand):
    """Prepare, play or describe the demonstration."""

    help = "prepare: accounts and clock; play: tell the stories through the API; tokens: print the tokens."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do."""
        parser.add_argument("what", choices=["prepare", "play", "tokens"])
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the platform answers")
        parser.add_argument(
            "--only", nargs="*", default=(), choices=sorted(STORIES), help="tell only these stories"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        try:
            if options["what"] == "prepare":
                clock.start_demo()
                demo.prepare()
                self.stdout.write("demonstration accounts are ready")
            elif options["what"] == "tokens":
                for key in cast.PARTS:
                    self.stdout.write(f"{key:8} {demo.token_of(key)}")
            else:
                self._play(options["url"], options["only"])
        except (DomainError, StoryFailed) as error:
            raise CommandError(str(error)) from error

    def _play(self, url: str, only: Any) -> None:
        tokens = {key: demo.token_of(key) for key in cast.PARTS}
        stage = Stage(url, tokens, say=lambda words: self.stdout.write(words, ending="\n"))
        try:
            play(stage, only=only)
        finally:
            stage.close()
