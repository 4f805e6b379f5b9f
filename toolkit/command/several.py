"""Several lots in one run: each is done for itself, what is refused leaves the others, and a summary says what became of all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from toolkit.command.console import Console
from toolkit.refusals import Refused
from toolkit.words import Words

SUMMARY = Words("共{of}项，完成{done}项；未完成：{refused}", "{done} of {of} done; not done: {refused}")
ALL = Words("共{of}项，全部完成。", "All {of} are done.")


def each(work: Mapping[str, Callable[[], int]], console: Console) -> int:
    """
    Do one after the other and return the highest exit code; a single one is refused as it always was.

    What is refused is told at once with its name, and again in the summary.

    :raises Refused: the first refusal, where nothing else was done and nothing else was to do.
    """
    if len(work) == 1:
        return next(iter(work.values()))()
    codes, refused = [], {}
    for name, do in work.items():
        try:
            codes.append(do())
        except Refused as wrong:
            refused[name] = wrong.code
            console.refuse(Refused(wrong.code, **(wrong.detail | {"of": name})))
        except OSError as error:
            refused[name] = "system_error"
            console.refuse(Refused("system_error", why=str(error), of=name))
    console.result(SUMMARY if refused else ALL, done=len(codes), of=len(work), refused=refused)
    return 1 if refused else max(codes, default=0)
