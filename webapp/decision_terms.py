"""What somebody types as terms of a decision, on the command line or in a form."""

from __future__ import annotations

import re

from ingest.section import did_you_mean
from kg import terms
from kg.errors import InvalidInput
from kg.iris import Minter
from kg.terms import Term
from ontology.namespaces import PREFIXES, compact, expand
from ontology.terms import OWN, all_terms, is_declared

_LOCAL_ID = re.compile(r"[a-z][a-z-]*/\S+")
_INTEGER = re.compile(r"-?[0-9]+")
_QUOTED = re.compile(r'"(?P<text>.*)"(?:@(?P<language>.*)|\^\^(?P<datatype>\S+))?', re.DOTALL)


def read_term(text: str, role: str, minter: Minter) -> Term:
    """What somebody typed as a term, by its role.

    An ``entity`` (or record) is a local id (``person/cbdb-55084``) or an IRI, a ``property`` a compact or full IRI,
    and a ``value`` any of these, a whole number, a quoted string (alone, or with a language tag or datatype as in
    Turtle), or plain text.
    Raises InvalidInput for what is none of these.
    """
    if text.startswith(("http://", "https://")):
        return terms.iri(text)
    if role == "property" or (role == "value" and _is_compact(text)):
        return terms.iri(_expand(text))
    if _LOCAL_ID.fullmatch(text):
        return f"<{minter.base}{text}>" if text.startswith("record/") else minter.path(text)
    if role == "value":
        return _literal(text)
    raise InvalidInput(f"{text!r} is not an id.", hint="Ids look like person/cbdb-55084.")


def _literal(text: str) -> Term:
    if _INTEGER.fullmatch(text):
        return terms.integer(int(text))
    if (quoted := _QUOTED.fullmatch(text)) is None:
        return terms.literal(text)
    if datatype := quoted["datatype"]:
        try:
            return terms.typed(quoted["text"], _expand(datatype.removeprefix("<").removesuffix(">")))
        except ValueError:
            raise InvalidInput(f"{quoted['text']!r} is not a value of {datatype}.") from None
    return terms.literal(quoted["text"], quoted["language"] or "")


def _is_compact(text: str) -> bool:
    prefix, colon, local = text.partition(":")
    return bool(colon and local) and prefix in PREFIXES and not any(map(str.isspace, local))


def _expand(text: str) -> str:
    try:
        iri = expand(text)
    except KeyError:
        raise InvalidInput(f"{text!r} has a prefix that is not known.", hint="For example zs:birthYear.") from None
    if not is_declared(iri):
        own = (compact(term) for term in all_terms() if term.startswith(OWN))
        raise InvalidInput(f"{text!r} is not in the ontology.", hint=did_you_mean(text, own))
    return iri
