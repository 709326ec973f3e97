"""What goes wrong with accounts, in the language of the interface; the domain speaks English."""

from __future__ import annotations

from kg.accounts.account import NotAllowed, RefusedName, SignInRequired
from kg.accounts.passwords import RefusedPassword
from kg.accounts.throttle import Throttled
from kg.errors import ZhishuError
from webapp.languages import gettext as _


def explained(error: ZhishuError) -> str:
    """One or two sentences for a page: what was wrong and what to do."""
    match error:
        case Throttled():
            return _(
                "Too many failed sign-ins. Try again in %(seconds)s seconds; nothing is locked.", seconds=error.seconds
            )
        case SignInRequired():
            return _("Name or password is wrong, or the account is not in use. An administrator can help.")
        case RefusedPassword():
            return _password(error)
        case RefusedName():
            return _name(error)
        case NotAllowed():
            return _("This is above your own role.")
        case _other:
            return f"{error} {error.hint}".strip()


def _password(error: RefusedPassword) -> str:
    known = {
        "short": _(
            "The password has fewer than %(limit)s characters. Several words with spaces are good.", limit=error.limit
        ),
        "long": _("The password has more than %(limit)s characters.", limit=error.limit),
        "guessed": _(
            "The password is easily guessed: it is common, a sequence, repeats itself, or is made of your name."
            " Several words that have nothing to do with each other are good."
        ),
        "same": _("This is the present password. Choose another one."),
        "wrong": _("The present password is wrong."),
    }
    return known[error.reason]


def _name(error: RefusedName) -> str:
    known = {
        "form": _(
            "A login name has 2 to 64 letters a-z, digits or Han characters; inside also dot, dash and underscore."
        ),
        "reserved": _("This login name is reserved for programs."),
        "taken": _("There is an account of this name already."),
        "display": _("The display name is too long or has invisible characters."),
        "email": _("This is not an e-mail address. It may be left empty."),
        "title": _("A token needs a name of at most 100 characters."),
        "days": _("A token can be good for 1 to 366 days."),
    }
    return known[error.reason]
