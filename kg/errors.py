"""The one exception tree. Every error says what was wrong, where, and (``hint``) what to do next."""

from __future__ import annotations


class ZhishuError(Exception):
    """Base of all errors that a user may see.

    ``status`` is the HTTP status a server should answer with, ``hint`` the next step for the user.
    """

    status = 500
    hint = ""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        if hint:
            self.hint = hint


class NotFound(ZhishuError):
    """Nothing is known under this name or IRI."""

    status = 404


class Gone(ZhishuError):
    """The IRI was served once and has been withdrawn for good."""

    status = 410


class InvalidInput(ZhishuError):
    """A value given by a person or a program cannot be used (a name, a date, a parameter, a setting)."""

    status = 400


class InvalidDate(InvalidInput):
    """A date that cannot exist or cannot be read; the message gives the reason."""


class InvalidQuery(ZhishuError):
    """A SPARQL query that is not accepted: syntax, or something the endpoint refuses."""

    status = 400


class QueryTimeout(ZhishuError):
    """A query used up its time or its memory and was stopped."""

    status = 408


class Busy(ZhishuError):
    """All workers are taken, or another process is writing; trying again later can succeed."""

    status = 503


class InvalidDataset(ZhishuError):
    """A dataset description or a source file that cannot be loaded; nothing was changed."""

    status = 422


class DecisionConflict(ZhishuError):
    """A decision that contradicts others in force; the message names them."""

    status = 409


class ForbiddenMerge(DecisionConflict):
    """A merge that hard facts forbid; ``rules`` are the ids of the rules that an override would have to name."""

    def __init__(self, message: str, *, hint: str = "", rules: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint=hint)
        self.rules = rules


class EditConflict(ZhishuError):
    """Somebody was first: what was to be changed is no longer what was read, and nothing was overwritten."""

    status = 409


class WorkspaceError(ZhishuError):
    """A workspace directory that cannot be opened, is damaged, or belongs to another base IRI."""
