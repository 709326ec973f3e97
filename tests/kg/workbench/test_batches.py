"""Batches: a sample is judged before the rest is taken, and the numbers decide."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import comb
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.authority.decisions import Kind
from kg.curation import decide
from kg.errors import EditConflict, InvalidInput, NotFound
from kg.reconciliation.candidate import Band, Candidate
from kg.workbench.batch import Batch, BatchState
from kg.workbench.item import Filter, ItemState
from kg.workbench.people import Person
from kg.workbench.proposal import ProposalFilter, ProposalState
from kg.workbench.sampling import ALPHA, lower_bound, sample_size
from kg.workspace import Workspace

SHEN, WANG = Person("shen", "沈"), Person("wang", "王")
TABLE = """
id = "many"
prefixes = ["person/many-"]
[table]
key = "{id}"
entity = "person/many-{id}"
class = "zs:Person"
column = [{column = "name", property = "skos:prefLabel", lang = "zh-Hant"}]
"""
SIZE = 30


@pytest.fixture(scope="module")
def template_of_many(
    tmp_path_factory: pytest.TempPathFactory,
    clock: Callable[[], Callable[[], str]],
    load_table_from: Callable[[Path, Workspace, str, str], object],
) -> Path:
    """A queue of thirty pairs; the scores go down from .99."""
    folder = tmp_path_factory.mktemp("many")
    workspace = Workspace.open(folder / "workspace", clock=clock())
    load_table_from(folder / "source", workspace, "id,name\n" + "".join(f"{n},人{n}\n" for n in range(2 * SIZE)), TABLE)
    person = workspace.minter.entity
    pairs = [(person("person", f"many-{n}"), person("person", f"many-{n + SIZE}")) for n in range(SIZE)]
    candidates = [Candidate(*pair, 0.99 - at / 100, Band.QUEUE, ()) for at, pair in enumerate(pairs)]
    workspace.workbench.queue.enqueue(candidates, kind="person", source="reconciliation", run="1")
    workspace.close()
    return workspace.path


@pytest.fixture
def many(template_of_many: Path, tmp_path: Path, clock: Callable[[], Callable[[], str]]) -> Iterator[Workspace]:
    """A workspace with that queue, which the test may change."""
    shutil.copytree(template_of_many, tmp_path / "workspace")
    workspace = Workspace.open(tmp_path / "workspace", clock=clock())
    yield workspace
    workspace.close()


def judged(workspace: Workspace, batch: Batch, wrong: int = 0) -> Batch:
    for at, sampled in enumerate(workspace.workbench.batches.sample(batch.id)):
        batch = workspace.workbench.batches.judge(batch.id, sampled.item.id, at >= wrong, by=SHEN, note="籍貫不合")
    return batch


def test_a_batch_that_passes_is_proposed_and_accepted_by_another(many: Workspace) -> None:
    bench = many.workbench
    batch = bench.batches.draw(Filter(), 0.75, by=SHEN, seed=7)
    assert (batch.size, batch.check.sample, batch.state) == (25, 20, BatchState.SAMPLING)
    with pytest.raises(EditConflict, match="0 of 20 items"):
        bench.batches.take(batch.id, by=SHEN, reason="分數")
    assert judged(many, batch).state is BatchState.PASSED
    taken = bench.batches.take(batch.id, by=SHEN, reason="姓名、生年相合")
    assert (len(taken.proposals), taken.in_force, taken.changed, taken.refused) == (25, 0, 0, {})
    group = bench.proposals.get(taken.proposals[0])
    assert group.origin.sender == str(batch.id)
    assert f"(batch {batch.id}, score 0.99" in group.proposals[0].reason
    assert not many.decisions.read()
    bench.proposals.accept_all(taken.proposals, reviewer=WANG)
    first = many.decisions.read()[0]
    assert (len(many.decisions.read()), first.agent) == (25, "沈; 王")
    assert first.terms[0].endswith("many-30>"), "of a pair the other keeps its identifier"
    assert bench.queue.page().total == 5
    with pytest.raises(EditConflict, match="shen: taken"):
        bench.batches.take(batch.id, by=WANG, reason="x")


def test_a_batch_with_errors_in_its_sample_is_refused_with_the_numbers(many: Workspace) -> None:
    batches = many.workbench.batches
    batch = judged(many, batches.draw(Filter(), 0.0, by=SHEN, seed=7), wrong=2)
    assert (batch.state, batch.check.errors) == (BatchState.FAILED, 2)
    with pytest.raises(EditConflict, match=rf"2 errors in {batch.check.sample} items, so at least .*%"):
        batches.take(batch.id, by=SHEN, reason="x")
    with pytest.raises(EditConflict):
        batches.judge(batch.id, batches.sample(batch.id)[0].item.id, True, by=SHEN)
    assert many.workbench.proposals.page().total == 0


def test_a_sampled_pair_that_is_not_the_same_is_proposed_as_different(
    many: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(many.settings, "workbench.batch_precision", 80)
    bench = many.workbench
    batch = judged(many, bench.batches.draw(Filter(), 0.0, by=SHEN, keep="one", seed=7), wrong=1)
    taken = bench.batches.take(batch.id, by=SHEN, reason="分數高")
    kinds = [group.proposals[0].kind for group in bench.proposals.page(limit=100).groups]
    assert (len(taken.proposals), kinds.count(Kind.DIFFERENT)) == (SIZE, 1)
    different = next(g.proposals[0] for g in bench.proposals.page().groups if g.proposals[0].kind is Kind.DIFFERENT)
    assert different.reason.startswith("籍貫不合 (batch")


def test_what_changed_meanwhile_is_left_out_and_counted(many: Workspace) -> None:
    bench = many.workbench
    batch = judged(many, bench.batches.draw(Filter(), 0.0, by=SHEN))
    items = [item.id for item in bench.queue.page().items]
    bench.queue.doubt(items[0], "?", by=WANG)
    candidate = bench.queue.get(items[1]).candidate
    decide(many, Kind.DIFFERENT, (candidate.one, candidate.other), agent="x", reason="y")
    taken = bench.batches.take(batch.id, by=SHEN, reason="x")
    assert (len(taken.proposals), taken.changed) == (SIZE - 2, 2)
    assert bench.queue.get(items[0]).state is ItemState.DOUBTFUL


def test_what_the_log_would_refuse_is_counted_with_the_reason(many: Workspace) -> None:
    bench = many.workbench
    triangle = [bench.queue.page().items[at].candidate for at in (0, 1)]
    decide(many, Kind.DIFFERENT, (triangle[0].one, triangle[1].other), agent="x", reason="y")
    bench.queue.enqueue(
        [Candidate(triangle[0].one, triangle[1].one, 0.95, Band.QUEUE, ())], kind="person", source="x", run="1"
    )
    batch = judged(many, bench.batches.draw(Filter(), 0.9, by=SHEN))
    taken = bench.batches.take(batch.id, by=SHEN, reason="x")
    verdicts = bench.proposals.accept_all(taken.proposals, reviewer=WANG)
    refused = [verdict.problem for verdict in verdicts if verdict.problem]
    assert len(refused) == 1
    assert "held different by decision 1" in refused[0]
    left = bench.proposals.page(ProposalFilter(states=(ProposalState.SUPERSEDED,), origins=("batch",)))
    assert left.total == 1, "by then the two are held different through those they are the same with"


def test_without_a_second_person_a_batch_is_in_force_at_once(many: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(many.settings, "workbench.second_person", False)
    bench = many.workbench
    many.close()  # the workbench reads its settings when it is opened
    bench = many.workbench
    batch = judged(many, bench.batches.draw(Filter(), 0.95, by=SHEN))
    taken = bench.batches.take(batch.id, by=SHEN, reason="x")
    assert (taken.in_force, len(many.decisions.read())) == (batch.size, batch.size)


def test_the_same_seed_gives_the_same_sample(many: Workspace) -> None:
    batches = many.workbench.batches
    one, two, three = (batches.draw(Filter(), 0.0, by=SHEN, seed=seed) for seed in (5, 5, 0))
    sampled = [[each.item.id for each in batches.sample(batch.id)] for batch in (one, two)]
    assert sampled[0] == sampled[1]
    assert three.seed > 0
    assert [batch.id for batch in batches.list()] == [three.id, two.id, one.id]
    assert f"seed {three.seed}" in batches.history(three.id)[0].note


def test_bad_batches_are_refused(many: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    batches = many.workbench.batches
    for draw in (
        lambda: batches.draw(Filter(), 1.5, by=SHEN),
        lambda: batches.draw(Filter(), float("nan"), by=SHEN),
        lambda: batches.draw(Filter(), 0.9, by=SHEN, keep="neither"),
        lambda: batches.draw(Filter(), 0.9, by=SHEN, seed=-1),
        lambda: batches.draw(Filter(kinds=("work",)), 0.9, by=SHEN),
    ):
        with pytest.raises(InvalidInput):
            draw()
    batch = batches.draw(Filter(), 0.0, by=SHEN)
    outside = {item.id for item in many.workbench.queue.page().items} - {s.item.id for s in batches.sample(batch.id)}
    with pytest.raises(NotFound, match="is not in the sample"):
        batches.judge(batch.id, outside.pop(), True, by=SHEN)
    with pytest.raises(InvalidInput, match="not the same"):
        batches.judge(batch.id, batches.sample(batch.id)[0].item.id, False, by=SHEN)
    assert batches.abandon(batch.id, by=SHEN).state is BatchState.ABANDONED
    with pytest.raises(EditConflict, match="shen: abandoned"):
        batches.take(batch.id, by=SHEN, reason="x")
    with pytest.raises(InvalidInput, match="with a reason"):
        batches.take(batches.draw(Filter(), 0.0, by=SHEN).id, by=SHEN, reason=" ")
    for name, value in (("batch_precision", 99), ("sample_least", 300), ("sample_percent", 101)):
        with monkeypatch.context() as changed:
            changed.setitem(many.settings, f"workbench.{name}", value)
            with pytest.raises(InvalidInput, match=r"cannot be (asked|used)"):
                batches.draw(Filter(), 0.9, by=SHEN)


@given(size=st.integers(1, 60), data=st.data())
@settings(max_examples=60, deadline=None)
def test_the_bound_is_the_largest_number_of_errors_that_the_sample_does_not_contradict(
    size: int, data: st.DataObject
) -> None:
    sample = data.draw(st.integers(1, size))
    errors = data.draw(st.integers(0, sample))

    def at_most(wrong: int) -> Fraction:
        ways = (comb(wrong, found) * comb(size - wrong, sample - found) for found in range(errors + 1))
        return Fraction(sum(ways), comb(size, sample))

    possible = [wrong for wrong in range(errors, size - sample + errors + 1) if at_most(wrong) >= Fraction(str(ALPHA))]
    assert lower_bound(size, sample, errors) == pytest.approx(1 - max(possible, default=errors) / size)


@given(size=st.integers(1, 5000), required=st.integers(1, 98))
@settings(max_examples=40, deadline=None)
def test_a_sample_without_errors_passes_unless_the_most_that_people_judge_is_too_few(size: int, required: int) -> None:
    sample = sample_size(size, percent=5, least=20, most=200, required=required / 100)
    assert sample <= min(size, 200)
    assert lower_bound(size, sample, 0) >= required / 100 - 1e-9
