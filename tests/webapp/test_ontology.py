"""The pages of the vocabulary: what they show, in which languages and formats, and what they do with a broken file."""

from __future__ import annotations

import csv
import io
import logging
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, parse

import ontology
from kg.errors import WorkspaceError
from kg.store import VIEW
from kg.workspace import Workspace
from ontology.namespaces import PREFIXES, compact, expand
from ontology.terms import LANGUAGES, all_terms, term_label, use_vocabulary, versions, vocabulary_files
from webapp import create_app
from webapp.addresses import address_of, scheme_id
from webapp.ontology_graph import TermGraph
from webapp.ontology_overview import DOMAINS, domain_name

ZS = PREFIXES["zs"]
HOME = Path(ontology.__file__).parent


def words(page: str) -> str:
    """What a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page[page.index("<main") :])).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_overview_speaks_the_language_and_lists_everything(client: FlaskClient, language: str) -> None:
    page = client.get(f"/ontology?lang={language}").text
    terms = all_terms()
    assert term_label(ZS + "Person", language) in words(page)
    for term in terms.values():
        if term.kind == "class" and term.iri.startswith(ZS):
            assert f'href="{"/ontology/" + term.iri.removeprefix(ZS)}"' in page
        if term.kind == "scheme":
            assert f'href="/scheme/{scheme_id(term.iri)}"' in page
    assert all(f"<code>{prefix}</code>" in page for prefix in PREFIXES)
    assert all(version.texts[language.lower()] in unescape(page) for version in versions())
    assert all(f'href="/ontology.{suffix}"' in page for suffix in ("ttl", "jsonld", "rdf", "nt"))


def test_counts_on_pages_are_those_of_the_data(client: FlaskClient, small_workspace: Workspace) -> None:
    store, kind = small_workspace.live.store, NamedNode(expand("rdf:type"))
    letters = sum(1 for _ in store.match(None, kind, NamedNode(ZS + "Letter"), VIEW))
    assert letters == 30
    assert f"{letters} members" in words(client.get("/ontology/Letter?lang=en").text)
    senders = sum(1 for _ in store.match(None, NamedNode(ZS + "sender"), None, VIEW))
    assert f"{senders} statements" in words(client.get("/ontology/sender?lang=en").text)
    overview = words(client.get("/ontology?lang=en").text)
    assert f"Letter zs:Letter {letters}" in overview
    father = next(t for t in all_terms().values() if t.scheme == PREFIXES["kin"] and t.labels["en"] == "father")
    uses = sum(1 for _ in store.match(None, None, NamedNode(father.iri), VIEW))
    assert uses == 1
    assert "1 statements" in words(client.get(f"/scheme/kinship/{father.iri.removeprefix(father.scheme)}?lang=en").text)


def test_every_file_of_the_vocabulary_has_a_name_on_the_page(client: FlaskClient) -> None:
    declaring = set(TermGraph.read(vocabulary_files()).files.values())
    domains = {path.stem for path in (HOME / "vocabulary").glob("*.ttl")} & declaring - {"ontology"}
    assert domains == set(DOMAINS)
    with client.application.test_request_context("/ontology?lang=en"):
        assert not [key for key in DOMAINS if domain_name(key) == key]


def test_every_term_has_an_address_of_its_own_that_leads_back_to_it(client: FlaskClient) -> None:
    with client.application.test_request_context("/"):
        addresses = {term.iri: address_of(term) for term in all_terms().values()}
    assert all(addresses.values())
    assert len(set(addresses.values())) == len(addresses)
    for iri in sorted(addresses)[::70]:
        page = client.get(f"{addresses[iri]}?lang=en")
        assert page.status_code == 200, iri
        assert f'<link rel="canonical" href="{iri}">' in unescape(page.text)


def test_page_of_a_class_says_what_it_is_and_what_it_has(client: FlaskClient) -> None:
    page = client.get("/ontology/Person?lang=en").text
    text = words(page)
    person = all_terms()[ZS + "Person"]
    for tag in ("zh-hans", "zh-hant", "en"):
        assert person.labels[tag] in text
        assert person.comments[tag] in text
    assert person.iri in text
    assert '<a class="term" href="/ontology/birthYear"' in page
    assert all(compact(target) in text for _relation, target in person.mappings)
    assert f"Since {person.since}" in text
    assert 'href="/search?type=person"' in page
    assert 'href="/person/cbdb-' in page
    assert "What is checked" in text


def test_properties_of_a_superclass_are_inherited(client: FlaskClient) -> None:
    text = words(client.get("/ontology/Kinship?lang=en").text)
    relation = [t for t in all_terms().values() if t.kind == "property" and ZS + "Relation" in t.domain]
    assert relation
    for term in relation:
        label = term_label(term.iri, "en")
        assert re.search(rf"{re.escape(label)} {re.escape(compact(term.iri))} .*?Relation", text)


def test_example_is_marked_and_its_terms_are_links(client: FlaskClient) -> None:
    page = client.get("/ontology/Letter").text
    example = page[page.index('<pre class="turtle"') : page.index("</pre>")]
    assert '<a href="/ontology/sender">zs:sender</a>' in example
    assert unescape(re.sub(r"<[^>]+>", "", example)) == all_terms()[ZS + "Letter"].example.join(("", ""))


def test_constraints_are_told_in_words(client: FlaskClient) -> None:
    from ontology.shapes import shapes_for_class

    shape = next(each for each in shapes_for_class(ZS + "Person")[0].properties if each.messages)
    assert shape.messages["zh-hant"] in words(client.get("/ontology/Person?lang=zh-Hant").text)
    predicate = shape.paths[0][0].predicate
    with client.application.test_request_context("/"):
        address = address_of(all_terms()[predicate])
    assert shape.messages["en"] in words(client.get(f"{address}?lang=en").text)


def test_term_of_a_standard_says_where_it_is_defined(client: FlaskClient) -> None:
    page = client.get("/ontology/term/bf/Work?lang=en")
    assert "defined by a standard" in words(page.text)
    assert 'href="http://id.loc.gov/ontologies/bibframe/Work" rel="external noopener"' in page.text


@pytest.mark.parametrize(
    ("address", "leads_to", "status"),
    [
        ("/ontology/", "/ontology", 303),
        ("/scheme", "/ontology#schemes", 303),
        ("/ontology/0.1.0", "/ontology#history", 303),
        ("/ontology/term/zs/Person", "/ontology/Person", 301),
    ],
)
def test_other_addresses_lead_to_the_page(client: FlaskClient, address: str, leads_to: str, status: int) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (status, leads_to)


FORMATS = {
    "ttl": ("text/turtle", RdfFormat.TURTLE),
    "nt": ("application/n-triples", RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", RdfFormat.RDF_XML),
}


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    "address", ["/ontology/Person", "/ontology/term/bf/Work", "/scheme/kinship", "/scheme/nametype/zi"]
)
def test_terms_are_served_as_data_by_suffix_and_by_accept(client: FlaskClient, address: str, suffix: str) -> None:
    media_type, form = FORMATS[suffix]
    by_suffix = client.get(f"{address}.{suffix}")
    by_accept = client.get(address, headers={"Accept": f"text/html;q=0.4, {media_type};q=0.9, */*;q=0.1"})
    assert by_suffix.mimetype == by_accept.mimetype == media_type
    assert by_suffix.data == by_accept.data
    subjects = {str(q.subject) for q in parse(by_suffix.data, form)}
    canonical = re.search(r'<link rel="canonical" href="([^"]+)">', client.get(address).text)
    assert canonical
    assert f"<{canonical[1]}>" in subjects


def test_json_forms_name_the_term(client: FlaskClient) -> None:
    as_jsonld = client.get("/ontology/Person.jsonld")
    assert as_jsonld.mimetype == "application/ld+json"
    assert as_jsonld.get_json()["@graph"][0]["id"] == "zs:Person"
    assert client.get("/ontology/Person.json").get_json()["labels"]["zh-hant"] == "人物"


def test_unacceptable_type_is_refused(client: FlaskClient) -> None:
    assert client.get("/ontology/Person", headers={"Accept": "image/png"}).status_code == 406


def test_whole_ontology_has_every_term_the_schemes_and_the_mappings(client: FlaskClient) -> None:
    triples = list(parse(client.get("/ontology.nt").data, RdfFormat.N_TRIPLES))
    assert {f"<{iri}>" for iri in all_terms()} <= {str(q.subject) for q in triples}
    stated = {
        (q.subject.value, q.object.value)
        for q in triples
        if isinstance(q.object, NamedNode) and isinstance(q.subject, NamedNode)
    }
    assert all((t.iri, target) in stated for t in all_terms().values() for _relation, target in t.mappings)
    turtle = parse(client.get("/ontology.ttl").data, RdfFormat.TURTLE)
    assert len(set(turtle)) == len(set(triples))


@pytest.mark.parametrize(
    ("address", "near"),
    [("/ontology/birthYaer", "/ontology/birthYear"), ("/ontology/term/bf/Werk", "/ontology/term/bf/Work")],
)
def test_unknown_term_is_answered_with_near_ones(client: FlaskClient, address: str, near: str) -> None:
    page = client.get(f"{address}?lang=en")
    assert page.status_code == 404
    assert f'href="{near}"' in page.text
    for accept in ("text/turtle", "application/rdf+xml", "application/json"):
        problem = client.get(address, headers={"Accept": accept, "Accept-Language": "en"})
        assert (problem.status_code, problem.mimetype) == (404, "application/json")
        assert near.rpartition("/")[2] in problem.get_json()["error"]["hint"]


@pytest.mark.parametrize(
    "address",
    [
        "/ontology/%3Cscript%3E",
        "/ontology/term/nope/x",
        "/scheme/nope",
        "/scheme/kinship/nope.ttl",
        "/ontology/" + "x" * 3000,
    ],
)
def test_nonsense_is_not_found_and_not_repeated_as_markup(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text
    assert "<script>”" not in answer.text


def test_properties_are_found_by_text_domain_and_range(client: FlaskClient) -> None:
    found = client.get("/ontology?q=生年&lang=zh-Hans").text
    table = found[found.index('<table class="cards properties"') : found.index('id="schemes"')]
    assert 'href="/ontology/birthYear"' in table
    assert 'href="/ontology/sender"' not in table
    by_class = client.get("/ontology?domain=zs:Kinship&lang=en").text
    rows = by_class[by_class.index('<table class="cards properties"') : by_class.index('id="schemes"')]
    expected = [t for t in all_terms().values() if t.kind == "property" and ZS + "Kinship" in t.domain]
    assert rows.count("<tr>") == len(expected) + 1
    assert '<option value="zs:Kinship" selected>' in by_class
    for nonsense in ("/ontology?q=%F0%9F%98%80", "/ontology?domain=no:thing", "/ontology?range=%3Cb%3E"):
        assert "No property fits" in words(client.get(f"{nonsense}&lang=en").text)
    assert client.get("/ontology?page=x").status_code == 400
    assert client.get("/ontology?page=2&lang=en").status_code == 200


def test_scheme_is_a_tree_with_what_is_below_each_concept(client: FlaskClient) -> None:
    page = client.get("/scheme/nametype?lang=en").text
    concepts = [t for t in all_terms().values() if t.scheme == PREFIXES["nametype"]]
    assert all(f'href="/scheme/nametype/{t.iri.removeprefix(t.scheme)}"' in page for t in concepts)
    assert 'href="/scheme/nametype.ttl"' in page


def test_large_scheme_is_paged_and_leads_to_its_branches(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from webapp import scheme

    monkeypatch.setattr(scheme, "WHOLE", 1)
    monkeypatch.setattr(scheme, "PER_PAGE", 1)
    terms = [t for t in all_terms().values() if t.kind == "concept"]
    tops = Counter(t.scheme for t in terms if not t.broader)
    iri = next(t.scheme for t in terms if t.broader and tops[t.scheme] > 1)
    shown = ""
    for number in range(1, tops[iri] + 1):
        page = client.get(f"/scheme/{scheme_id(iri)}?lang=en&page={number}").text
        begin = page.index('<ul class="tree">')
        concepts = page[begin : page.index("</ul>", begin)]
        assert concepts.count("<li>") == 1
        assert (f'href="/scheme/{scheme_id(iri)}?page={number + 1}"' in page) is (number < tops[iri])
        shown += concepts
    assert "#below" in shown
    assert all(f"{t.iri.removeprefix(iri)}" in shown for t in terms if t.scheme == iri and not t.broader)
    assert client.get(f"/scheme/{scheme_id(iri)}?page=999&lang=en").status_code == 200


def test_concept_shows_its_place_and_what_it_is_seen_from_the_other_side(client: FlaskClient) -> None:
    concept = next(t for t in all_terms().values() if t.scheme == PREFIXES["kin"] and t.broader and t.inverse)
    local = concept.iri.removeprefix(PREFIXES["kin"])
    page = client.get(f"/scheme/kinship/{local}?lang=en").text
    for iri in (*concept.broader, concept.inverse):
        assert f'href="/scheme/kinship/{iri.removeprefix(PREFIXES["kin"])}"' in page
    narrower = next(t for t in all_terms().values() if t.iri == concept.broader[0])
    below = client.get(f"/scheme/kinship/{narrower.iri.removeprefix(PREFIXES['kin'])}").text
    assert f'href="/scheme/kinship/{local}"' in below[below.index('id="below"') :]


def test_crosswalk_is_shown_and_can_be_had_as_csv(client: FlaskClient) -> None:
    from ontology.crosswalks import crosswalks

    found = next(each for each in crosswalks() if each.scheme == "role")
    answer = client.get(f"/scheme/role/crosswalk/{found.other}.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert answer.mimetype == "text/csv"
    assert len(rows) == len(found.rows)
    row = next(each for each in rows if each["iri"])
    page = client.get(f"/scheme/role/{row['iri'].removeprefix(PREFIXES['role'])}?lang=en").text
    assert row["code"] in words(page)
    assert f"/scheme/role/crosswalk/{found.other}.csv" in page
    missing = client.get("/scheme/role/crosswalk/nothing.csv?lang=en")
    assert missing.status_code == 404
    assert f"{found.other}.csv" in missing.text


def test_names_of_properties_on_other_pages_lead_to_the_ontology(client: FlaskClient) -> None:
    assert 'href="/ontology/birthYear"' in client.get("/person/cbdb-55084").text
    assert 'href="/ontology/birthYear"' in client.get("/record/trial-cbdb/55084").text
    assert 'href="/ontology/birthYear"' not in client.get("/person/cbdb-55084.ttl").text


def test_query_of_a_term_runs_and_finds_its_uses(client: FlaskClient) -> None:
    for address, expected in (("/ontology/Letter", "letter/trial-"), ("/ontology/sender", "letter/trial-")):
        link = re.search(r'href="(/sparql\?query=[^"]+)"', client.get(address).text)
        assert link
        answer = client.get(unescape(link[1]), headers={"Accept": "text/csv"})
        assert answer.status_code == 200
        assert expected in answer.text


@pytest.fixture
def broken(small_workspace: Workspace, tmp_path: Path) -> Iterator[tuple[FlaskClient, Path]]:
    """A site over a copy of the vocabulary, and the directory of the copy."""
    directory = tmp_path / "ontology"
    shutil.copytree(HOME, directory, ignore=shutil.ignore_patterns("*.py", "__pycache__", "crosswalks", "shapes"))
    app = create_app(small_workspace, {"TESTING": True, "VOCABULARY": str(directory)})
    app.extensions["vocabulary"].pause = 0.0
    yield app.test_client(), directory
    use_vocabulary()


def rewrite(path: Path, text: str) -> None:
    """Write a file so that it counts as changed, however fast the clock."""
    before = path.stat().st_mtime_ns
    path.write_text(text, "utf-8")
    os.utime(path, ns=(before + 10**9, before + 10**9))


@pytest.mark.parametrize(
    ("fault", "said"),
    [("\nzs:Person rdfs:label .\n", "people.ttl:"), ("\nzs:Person nope:x zs:y .\n", "nope")],
    ids=["syntax error", "unknown prefix"],
)
def test_broken_file_is_named_and_the_last_good_version_stays(
    broken: tuple[FlaskClient, Path], caplog: pytest.LogCaptureFixture, fault: str, said: str
) -> None:
    client, directory = broken
    path = directory / "vocabulary" / "people.ttl"
    good = path.read_text("utf-8")
    before = client.get("/ontology?lang=en")
    assert "last good version" not in before.text
    tag = before.headers["ETag"]
    rewrite(path, good.replace('"Person"@en', '"Human"@en') + fault)
    with caplog.at_level(logging.ERROR):
        page = client.get("/ontology?lang=en", headers={"If-None-Match": tag})
    text = words(page.text)
    line = good.count("\n") + 2
    assert page.status_code == 200
    assert "last good version" in text
    assert f"people.ttl:{line}" in text
    assert said in text
    assert f"people.ttl, line {line}" in caplog.text
    assert "<h1>Person" in client.get("/ontology/Person?lang=en").text
    assert client.get("/ontology/Person.ttl").status_code == 200
    rewrite(path, good.replace('"Person"@en', '"Human"@en'))
    assert "last good version" not in client.get("/ontology?lang=en").text
    assert "<h1>Human" in client.get("/ontology/Person?lang=en").text
    assert '"Human"@en' in client.get("/ontology/Person.ttl").text


def test_site_with_a_broken_vocabulary_does_not_start(
    small_workspace: Workspace, broken: tuple[FlaskClient, Path]
) -> None:
    _client, directory = broken
    (directory / "reused.ttl").write_text("nonsense", "utf-8")
    with pytest.raises(WorkspaceError, match=r"reused\.ttl, line 1"):
        create_app(small_workspace, {"VOCABULARY": str(directory)})
