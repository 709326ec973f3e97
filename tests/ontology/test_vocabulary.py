"""The vocabulary is sound OWL, says only what its sources know, and has every term that data files and code name."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rdflib import FOAF, OWL, PROV, RDF, RDFS, SDO, SKOS, VOID, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import GEO, ORG, TIME

from ontology.namespaces import PREFIXES, compact, expand
from ontology.terms import VocabularyTerm, all_terms, vocabulary_files
from ontology.turtle import read_graph

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
DESCRIPTIONS = sorted((ROOT / "ingest" / "datasets").glob("*.toml"))
ZS = PREFIXES["zs"]
OWN = "https://w3id.org/zhishu/"
#: Vocabularies whose terms rdflib knows by name.
KNOWN = {
    "foaf": FOAF,
    "prov": PROV,
    "schema": SDO,
    "void": VOID,
    "geosparql": GEO,
    "org": ORG,
    "time": TIME,
    "skos": SKOS,
}
#: What doctests and comments write as an example of a mistake, or of anything.
NOT_MEANT = {"zs:birthYaer", "zs:not", "zs:neither", "kin:x", "zs:X", "zs:Name"}


@cache
def graph() -> Graph:
    return read_graph(vocabulary_files())


def own_properties() -> list[VocabularyTerm]:
    return [term for term in all_terms().values() if term.kind == "property" and term.iri.startswith(ZS)]


def kind_of(term: VocabularyTerm) -> str:
    """Whether a property has entities, literals or anything as its values."""
    kinds = {compact(each) for each in term.characteristics}
    return next(
        (kind for kind in ("AnnotationProperty", "DatatypeProperty", "ObjectProperty") if f"owl:{kind}" in kinds), ""
    )


def ancestors(iri: str) -> set[str]:
    """A class or property with all that is above it."""
    found, waiting = set[str](), [iri]
    while waiting:
        each = waiting.pop()
        if each not in found and each in all_terms():
            found.add(each)
            waiting += all_terms()[each].broader
    return found


def disjoint_groups() -> list[set[str]]:
    groups = graph().subjects(RDF.type, OWL.AllDisjointClasses)
    return [{str(m) for m in Collection(graph(), graph().value(group, OWL.members))} for group in groups]


def clash(one: str, other: str) -> bool:
    """Whether nothing can belong to both classes."""
    above, beside = ancestors(one), ancestors(other)
    return any(len({*above & group, *beside & group}) > 1 for group in disjoint_groups())


def table_terms(table: dict[str, Any]) -> set[str]:
    """Every class, property and constant value that a table mapping names, as full IRIs."""
    used = {table["class"], *([table["link"]] if "link" in table else [])}
    for prop, value in table.get("constant", {}).items():
        used |= {prop, *([value] if isinstance(value, str) and value.partition(":")[0] in PREFIXES else [])}
    for column in table.get("column", []):
        used |= {column["property"], *column.get("values", {}).values()}
    for node in table.get("node", []):
        used |= table_terms(node)
    return {expand(term) for term in used}


def test_the_ontology_says_what_it_is() -> None:
    ontology = URIRef(ZS)
    said = {compact(str(prop)) for prop in graph().predicates(ontology)}
    assert {"owl:versionIRI", "owl:versionInfo", "owl:priorVersion", "rdfs:seeAlso", "dcterms:license"} <= said
    assert {"dcterms:creator", "dcterms:title", "dcterms:modified", "vann:preferredNamespacePrefix"} <= said
    version = str(graph().value(ontology, OWL.versionInfo))
    assert str(graph().value(ontology, OWL.versionIRI)) == ZS + version
    newest = tomllib.loads((ROOT / "ontology" / "changes.toml").read_text("utf-8"))["version"][-1]
    assert newest["number"] == version
    assert str(newest["date"]) == str(graph().value(ontology, URIRef(expand("dcterms:modified"))))


def test_no_iri_is_two_kinds_of_thing() -> None:
    kinds = {
        OWL.Class: "class",
        OWL.ObjectProperty: "object property",
        OWL.DatatypeProperty: "datatype property",
        OWL.AnnotationProperty: "annotation property",
        OWL.NamedIndividual: "individual",
        SKOS.Concept: "concept",
    }
    found: dict[str, set[str]] = {}
    for rdf_type, kind in kinds.items():
        for subject in graph().subjects(RDF.type, rdf_type):
            found.setdefault(str(subject), set()).add(kind)
    assert {iri: kinds for iri, kinds in found.items() if len(kinds) > 1} == {}


def test_what_is_said_of_a_term_stands_once() -> None:
    for path in sorted((ROOT / "ontology" / "vocabulary").glob("*.ttl")):
        subjects = re.findall(r"^(zs:\w+) a ", path.read_text("utf-8"), re.MULTILINE)
        assert [name for name, times in Counter(subjects).items() if times > 1] == [], path.name
    for term in all_terms().values():
        if term.iri.startswith(ZS):
            assert len(list(graph().objects(URIRef(term.iri), RDFS.label))) == 3, term.iri
            assert len(list(graph().objects(URIRef(term.iri), RDFS.comment))) == 3, term.iri


def test_properties_are_below_properties_of_the_same_kind() -> None:
    terms = all_terms()
    mixed = [
        (compact(term.iri), compact(above))
        for term in own_properties()
        for above in term.broader
        if kind_of(term) != kind_of(terms[above])
    ]
    assert mixed == []


def test_ranges_fit_the_kind_of_property() -> None:
    for term in own_properties():
        datatypes = [each for each in term.range if each.startswith((PREFIXES["xsd"], expand("rdf:langString")))]
        if kind_of(term) == "DatatypeProperty":
            assert len(datatypes) == len(term.range), compact(term.iri)
        if kind_of(term) == "ObjectProperty":
            assert not datatypes, compact(term.iri)


def test_inverse_properties_have_swapped_domains_and_ranges() -> None:
    terms = all_terms()
    for term in own_properties():
        if not term.inverse:
            continue
        inverse = terms[term.inverse]
        assert kind_of(term) == kind_of(inverse) == "ObjectProperty", term.iri
        for domain, values in ((term.domain, inverse.range), (term.range, inverse.domain)):
            assert not (domain and values) or set(domain) == set(values), compact(term.iri)


def test_symmetric_and_transitive_properties_lead_from_a_class_to_itself() -> None:
    for term in own_properties():
        if {expand("owl:SymmetricProperty"), expand("owl:TransitiveProperty")} & {*term.characteristics}:
            assert set(term.domain) == set(term.range), compact(term.iri)
            assert kind_of(term) == "ObjectProperty"


def test_a_property_keeps_what_the_property_above_it_asks() -> None:
    terms = all_terms()
    for term in own_properties():
        for above in ancestors(term.iri) - {term.iri}:
            for mine, theirs in ((term.domain, terms[above].domain), (term.range, terms[above].range)):
                assert not any(clash(one, other) for one in mine for other in theirs), (term.iri, above)


def test_classes_that_exclude_each_other_are_said_so_and_share_no_subclass() -> None:
    person, place, letter, posting = (expand(f"zs:{name}") for name in ("Person", "Place", "Letter", "Posting"))
    assert clash(person, place)
    assert clash(expand("zs:Genealogy"), expand("bf:Instance"))
    assert clash(posting, expand("zs:Kinship"))
    assert not clash(letter, expand("bf:Work")), "a letter may be described as a work, too"
    assert not clash(expand("zs:Branch"), expand("zs:Family"))
    for term in all_terms().values():
        if term.kind == "class":
            assert not any(len(ancestors(term.iri) & group) > 1 for group in disjoint_groups()), term.iri


def test_labels_tell_classes_and_properties_apart_in_each_language() -> None:
    for language in ("zh-hans", "zh-hant", "en"):
        for kind in ("class", "property"):
            names = Counter(
                term.labels[language] for term in all_terms().values() if term.kind == kind and term.iri.startswith(ZS)
            )
            assert {name: times for name, times in names.items() if times > 1} == {}, (language, kind)


def test_nodes_that_lists_are_made_of_are_not_lost() -> None:
    assert all(isinstance(group, BNode) for group in graph().subjects(RDF.type, OWL.AllDisjointClasses))
    assert min(len(group) for group in disjoint_groups()) > 2


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")
def test_every_term_of_bibframe_that_is_named_is_in_bibframe() -> None:
    bibframe = (SHARED / "suites" / "bibframe-lc" / "ontology" / "bibframe.rdf").read_text("utf-8")
    defined = set(re.findall(r'rdf:about="(http://id\.loc\.gov/ontologies/bibframe/\w+)"', bibframe))
    assert len(defined) > 300
    named = {iri for iri in all_terms() if iri.startswith(PREFIXES["bf"])}
    named |= {
        target for term in all_terms().values() for _, target in term.mappings if target.startswith(PREFIXES["bf"])
    }
    assert {compact(iri) for iri in named - defined} == set()


@pytest.mark.parametrize("prefix", KNOWN)
def test_every_term_of_a_standard_that_is_named_is_in_it(prefix: str) -> None:
    targets = {target for term in all_terms().values() for _, target in term.mappings} | all_terms().keys()
    named = {iri[len(PREFIXES[prefix]) :] for iri in targets if iri.startswith(PREFIXES[prefix])}
    assert named
    assert named - set(KNOWN[prefix].__annotations__) == set()


def test_alignments_are_about_our_terms_and_lead_to_known_vocabularies() -> None:
    aligned = read_graph([ROOT / "ontology" / "alignments.ttl"])
    relations = {"rdfs:subClassOf", "rdfs:subPropertyOf", "skos:exactMatch", "skos:closeMatch", "skos:broadMatch"}
    assert {compact(str(relation)) for relation in aligned.predicates()} <= relations | {"skos:narrowMatch"}
    for subject, relation, target in aligned:
        term = all_terms()[str(subject)]
        assert str(subject).startswith(ZS)
        assert compact(str(target)) != str(target), target
        wanted = {RDFS.subClassOf: "class", RDFS.subPropertyOf: "property"}
        assert wanted.get(URIRef(str(relation)), term.kind) == term.kind, subject
    reached = {compact(str(target)).partition(":")[0] for target in aligned.objects()}
    assert {"bf", "rico", "skosxl", "madsrdf", "foaf", "schema", "prov", "time", "geosparql", "oa"} <= reached
    assert {"crm", "lrmoo", "shl"} <= reached


@pytest.mark.parametrize("path", DESCRIPTIONS, ids=lambda path: path.stem)
def test_every_term_that_a_dataset_description_uses_is_declared(path: Path) -> None:
    description = tomllib.loads(path.read_text(encoding="utf-8"))
    undeclared = table_terms(description.get("table", {"class": "zs:Person"})) - all_terms().keys()
    assert {compact(iri) for iri in undeclared} == set()


def own_words(path: Path) -> str:
    """What a file says in our terms: of a table of fields the targets, since its sources are the words of others.

    The importer of RDF names terms of others as such, too.
    """
    text = path.read_text(encoding="utf-8")
    if path.parent.name == "rdf":
        return "\n".join(re.findall(r'"zs:\w+', text))
    if path.name != "fields.tsv":
        return text
    return "\n".join(f" {line.split(chr(9))[1]}" for line in text.splitlines() if line)


def test_every_term_that_the_code_names_is_declared() -> None:
    prefixes = "|".join(prefix for prefix in PREFIXES if prefix not in {"xsd", "sh", "owl", "rdf", "rdfs"})
    named = {
        (match, path.name)
        for package in ("ontology", "kg", "ingest", "webapp")
        for pattern in ("*.py", "*.rq", "*.toml", "fields.tsv")
        for path in (ROOT / package).rglob(pattern)
        for match in re.findall(rf'["\s(|^/*+`]((?:{prefixes}):[A-Za-z](?:[\w-]*\w)?)', own_words(path))
    }
    assert len(named) > 300
    assert {(name, file) for name, file in named if expand(name) not in all_terms()} - {
        (name, file) for name, file in named if name in NOT_MEANT
    } == set()


def test_every_term_that_a_shape_uses_is_declared() -> None:
    shapes = read_graph(sorted((ROOT / "ontology" / "shapes").glob("*.ttl")))
    used = {str(term) for triple in shapes for term in triple if isinstance(term, URIRef)}
    ours = {iri for iri in used if iri.startswith(OWN) and not iri.startswith(OWN + "shape/")}
    assert {compact(iri) for iri in ours - all_terms().keys()} == set()
