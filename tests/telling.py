"""Whether a text tells a number: as a number, not as a part of an instant, of a digest or of another number."""

import re


def tells(text: str, number: str) -> bool:
    """Whether `text` has `number` ("31.5", also as "31.50"). "00:10:31.528161" and "131.5" do not tell 31.5."""
    return re.search(rf"(?<![\w.:]){re.escape(number)}0*(?!\w)", text) is not None
