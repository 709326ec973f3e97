"""Pages: the context of a template is a frozen dataclass, registered under the template that shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, TypeVar

from flask import Response, make_response, render_template

Page = TypeVar("Page", bound=type[Any])

#: template -> the dataclass whose fields it may use; a test holds that it uses exactly these.
PAGES: dict[str, type[Any]] = {}


def page(template: str) -> Callable[[Page], Page]:
    """Register the context of a template."""

    def register(context: Page) -> Page:
        PAGES[template] = context
        return context

    return register


def render(context: Any, status: int = 200) -> Response:
    """The page of a context as an HTML response."""
    template = next(name for name, kind in PAGES.items() if kind is type(context))
    values = {each.name: getattr(context, each.name) for each in fields(context)}
    return make_response(render_template(template, **values), status)
