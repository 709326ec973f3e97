"""Time, memory, size and queue limits; what is left behind after a worker was killed."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pyoxigraph as ox
import pytest

from kg.errors import Busy, InvalidQuery, QueryTimeout, WorkspaceError, ZhishuError
from kg.sparql.guard import QueryForm
from kg.sparql.pool import QueryPool

COUNT_PAIRS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SORT_PAIRS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f"
ALL_PAIRS = "SELECT * { ?a ?b ?c . ?d ?e ?f }"


def _gone(pid: int, seconds: float = 5.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("query", [COUNT_PAIRS, SORT_PAIRS])
def test_a_query_that_takes_too_long_is_killed_and_its_worker_replaced(store_path, query):
    with QueryPool(store_path, workers=1, timeout=0.4, memory=8_000_000_000) as pool:
        pid = pool._idle[0].pid
        start = time.monotonic()
        with pytest.raises(QueryTimeout, match=r"stopped after 0\.4 s") as caught:
            pool.run(query)
        assert 0.4 <= time.monotonic() - start < 3
        assert (caught.value.status, bool(caught.value.hint)) == (408, True)
        assert _gone(pid)
        assert pool._idle[0].pid != pid
        pool.limits = pool.limits._replace(timeout=20)
        assert pool.run("ASK {}").read()


def test_a_query_that_needs_too_much_memory_says_so(store_path):
    with QueryPool(store_path, workers=1, timeout=30, memory=150_000_000) as pool:
        with pytest.raises(QueryTimeout, match=r"out of memory \(limit 150 MB\)"):
            pool.run(SORT_PAIRS)
        assert pool.run("ASK {}").read()


def test_the_memory_of_a_worker_is_limited_by_the_kernel(store_path):
    with QueryPool(store_path, workers=1, memory=150_000_000) as pool:
        assert pool.run("ASK {}").read()
        worker = psutil.Process(pool._idle[0].pid)
        soft, _ = worker.rlimit(psutil.RLIMIT_AS)
        assert 150_000_000 < soft < 150_000_000 + worker.memory_info().vms + 1


def test_an_answer_that_breaks_off_raises_and_is_not_complete(store_path):
    with QueryPool(store_path, workers=1, max_bytes=1_000_000) as pool:
        result = pool.run(ALL_PAIRS)
        received: list[bytes] = []
        with pytest.raises(QueryTimeout, match="more than 1,000,000 bytes"):
            received.extend(result)
        assert 0 < sum(map(len, received)) <= 1_000_000
        assert not result.complete


def test_a_timeout_in_the_middle_of_a_stream_raises(store_path):
    with QueryPool(store_path, workers=1, timeout=0.5) as pool:
        result = pool.run(ALL_PAIRS, "csv")
        with pytest.raises(QueryTimeout):
            result.read()
        assert not result.complete


def test_closing_an_answer_in_the_middle_kills_its_worker_and_frees_its_place(store_path):
    with QueryPool(store_path, workers=1) as pool:
        result = pool.run(ALL_PAIRS)
        pid = result._worker.pid
        assert next(result)
        result.close()
        assert _gone(pid)
        with pytest.raises(Busy, match="closed"):
            result.read()
        with pool.run("ASK {}") as answer:
            assert answer.read()


def test_an_answer_that_is_dropped_frees_its_worker(store_path):
    with QueryPool(store_path, workers=1, queue_wait=0.1) as pool:
        for _ in range(3):
            assert next(pool.run(ALL_PAIRS))


def test_a_reader_that_stalls_loses_its_worker_but_not_the_place_in_the_pool(store_path):
    with QueryPool(store_path, workers=1, timeout=0.5, queue_wait=10) as pool:
        stalled = pool.run(ALL_PAIRS)
        pid = stalled._worker.pid
        assert pool.run("ASK {}").read()
        assert _gone(pid)
        with pytest.raises(QueryTimeout):
            stalled.read()
        assert pool.run("ASK {}").read()


def test_waiting_for_a_worker_ends_with_busy(store_path):
    with QueryPool(store_path, workers=1, queue_wait=0.1) as pool, pool.run(ALL_PAIRS):
        with pytest.raises(Busy, match=r"became free in 0\.1 s") as caught:
            pool.run("ASK {}")
        assert caught.value.status == 503
        pool.max_waiting = 0
        with pytest.raises(Busy, match="Too many"):
            pool.run("ASK {}")


def test_a_waiting_query_gets_the_worker_that_becomes_free(store_path):
    with QueryPool(store_path, workers=1, queue_wait=20) as pool:
        running = pool.run(ALL_PAIRS)
        threading.Timer(0.2, running.close).start()
        assert pool.run("ASK {}").read()


def test_closing_the_pool_ends_all_workers_and_running_answers(store_path):
    pool = QueryPool(store_path, workers=2)
    running = pool.run(ALL_PAIRS)
    pids = [running._worker.pid, pool._idle[0].pid]
    pool.close()
    assert all(_gone(pid) for pid in pids)
    with pytest.raises(Busy, match="shutting down"):
        running.read()
    with pytest.raises(Busy, match="shutting down"):
        pool.run("ASK {}")


def test_a_worker_grown_large_by_a_query_is_replaced_after_it(store_path):
    pairs = "{ SELECT ?c { ?a ?b ?c } LIMIT 1000 } { SELECT ?f { ?d ?e ?f } LIMIT 200 }"
    with QueryPool(store_path, workers=1, memory=40_000_000) as pool:
        pid = pool._idle[0].pid
        assert pool.run("ASK {}").read()
        assert pool._idle[0].pid == pid
        answer = pool.run(f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT ?c ?f {{ {pairs} }} }}", "csv")
        assert answer.read() == b"n\r\n200000\r\n"
        assert pool._idle[0].pid != pid


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_no_worker_outlives_its_parent_even_in_the_middle_of_a_query(store_path, how):
    program = textwrap.dedent("""
        import sys, threading
        from pathlib import Path
        from kg.sparql.pool import QueryPool
        pool = QueryPool(Path(sys.argv[1]), workers=2, timeout=60)
        print(*(worker.pid for worker in pool._idle), flush=True)
        pool.run("ASK {}").read()
        threading.Thread(target=pool.run, args=(sys.argv[2],), daemon=True).start()
        print("running", flush=True)
        threading.Event().wait()
    """)
    root = str(Path(__file__).resolve().parents[3])
    with subprocess.Popen(
        [sys.executable, "-c", program, str(store_path), COUNT_PAIRS],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": root},
    ) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert parent.stdout.readline() == "running\n"
        time.sleep(0.2)
        assert all(psutil.pid_exists(pid) for pid in pids)
        parent.send_signal(how)
    assert len(pids) == 2
    assert all(_gone(pid) for pid in pids)


def _listener() -> socket.socket:
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.5)
    return server


@pytest.mark.skipif(sys.platform != "linux", reason="the seal is a Linux means")
def test_a_worker_reaches_no_network_even_if_the_guard_let_service_through(store_path, monkeypatch):
    with _listener() as server, QueryPool(store_path, workers=1, timeout=20) as pool:
        query = f"SELECT * {{ SERVICE <http://127.0.0.1:{server.getsockname()[1]}/> {{ ?s ?p ?o }} }}"
        with pytest.raises(InvalidQuery, match="SERVICE is refused"):
            pool.run(query)
        monkeypatch.setattr("kg.sparql.pool.check", lambda *_, **__: QueryForm.SELECT)
        with pytest.raises(WorkspaceError, match="Permission denied"):
            pool.run(query)
        with pytest.raises(TimeoutError):
            server.accept()
        assert pool.run("ASK {}").read()
        assert pool.network_sealed is True


def test_without_the_seal_the_engine_would_connect():
    with _listener() as server:
        query = f"SELECT * {{ SERVICE <http://127.0.0.1:{server.getsockname()[1]}/> {{ ?s ?p ?o }} }}"

        def ask() -> None:
            with suppress(OSError):
                list(ox.Store().query(query))

        thread = threading.Thread(target=ask)
        thread.start()
        connection, _ = server.accept()
        connection.close()
        thread.join(10)
        assert not thread.is_alive()


def test_every_refusal_carries_a_hint(store_path):
    with QueryPool(store_path, workers=1, timeout=0.2) as pool:
        for query in (COUNT_PAIRS, "SELECT", "SERVICE", "ASK { ?s ?p }"):
            with pytest.raises(ZhishuError) as caught:
                pool.run(query)
            assert caught.value.hint
