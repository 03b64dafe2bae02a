"""Every error that evidencebook raises on purpose.

::

    EvidenceBookError
    ├── UsageError                 the user asked for something that does not exist (exit 2)
    │   ├── UnknownAreaError
    │   ├── UnknownIndicatorError
    │   └── UnknownPeriodError
    ├── SettingsError              a card, a set of areas or a setting is not as it should be
    ├── DataError                  a source's file is not as its importer expects
    │   └── FetchError             a source cannot be reached, or does not answer as it should
    ├── SnapshotError              the snapshot is missing or damaged
    ├── ChapterError               a chapter asks for something that cannot be
    ├── BuildError                 a book could not be made
    └── BoardError                 the sounding board refuses what it is asked
        ├── NotThereError          there is no such evidence, comment or page
        ├── NotAllowedError        a form or a person is not known, or may not do that
        ├── AlreadyDoneError       a form was sent before, or someone else has decided
        ├── TooOftenError          one place sends more than a person would
        ├── UnansweredError        the database does not answer, or not in time
        └── InvalidError           a form is not filled in as it must be
"""

from __future__ import annotations

import errno


class EvidenceBookError(Exception):
    """What happened, where, what was expected and found, and what to do next.

    Parameters
    ----------
    what : str
        One sentence without jargon: what happened.
    where, expected, found, do : str, optional
        The place, what was expected there, what was found, and the next step.
    """

    exit_code = 1

    def __init__(
        self, what: str, *, where: str = "", expected: str = "", found: str = "", do: str = ""
    ) -> None:
        self.what, self.where, self.expected, self.found, self.do = (
            what, where, expected, found, do,
        )  # fmt: skip
        super().__init__(self._text())

    def _text(self) -> str:
        details = {
            "where": self.where,
            "expected": self.expected,
            "found": self.found,
            "what to do": self.do,
        }
        return "\n".join([self.what, *(f"  {k}: {v}" for k, v in details.items() if v)])


class UsageError(EvidenceBookError):
    """The user named something that does not exist, or used a command wrongly."""

    exit_code = 2


class UnknownAreaError(UsageError):
    """No area, or more than one, goes by that name."""


class UnknownIndicatorError(UsageError):
    """No indicator goes by that name."""


class UnknownPeriodError(UsageError):
    """The indicator has no figure for that period."""


class SettingsError(EvidenceBookError):
    """A card, a set of areas or a setting is not as it should be."""


class DataError(EvidenceBookError):
    """A source's file is not as its importer expects it."""


class FetchError(DataError):
    """A source cannot be reached, or does not answer as it should."""


class SnapshotError(EvidenceBookError):
    """The snapshot is missing or damaged."""


class ChapterError(EvidenceBookError):
    """A chapter asks for something that cannot be."""


class BuildError(EvidenceBookError):
    """A book could not be made."""


class BoardError(EvidenceBookError):
    """The sounding board refuses what it is asked."""


class NotThereError(BoardError):
    """There is no such evidence, comment or page."""


class NotAllowedError(BoardError):
    """A form or a person is not known, or may not do that."""


class AlreadyDoneError(BoardError):
    """A form was sent before, or someone else has decided in the meantime."""


class TooOftenError(BoardError):
    """One place sends more than a person would."""


class UnansweredError(BoardError):
    """The board's database does not answer, or not in time."""


class InvalidError(BoardError):
    """A form is not filled in as it must be.

    Parameters
    ----------
    fields : dict of str to str
        What is wrong, by the name of the field.
    """

    def __init__(self, fields: dict[str, str]) -> None:
        self.fields = fields
        super().__init__("A form is not filled in as it must be.", found="; ".join(fields.values()))


def of_the_system(error: OSError) -> EvidenceBookError:
    """What the system refused to read or write, with what the user can do about it."""
    do = {
        **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "free some space and try again"),
        **dict.fromkeys(
            (errno.EACCES, errno.EPERM, errno.EROFS),
            "allow this user to read and write there, or choose another folder",
        ),
        **dict.fromkeys(
            (errno.EEXIST, errno.ENOTDIR), "name a folder; this is a file, or lies in one"
        ),
    }
    return EvidenceBookError(
        "The system could not read or write.",
        where=str(error.filename or ""),
        found=error.strerror or str(error),
        do=do.get(error.errno or 0, "see that the file or folder is there, and try again"),
    )
