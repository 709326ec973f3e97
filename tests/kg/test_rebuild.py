"""The central property: whatever was loaded, removed and decided, the view is the function of claims and decisions."""

from __future__ import annotations

import io
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from ingest.load import unload
from kg import terms
from kg.authority.decisions import Kind
from kg.authority.forbidden import forbidden_merges
from kg.authority.occurrences import occurrences
from kg.authority.rulings import Rulings
from kg.authority.split import Split, new_part
from kg.curation import decide
from kg.errors import DecisionConflict, Gone, InvalidInput, NotFound
from kg.generation import Generation
from kg.rebuild import copy_without, rebuild
from kg.search.document import Document
from kg.search.index import Query
from kg.store import VIEW
from kg.store.quads import node
from kg.terms import Term, Triple
from kg.workspace import Workspace
from ontology.terms import direct_rules, entity_types

LoadTable: TypeAlias = Callable[[Workspace, str, str], object]
Clock: TypeAlias = Callable[[], Callable[[], str]]

#: Persons of two sources: two labels in one language, a shared name node, father in the same record, place by id.
PERSONS = """
id = "{id}"
prefixes = ["person/{id}-"]
[table]
key = "{{row_id}}"
entity = "person/{{id}}"
class = "zs:Person"
column = [
    {{column = "name", property = "skos:prefLabel", lang = "zh-Hant"}},
    {{column = "name2", property = "skos:prefLabel", lang = "zh-Hant"}},
    {{column = "en", property = "skos:prefLabel", lang = "en"}},
    {{column = "alt", property = "skos:altLabel", lang = "zh-Hant", split = ";"}},
    {{column = "birth", property = "zs:birthYear", type = "year"}},
    {{column = "sex", property = "zs:gender", values = {{m = "zs:Male", f = "zs:Female"}}}},
    {{column = "mother", property = "zs:mother", entity = "person/{{value}}"}},
    {{column = "place", property = "zs:nativePlace", entity = "place/{{value}}"}},
]
[[table.node]]
id = "name/{{zi}}"
link = "zs:name"
class = "zs:Name"
when = ["zi"]
column = [
    {{column = "zi", property = "rdf:value", lang = "zh-Hant"}},
    {{column = "zi_type", property = "zs:nameType", values = {{zi = "nametype:zi", hao = "nametype:hao"}}}},
]
[[table.node]]
id = "kinship/{{id}}-{{father}}"
link = "rdfs:seeAlso"
class = "zs:Kinship"
when = ["father"]
constant = {{"zs:kinship" = "kin:father"}}
column = [
    {{column = "id", property = "zs:ego", entity = "person/{{value}}"}},
    {{column = "father", property = "zs:alter", entity = "person/{{value}}"}},
]
"""
PLACES = """
id = "gamma"
prefixes = ["place/g-", "place/changzhou-"]
[table]
key = "{id}"
entity = "place/{id}"
class = "zs:Place"
column = [
    {column = "name", property = "skos:prefLabel", lang = "zh-Hant"},
    {column = "en", property = "skos:prefLabel", lang = "en"},
    {column = "in", property = "zs:partOf", entity = "place/{value}"},
    {column = "lat", property = "geo:lat", type = "decimal"},
]
"""
LETTERS = """
id = "{id}"
prefixes = ["letter/{id}-"]
[table]
key = "{{row_id}}"
entity = "letter/{{id}}"
class = "zs:Letter"
column = [
    {{column = "title", property = "skos:prefLabel", lang = "zh-Hant"}},
    {{column = "sender", property = "zs:sender", entity = "person/{{value}}"}},
    {{column = "addressee", property = "zs:addressee", entity = "person/{{value}}", split = ";"}},
    {{column = "mentions", property = "zs:mentions", entity = "person/{{value}}"}},
    {{column = "year", property = "zs:year", type = "year"}},
]
"""
TIES = '{father = "kin:father", son = "kin:son", adoptive = "kin:adoptiveParent", spouse = "kin:spouse"}'
KIN = f"""
id = "zeta"
prefixes = ["kinship/z-"]
[table]
key = "{{id}}"
entity = "kinship/{{id}}"
class = "zs:Kinship"
column = [
    {{column = "ego", property = "zs:ego", entity = "person/{{value}}"}},
    {{column = "alter", property = "zs:alter", entity = "person/{{value}}"}},
    {{column = "kind", property = "zs:kinship", values = {TIES}}},
]
"""
TABLES = {
    "alpha": PERSONS.format(id="alpha"),
    "beta": PERSONS.format(id="beta"),
    "gamma": PLACES,
    "delta": LETTERS.format(id="delta"),
    "epsilon": LETTERS.format(id="epsilon"),
    "zeta": KIN,
}
PEOPLE = ["alpha-1", "alpha-2", "alpha-3", "alpha-4", "beta-1", "beta-2", "beta-3"]
POSTED = ["delta-1", "delta-2", "delta-3", "epsilon-1"]
KINSHIPS = ["z-1", "z-2", "z-3"]
NAMES = ["盛宣懷", "盛宣懐", "李鴻章", "張之洞", "𠀀甲", 'quo"te\\', "a{b}c"]
PLACE_IDS = ["g-1", "g-2", "changzhou-3"]

Row = dict[str, str]


def some(random: random.Random, values: Iterable[str], absent: float = 0.4) -> str:
    """One of the values, or nothing."""
    return "" if random.random() < absent else random.choice(list(values))


def person(random: random.Random, dataset: str, number: int) -> Row:
    own = [one for one in PEOPLE if one.startswith(dataset)]
    identifier = random.choice(own if random.random() < 0.7 else PEOPLE)
    return {
        "row_id": str(number),
        "id": identifier,
        "name": some(random, NAMES, 0.2),
        "name2": some(random, NAMES),
        "en": some(random, ["Sheng Xuanhuai", "Li"]),
        "alt": some(random, ["杏蓀;愚齋", "少荃", "盛宣懷"]),
        "birth": some(random, ["1844", "1845", "-5"]),
        "sex": some(random, ["m", "f"]),
        "mother": some(random, PEOPLE, 0.7),
        "place": some(random, PLACE_IDS),
        "zi": some(random, ["杏蓀", "少荃", "孝達"]),
        "zi_type": some(random, ["zi", "hao"], 0.2),
        "father": some(random, PEOPLE, 0.5),
    }


def place(random: random.Random, identifier: str) -> Row:
    return {
        "id": identifier,
        "name": some(random, ["常州", "武進"]),
        "en": some(random, ["Changzhou", "Wujin"]),
        "in": some(random, PLACE_IDS),
        "lat": some(random, ["31.50", "007"]),
    }


def letter(random: random.Random, number: int) -> Row:
    return {
        "row_id": str(number),
        "id": random.choice(POSTED),
        "title": some(random, ["致李鴻章電", "上張之洞稟"], 0.2),
        "sender": some(random, PEOPLE, 0.3),
        "addressee": some(random, [*PEOPLE, ";".join(PEOPLE[:2])], 0.3),
        "mentions": some(random, PEOPLE),
        "year": some(random, ["1895", "1896"]),
    }


def kin(random: random.Random, identifier: str) -> Row:
    return {
        "id": identifier,
        "ego": some(random, PEOPLE, 0.1),
        "alter": some(random, PEOPLE, 0.1),
        "kind": some(random, ["father", "son", "adoptive", "spouse"], 0.1),
    }


def rows_of(random: random.Random, dataset: str) -> list[Row]:
    """All rows that a dataset might have."""
    if dataset in ("alpha", "beta"):
        return [person(random, dataset, number) for number in range(5)]
    if dataset == "gamma":
        return [place(random, identifier) for identifier in PLACE_IDS]
    if dataset == "zeta":
        return [kin(random, identifier) for identifier in KINSHIPS]
    return [letter(random, number) for number in range(4)]


def as_csv(rows: list[Row]) -> str:
    quoted = [",".join('"' + value.replace('"', '""') + '"' for value in row.values()) for row in rows]
    return "\n".join([",".join(rows[0]), *quoted]) + "\n"


class Story:
    """A random history of one workspace; the same seed tells the same story."""

    def __init__(self, seed: int, workspace: Workspace, load_table: LoadTable) -> None:
        self.random = random.Random(seed)
        self.workspace = workspace
        self.load_table = load_table
        self.rows: dict[str, list[Row]] = {}
        self.told: list[str] = []

    def step(self) -> None:
        steps = [self.load, self.load, self.load, self.change, self.change, self.unload] + [self.decide] * 8
        try:
            self.random.choice(steps)()
        except (DecisionConflict, Gone, InvalidInput, NotFound) as error:
            self.told[-1] += f" -> {type(error).__name__}"

    def load(self) -> None:
        dataset = self.random.choice(list(TABLES))
        rows = rows_of(self.random, dataset)
        self.rows[dataset] = self.random.sample(rows, self.random.randint(1, len(rows)))
        self._load(dataset)

    def change(self) -> None:
        """Load a dataset again with some rows changed, removed or added."""
        dataset = self.random.choice(list(self.rows) or list(TABLES))
        pool = rows_of(self.random, dataset)
        kept = [row for row in self.rows.get(dataset, []) if self.random.random() < 0.7]
        first = next(iter(pool[0]))
        taken = {row[first] for row in kept}
        self.rows[dataset] = kept + [row for row in pool if row[first] not in taken and self.random.random() < 0.4]
        self.rows[dataset] = self.rows[dataset] or pool[:1]
        self._load(dataset)

    def _load(self, dataset: str) -> None:
        self.told.append(f"load {dataset}")
        self.load_table(self.workspace, as_csv(self.rows[dataset]), TABLES[dataset])

    def unload(self) -> None:
        dataset = self.random.choice(list(TABLES))
        self.told.append(f"unload {dataset}")
        unload(self.workspace, dataset)

    def decide(self) -> None:
        kind = self.random.choice([Kind.SAME, Kind.SAME, Kind.SPLIT, *Kind])
        undoes, chosen = 0, ()
        if kind is Kind.UNDO:
            undoes = self.random.randint(1, max(1, self.workspace.decisions.last()))
        elif kind in (Kind.SAME, Kind.DIFFERENT):
            many = self.random.choice([PEOPLE, PEOPLE, POSTED, PLACE_IDS, KINSHIPS])
            chosen = tuple(self.entity(many, identifier) for identifier in self.random.sample(many, 2))
        elif kind is Kind.MERGE:
            chosen = tuple(self.entity(PEOPLE, identifier) for identifier in self.random.sample(PEOPLE, 3))
        elif kind is Kind.SPLIT:
            chosen = self.split()
        elif kind is Kind.ADD:
            chosen = self.own_claim()
        else:
            chosen = self.claim(kind)
        self.told.append(f"{kind} {chosen or undoes}")
        if chosen or undoes:
            overrides = tuple(forbidden_merges()) if kind in (Kind.SAME, Kind.MERGE) else ()
            decide(self.workspace, kind, chosen, agent="test", reason="because", undoes=undoes, overrides=overrides)

    def split(self) -> tuple[Term, ...]:
        """A split of a person, or of a part of one, with some of what is said of it assigned at random."""
        workspace, rulings = self.workspace, self.workspace.rulings()
        minted = [part for split in rulings.splits for part in split.parts]
        entity = self.random.choice([*(self.entity(PEOPLE, each) for each in PEOPLE), *minted])
        others = [each for each in (*rulings.identifiers(rulings.stands_for(entity)), *minted) if each != entity]
        parts = [new_part(1), self.random.choice([entity, new_part(2), new_part(2), *others])]
        found = occurrences(workspace.live.store, workspace.minter, rulings, entity)
        chosen = {each.claim: self.random.choice(parts) for each in found if self.random.random() < 0.5}
        records = {each.claim[0]: self.random.choice(parts) for each in found if self.random.random() < 0.3}
        wholes = {each: self.random.choice(parts) for each in others if self.random.random() < 0.3}
        return Split(
            entity,
            tuple(dict.fromkeys(parts)),
            tuple(wholes.items()),
            tuple(records.items()),
            tuple(chosen.items()),
        ).terms

    def entity(self, many: list[str], identifier: str) -> Term:
        kind = {id(PEOPLE): "person", id(POSTED): "letter", id(PLACE_IDS): "place", id(KINSHIPS): "kinship"}[id(many)]
        return self.workspace.minter.entity(kind, identifier)

    def own_claim(self) -> Triple:
        person, other = (self.entity(PEOPLE, identifier) for identifier in self.random.choices(PEOPLE, k=2))
        letter = self.entity(POSTED, self.random.choice(POSTED))
        place = self.entity(PLACE_IDS, self.random.choice(PLACE_IDS))
        return self.random.choice(
            [
                (person, terms.curie("skos:prefLabel"), terms.literal("盛杏蓀", "zh-Hant")),
                (person, terms.curie("zs:nativePlace"), place),
                (person, terms.curie("zs:birthYear"), terms.integer(1846)),
                (letter, terms.curie("zs:addressee"), other),
                (letter, terms.curie("zs:sender"), person),
                (self.workspace.minter.entity("kinship", "z-1"), terms.curie("zs:kinship"), terms.curie("kin:mother")),
                (place, terms.curie("skos:prefLabel"), terms.literal("常州府", "zh-Hant")),
            ]
        )

    def claim(self, kind: Kind) -> tuple[Term, ...]:
        """What a prefer or a withdraw is about, taken from the claims that there are."""
        claims = sorted(claims_of(self.workspace.live))
        if not claims:
            return ()
        graph, *claim = self.random.choice(claims)
        if kind is Kind.WITHDRAW:
            return (graph, *claim) if self.random.random() < 0.5 else (graph,)
        return tuple(claim)


def dump(generation: Generation) -> str:
    out = io.BytesIO()
    generation.store.dump(out)
    return out.getvalue().decode()


def documents(generation: Generation) -> dict[str, Document]:
    hits = generation.search.search(Query(limit=1000)).hits
    found = {hit.document.iri: hit.document for hit in hits}
    assert len(found) == len(hits), "an entity has two documents"
    return found


def claims_of(generation: Generation) -> Iterator[tuple[Term, Term, Term, Term]]:
    records = f"<{generation.manifest.base}record/"
    for q in generation.store.match():
        if str(q.graph_name).startswith(records):
            yield str(q.graph_name), str(q.subject), str(q.predicate), str(q.object)


def assert_rebuild_is_equal(workspace: Workspace, story: object = "") -> None:
    """The live generation, and one derived from nothing but claims and decisions, are equal."""
    with workspace.writing():
        rebuilt = copy_without(workspace, "")
        try:
            live = workspace.live
            assert dump(live).splitlines() == dump(rebuilt).splitlines(), story
            assert documents(live) == documents(rebuilt), story
            assert live.manifest.counts == rebuilt.manifest.counts
        finally:
            rebuilt.close()
            shutil.rmtree(rebuilt.directory)


def by_definition(workspace: Workspace) -> Counter[Triple]:
    """The view as kg.authority.view defines it, written down without any thought of speed."""
    rulings = Rulings.of(workspace.decisions.read())
    here, assigned = rulings.stands_for, rulings.splits.assigned
    classes = {terms.iri(entity.class_iri) for entity in entity_types().values()}
    label, alternative, kind = (terms.curie(c) for c in ("skos:prefLabel", "skos:altLabel", "rdf:type"))
    said: dict[tuple[Term, Term], dict[Term, bool]] = {}
    view: set[Triple] = set()
    for graph, subject, predicate, value in claims_of(workspace.live):
        if graph in rulings.withdrawn_records or (graph, subject, predicate, value) in rulings.withdrawn_claims:
            continue
        if predicate == kind and value in classes:
            view |= {(subject, terms.curie("zs:supersededBy"), other) for other in rulings.superseded_by(subject)}
        _, subject, predicate, value = assigned((graph, subject, predicate, value))
        own = said.setdefault((here(subject), predicate), {})
        own[here(value)] = own.get(here(value), False) or subject == here(subject)
        if predicate == kind and value in classes:
            view.add((subject, terms.curie("zs:standsFor"), here(subject)))
    for (subject, predicate), values in said.items():
        preferred = preferences(rulings, subject, predicate)
        if predicate != label:
            latest = max(preferred.values(), key=lambda choice: choice[1])[0] if preferred else ""
            meant = values.keys() & ({latest} if latest in values else {*rulings.superseded_by(latest)})
            view |= {(subject, predicate, value) for value in meant or values}
            continue
        for language in {terms.literal_language(value) for value in values}:
            forms = {value: own for value, own in values.items() if terms.literal_language(value) == language}
            chosen = preferred.get(language, ("", 0))[0]
            best = chosen if chosen in forms else min(forms, key=lambda form: (not forms[form], form))
            view |= {(subject, label if form == best else alternative, form) for form in forms}
    return Counter(view | set(direct(view)))


def preferences(rulings: Rulings, authority: Term, predicate: Term) -> dict[str, tuple[Term, int]]:
    """language -> the value that the latest decision in force prefers, for an authority record."""
    found: dict[str, tuple[Term, int]] = {}
    for (identifier, prop), choices in rulings.preferred.items():
        if prop == predicate and rulings.stands_for(identifier) == authority:
            for language, (value, number) in choices.items():
                if number > found.get(language, ("", 0))[1]:
                    found[language] = (rulings.stands_for(value), number)
    return found


def direct(view: set[Triple]) -> Iterator[Triple]:
    """The direct triples of the relation nodes of the view."""
    for rule in direct_rules():
        node_class, predicate = terms.iri(rule.node_class), terms.iri(rule.predicate)
        nodes = {s for s, p, o in view if p == terms.curie("rdf:type") and o == node_class}
        if rule.when:
            nodes &= {s for s, p, o in view if (p, o) == (terms.iri(rule.when[0]), terms.iri(rule.when[1]))}
        for relation in nodes:
            subjects = [o for s, p, o in view if s == relation and p == terms.iri(rule.subject)]
            objects = [o for s, p, o in view if s == relation and p == terms.iri(rule.object)]
            for one, other in ((one, other) for one in subjects for other in objects if one != other):
                yield one, predicate, other
                if rule.inverse:
                    yield other, terms.iri(rule.inverse), one


def assert_view_is_by_definition(workspace: Workspace, story: object = "") -> None:
    provenance = tuple(f"<{workspace.minter.base}{kind}/" for kind in ("record", "dataset", "activity", "decision"))
    view = Counter(
        (str(q.subject), str(q.predicate), str(q.object))
        for q in workspace.live.store.match(None, None, None, VIEW)
        if not str(q.subject).startswith(provenance)
    )
    expected = by_definition(workspace)
    assert sorted(view) == sorted(expected), (story, sorted(view - expected), sorted(expected - view))


@pytest.mark.parametrize("seed", range(6))
def test_any_history_gives_what_a_rebuild_gives(seed: int, workspace: Workspace, load_table: LoadTable) -> None:
    story = Story(seed, workspace, load_table)
    for number in range(24):
        story.step()
        if number % 8 == 7:
            assert_view_is_by_definition(workspace, story.told)
            assert_rebuild_is_equal(workspace, story.told)


def test_histories_infer_kin_and_find_circles(workspace: Workspace, load_table: LoadTable) -> None:
    story = Story(2, workspace, load_table)
    found: Counter[Term] = Counter()
    for _ in range(48):
        story.step()
        inferred = workspace.live.store.match(None, None, None, node(workspace.minter.graph("inferred")))
        found.update(str(q.predicate) for q in inferred)
    for name in ("zs:ancestor", "zs:lineageFounder", "zs:sibling", "zs:circularParent", "zs:child"):
        assert found[terms.curie(name)], f"the histories above never try {name}"


def test_same_steps_and_clock_give_identical_dumps(tmp_path: Path, clock: Clock, load_table: LoadTable) -> None:
    dumps = []
    for name in ("one", "other"):
        workspace = Workspace.open(tmp_path / name, clock=clock())
        story = Story(77, workspace, load_table)
        for _ in range(15):
            story.step()
        dumps.append(dump(workspace.live))
        workspace.close()
    assert dumps[0] == dumps[1]
    assert dumps[0].count("prov#startedAtTime") > 0


def test_rebuild_publishes_a_generation_with_problems_and_counts(workspace: Workspace, load_table: LoadTable) -> None:
    load_table(workspace, "row_id,id,title,sender,addressee,mentions,year\n1,delta-1,x,,,,soon\n", TABLES["delta"])
    before, name = dump(workspace.live), workspace.live.name
    problems = workspace.live.problems_file("delta").read_text()
    assert "soon" in problems
    rebuild(workspace)
    assert workspace.live.name != name
    assert dump(workspace.live) == before
    assert workspace.live.problems_file("delta").read_text() == problems
    assert workspace.live.manifest.counts == {"letter": 1}


def test_unloading_by_copying_all_others_gives_what_deleting_gives(
    workspace: Workspace, load_table: LoadTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story(5, workspace, load_table)
    for dataset in TABLES:
        story.rows[dataset] = rows_of(story.random, dataset)
        story._load(dataset)
    letters = TABLES["delta"].replace('id = "delta"', 'id = "delta-more"').replace("letter/delta-", "letter/more-")
    load_table(workspace, as_csv(rows_of(story.random, "delta")), letters)  # an id that begins like another
    people = sorted(f"<{iri}>" for iri, found in documents(workspace.live).items() if found.type == "person")
    decide(workspace, Kind.SAME, (people[0], people[1]), agent="a", reason="b", overrides=tuple(forbidden_merges()))
    monkeypatch.setattr("kg.datasets._DELETABLE", 0)
    unload(workspace, "delta")
    assert_view_is_by_definition(workspace)
    assert_rebuild_is_equal(workspace)
    left = dump(workspace.live)
    assert "record/delta/" not in left
    assert "activity/delta-more-" in left


def test_loading_a_source_again_after_another_leaves_one_activity_with_one_time(
    workspace: Workspace, load_table: LoadTable
) -> None:
    random_ = random.Random(1)
    rows = [letter(random_, number) for number in range(4)]
    for chosen in (rows[:2], rows[1:], rows[:2]):
        load_table(workspace, as_csv(chosen), TABLES["delta"])
    started = node(terms.curie("prov:startedAtTime"))
    activities = [str(q.subject) for q in workspace.live.store.match(None, started)]
    assert len(activities) == 1, "it has two times of start, or one that gave nothing is left"
    assert_rebuild_is_equal(workspace)


def test_samples_are_rebuilt_to_the_same_bytes(sample_workspace: Workspace) -> None:
    assert_view_is_by_definition(sample_workspace)
    assert_rebuild_is_equal(sample_workspace)
