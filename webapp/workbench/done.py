"""What the page after an action says was done: a name in the address stands for a fixed sentence, nothing is echoed."""

from __future__ import annotations

from flask import request

from webapp.languages import gettext as _

#: The parameter of addresses that names what was done.
PARAMETER = "done"


def with_done(address: str, what: str) -> str:
    """The address of a page that shall say what was done.

    >>> with_done("/workbench/pair/2?sort=unsure", "skip"), with_done("/workbench/queue", "skip")
    ('/workbench/pair/2?sort=unsure&done=skip', '/workbench/queue?done=skip')
    """
    return f"{address}{'&' if '?' in address else '?'}{PARAMETER}={what}"


def done_words() -> str:
    """The sentence about what was done just before, in the language of the page; empty where nothing was."""
    words = {
        "same": _("The merge is proposed; it waits for review."),
        "same-in-force": _("The merge is in force."),
        "different": _("It is proposed that the two are different; this waits for review."),
        "different-in-force": _("The two are held to be different and will not be asked again."),
        "doubt": _("The pair was marked doubtful."),
        "skip": _("The pair was skipped."),
        "assign": _("The pair is assigned to you."),
        "reopen": _("The pair is in the queue again."),
        "split": _("The split is proposed; it waits for review."),
        "split-in-force": _("The split is in force."),
        "edit": _("The changes are proposed; they wait for review."),
        "edit-in-force": _("The changes are in force."),
        "undo": _("It is proposed to undo the decision; this waits for review."),
        "undo-in-force": _("The decision was undone."),
        "accept": _("The proposal was accepted and is in force."),
        "decline": _("The proposal was declined."),
        "take-up": _("You are reviewing this proposal; others see that."),
        "put-back": _("The proposal waits for any reviewer again."),
        "withdraw": _("The proposal was taken back."),
    }
    return words.get(request.args.get(PARAMETER, ""), "")
