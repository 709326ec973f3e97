"""A template uses exactly the fields of its context, no more and no fewer."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta, nodes

import webapp
from webapp.pages import PAGES

TEMPLATES = Path(webapp.__file__).parent / "templates"
#: What every page may use besides its context: the frame, and what Flask gives.
FRAME = {"site", "config", "g", "request", "session"}


def used_by(app: Flask, template: str) -> set[str]:
    """The variables of a template that nothing in it defines; jinja2.meta does not look from a block to the top."""
    environment = app.jinja_env
    tree = environment.parse((TEMPLATES / template).read_text("utf-8"))
    top = {
        name if isinstance(name, str) else name[1] for each in tree.find_all(nodes.FromImport) for name in each.names
    }
    top |= {each.name for each in tree.find_all(nodes.Macro)}
    top |= {each.target.name for each in tree.body if isinstance(each, nodes.Assign)}
    return meta.find_undeclared_variables(tree) - set(environment.globals) - FRAME - top


@pytest.mark.parametrize("template", sorted(p.relative_to(TEMPLATES).as_posix() for p in TEMPLATES.rglob("*.html")))
def test_template_uses_exactly_its_context(app: Flask, template: str) -> None:
    expected = {each.name for each in fields(PAGES[template])} if template in PAGES else set()
    assert used_by(app, template) == expected


def test_every_context_has_a_template_and_says_what_its_fields_are(app: Flask) -> None:
    assert len(app.jinja_env.list_templates()) > len(PAGES)
    for template, context in PAGES.items():
        assert (TEMPLATES / template).exists()
        assert context.__doc__
        assert all(each.metadata["help"] for each in fields(context)), template
