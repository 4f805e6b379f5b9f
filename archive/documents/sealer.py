"""The work of the process that seals documents: one at a time, and what fails is tried again later without holding up the others."""

from __future__ import annotations

import errno
import logging
from dataclasses import dataclass, field

from accounts.actor import Actor
from archive.actions import sealing
from bidding.patience import Patience
from foundation.errors import Unavailable

log = logging.getLogger(__name__)
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(slots=True)
class Sealer:
    """Seals what awaits it. `failed` are the documents that could not be sealed at the last try, in this process's memory only."""

    by: Actor = field(default_factory=Actor.clock)
    failed: set[str] = field(default_factory=set)
    _patience: Patience = field(default_factory=Patience)

    def turn(self) -> bool:
        """Seal one document; return whether one was sealed."""
        waiting = {one for one in self.failed if not self._patience.is_due(one)}
        if not self._patience.is_due("all"):
            return False
        try:
            sealed = sealing.seal_next(by=self.by, but=waiting)
        except Unavailable as refused:
            # Not this document's fault: keys, timestamps and trust are the same for all.
            log.warning("Documents wait: %s %s", refused.code, refused.detail)
            self._patience.failed("all")
            return False
        except OSError as error:
            why = "the disk is full" if error.errno in _FULL else error.strerror or type(error).__name__
            log.error(
                "Documents wait: a file cannot be kept (%s). They go on by themselves once it can.", why
            )
            self._patience.failed("all")
            return False
        except Exception as error:
            which = (getattr(error, "__notes__", None) or ["?"])[-1]
            log.exception("Document %s could not be sealed", which)
            self.failed.add(which)
            self._patience.failed(which)
            return which != "?"
        self._patience.forget("all")
        if sealed is None:
            return False
        self.failed.discard(sealed.id)
        self._patience.forget(sealed.id)
        return True
