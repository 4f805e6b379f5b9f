"""`manage.py demo`: the accounts, the tokens, the play and the history of a demonstration."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import cast, demo
from archive.actions import imports
from archive.imports.progress import ProgressLine
from config.demo.history import History
from config.demo.play import play
from config.demo.stage import Stage, StoryFailed
from config.demo.stories import STORIES
from foundation import clock
from foundation.errors import DomainError


class Command(BaseCommand):
    """Prepare, play or describe the demonstration."""

    help = (
        "prepare: accounts and clock; play: tell the stories through the API; tokens: print the tokens;"
        " history: make up the deals of past years."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do."""
        parser.add_argument("what", choices=["prepare", "play", "tokens", "history"])
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the platform answers")
        parser.add_argument(
            "--only", nargs="*", default=(), choices=sorted(STORIES), help="tell only these stories"
        )
        parser.add_argument(
            "--scale", type=Decimal, default=Decimal(1), help="history: 1 for the volumes of the model city"
        )
        parser.add_argument("--seed", type=int, default=1, help="history: another seed, another history")

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
            elif options["what"] == "history":
                self._make_history(History(options["seed"], options["scale"]))
            else:
                self._play(options["url"], options["only"])
        except (DomainError, StoryFailed) as error:
            raise CommandError(str(error)) from error

    def _make_history(self, history: History) -> None:
        """Import the history as any other file is imported: twice is once, and a killed run goes on."""
        clock.start_demo()
        reader = history.reader()
        run = imports.begin(reader=reader, file=history.digest, digest=history.digest)
        tell = ProgressLine(
            sum(history.volumes.values()), run, write=self._say, is_terminal=self.stdout.isatty()
        )
        run = imports.take_rows(reader=reader, rows=history.rows(), run=run, tell=tell)
        self.stdout.write(
            f"history: {run.created:,} deals created, {run.unchanged:,} were there, {run.refused:,} refused"
        )

    def _say(self, words: str) -> None:
        self.stdout.write(words, ending="")
        self.stdout.flush()

    def _play(self, url: str, only: Any) -> None:
        tokens = {key: demo.token_of(key) for key in cast.PARTS}
        stage = Stage(url, tokens, say=lambda words: self.stdout.write(words, ending="\n"))
        try:
            play(stage, only=only)
        finally:
            stage.close()
