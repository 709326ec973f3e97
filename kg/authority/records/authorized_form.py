"""Authorized forms: a heading is generated from a name and its additions, kept apart, by the rules of a rule set.

Additions follow the rule set: some are always made, the others one after the other (years, dynasty, sex, field, native
place) while another record has an equal form and only where they tell the two apart. A form that a curator has chosen
(decision ``prefer`` of ``skos:prefLabel``) with additions of its own is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kg.authority.records.heading_facts import HeadingFacts
from kg.authority.records.life_years import LifeYears
from kg.authority.records.rule_sets import RuleSet, rule_sets
from kg.chinese.readings import bare_name, has_han, readings, split_name, word
from kg.chinese.romanise import syllables, toneless
from kg.chinese.script import to_simplified, to_traditional
from ontology.schemes import concept_for
from ontology.terms import all_terms, term_label

_ADDED = re.compile(r"[^(（]+[(（][^)）]+[)）]")
#: What divides the parts of a place name in its hierarchy, or two dynasties.
_PARTS = re.compile(r"[-—–/,，;；]")
_HAN_TAGS = ("zh-hani", "zh", "")
_PINYIN = "zh-latn-pinyin"
_CHINESE = ("zh-Hant", "zh-Hans")


@dataclass(frozen=True, slots=True)
class Addition:
    """A part of a heading beside the name: ``kind`` is one of ``rule_sets.ADDITIONS``."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class AuthorizedForm:
    """A heading under a rule set (its id) in a language (BCP 47), whole and in its parts.

    ``computed`` where the name was converted or romanised because no source gives it in this script; ``curated`` where
    a decision chose it.
    """

    rules: str
    language: str
    text: str
    name: str
    surname: str
    given: str
    additions: tuple[Addition, ...]
    computed: bool
    curated: bool

    def addition(self, kind: str) -> str:
        """The text of an addition; empty where it was not made."""
        return next((each.text for each in self.additions if each.kind == kind), "")


@dataclass(frozen=True, slots=True)
class _Name:
    text: str
    surname: str
    given: str
    computed: bool
    tag: str


def authorized_forms(
    facts: HeadingFacts, namesakes: Iterable[HeadingFacts], *, person: bool = True, curated: Collection[str] = ()
) -> tuple[tuple[AuthorizedForm, ...], tuple[str, ...]]:
    """The authorized forms of a record under every rule set, and the IRIs of namesakes whose form is still equal.

    ``curated`` are the language tags (lower case) in which a decision chose the label. No form where there is no label.
    """
    rivals = tuple(namesakes)
    forms: list[AuthorizedForm] = []
    equal: dict[str, None] = {}
    for rules in rule_sets():
        for language in rules.languages:
            name = _name(facts, language, person=person)
            if name is None:
                continue
            form, left = _form(rules, language, name, facts, rivals, name.tag in curated)
            forms.append(form)
            equal |= dict.fromkeys(left)
    return tuple(forms), tuple(sorted(equal))


def _form(
    rules: RuleSet, language: str, name: _Name, facts: HeadingFacts, rivals: tuple[HeadingFacts, ...], curated: bool
) -> tuple[AuthorizedForm, list[str]]:
    if curated and _ADDED.fullmatch(name.text):
        return AuthorizedForm(rules.id, language, name.text, name.text, "", "", (), name.computed, True), []
    kinds, left = _chosen(rules, language, facts, rivals)
    additions = tuple(
        Addition(kind, text) for kind in rules.order if kind in kinds and (text := _words(rules, language, facts, kind))
    )
    written = f"{name.surname}, {name.given}" if rules.inverted and name.surname and name.given else name.text
    text = _written(rules, written, additions)
    form = AuthorizedForm(
        rules.id, language, text, name.text, name.surname, name.given, additions, name.computed, curated
    )
    return form, [each.iri for each in left]


def _chosen(
    rules: RuleSet, language: str, facts: HeadingFacts, rivals: tuple[HeadingFacts, ...]
) -> tuple[set[str], list[HeadingFacts]]:
    """The kinds of additions that are made, and the namesakes from whom they do not tell the record apart."""

    def known(kind: str) -> bool:
        return bool(_words(rules, language, facts, kind))

    def always(each: HeadingFacts) -> list[tuple[str, str]]:
        """The additions that a form of this record has in any case."""
        made = ((kind, text) for group in rules.always for kind, text in _first(rules, language, each, group))
        return sorted(made)

    kinds = {kind for kind, _ in always(facts)}

    def alike(each: HeadingFacts, kind: str) -> bool:
        same = each.part(kind) == facts.part(kind)
        return same or _words(rules, language, each, kind) == _words(rules, language, facts, kind)

    left = [each for each in rivals if always(each) == always(facts)]
    for kind in rules.distinguish:
        if not left:
            break
        if kind not in kinds and known(kind) and not all(alike(each, kind) for each in left):
            kinds.add(kind)
            left = [each for each in left if alike(each, kind)]
    return kinds, left


def _first(rules: RuleSet, language: str, facts: HeadingFacts, group: tuple[str, ...]) -> list[tuple[str, str]]:
    """The first of alternative additions that is known, with its words."""
    return [(kind, text) for kind in group if (text := _words(rules, language, facts, kind))][:1]


def _written(rules: RuleSet, name: str, additions: tuple[Addition, ...]) -> str:
    if rules.layout == "brackets":
        inside = rules.between.join(each.text for each in additions)
        return f"{name} ({inside})" if inside else name
    years = [each.text for each in additions if each.kind == "years"]
    others = rules.between.join(each.text for each in additions if each.kind != "years")
    return ", ".join([name, *years]) + (f" ({others})" if others else "")


def _name(facts: HeadingFacts, language: str, *, person: bool) -> _Name | None:
    """The name in a language: a label of its own, else the label in another script, converted or romanised."""
    labels, tag = facts.labels, language.lower()
    if tag == _PINYIN:
        return _romanised(facts, person=person)
    own = labels.get(tag)
    found = own or next((labels[each] for each in _HAN_TAGS if has_han(labels.get(each, ""))), "")
    found = found or next((labels[each.lower()] for each in _CHINESE if each.lower() in labels), "")
    if not found:
        return None
    text = found if own else to_simplified(found) if tag == "zh-hans" else to_traditional(found, name=True)
    used = tag if own else next((each for each, label in labels.items() if label == found), "")
    surname, given = split_name(text) if person and bare_name(text)[1] == text else ("", "")
    if not given:
        surname = ""
    return _Name(text, surname, given, computed=text != found, tag=used)


def _romanised(facts: HeadingFacts, *, person: bool) -> _Name | None:
    labels = facts.labels
    if latin := labels.get(_PINYIN):
        surname, given = _divided(latin)
        return _Name(latin.replace(",", "") if surname else latin, surname, given, computed=False, tag=_PINYIN)
    han = next((label for label in (facts.name, *labels.values()) if has_han(label)), "")
    if not han or (not person and "en" in labels):  # the name of a body is translated, not romanised
        latin = labels.get("en") or facts.name
        surname, given = _divided(latin)
        return _Name(latin, surname, given, computed=False, tag="en" if "en" in labels else "") if latin else None
    reading = readings(han)[0]
    if not person:
        return _Name(reading.plain, "", "", computed=True, tag="")
    surname, given = [*reading.plain.split(" ", 1), ""][:2] if reading.surname else ("", reading.plain)
    return _Name(reading.plain, surname if given else "", given if surname else "", computed=True, tag="")


def _divided(latin: str) -> tuple[str, str]:
    surname, comma, given = latin.partition(",")
    return (surname.strip(), given.strip()) if comma and given.strip() else ("", "")


def _words(rules: RuleSet, language: str, facts: HeadingFacts, kind: str) -> str:
    """An addition in the language of the heading; empty where nothing is known, or the rule set leaves it out."""
    part = facts.part(kind)
    if not part:
        return ""
    if isinstance(part, LifeYears):
        return part.text(rules.styles[language])
    text = str(part)
    if kind == "sex" or text in all_terms():
        return "" if text in rules.omit else term_label(text, _interface(language))
    if kind == "dynasty":
        return _dynasty(rules, language, text)
    if kind == "native_place":
        text = _PARTS.split(text)[-1].strip()
    return _converted(text, language)


def _dynasty(rules: RuleSet, language: str, text: str) -> str:
    """A dynasty, or two of which somebody saw the end of one and the beginning of the other (清-民國)."""
    # What is not written in characters is a question mark: 丁珏 of ?-明 lived under the Ming at least.
    parts = [part for part in _PARTS.split(text) if has_han(part)]
    concepts = [concept_for("dynasty", part) or "" for part in (text, *parts)]
    if concepts[0]:
        return "" if concepts[0] in rules.omit else term_label(concepts[0], _interface(language))
    if concepts[1:] and all(concepts[1:]):
        return "-".join(term_label(concept, _interface(language)) for concept in concepts[1:])
    return _converted(text, language)


def _interface(language: str) -> str:
    return language if language in _CHINESE else "en"


def _converted(text: str, language: str) -> str:
    """Words of a source in the script of a heading. Chinese words are romanised in Latin script."""
    if not has_han(text):
        return text
    if language == "zh-Hans":
        return to_simplified(text)
    return to_traditional(text) if language == "zh-Hant" else word(tuple(map(toneless, syllables(text))))
