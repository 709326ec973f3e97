"""The reference tools: pages, JSON and the commands `date` and `name` say the same."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from webapp.cli import main

QUERIES = ("", "盛宣懷", "光緒二十一年三月初五日", "<script>alert(1)</script>", "至元二年", "%", "𠀀", "⿰亻壽")
CANDIDATE_KEYS = {
    *("edtf", "jdn_from", "jdn_to", "court", "era", "year", "month", "leap", "day", "kind", "certainty", "warnings"),
}


def run(*arguments: str, stdin: str = "") -> tuple[int, list[dict[str, object]]]:
    result = CliRunner().invoke(main, [*arguments, "--json"], input=stdin)
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def test_a_date_is_one_json_object_a_line() -> None:
    code, [answer] = run("date", "光緒二十一年三月初五日")
    assert code == 0
    assert set(answer) == {"text", "candidates", "error"}
    [candidate] = answer["candidates"]
    assert set(candidate) == CANDIDATE_KEYS
    assert (candidate["edtf"], candidate["era"], candidate["month"], candidate["leap"]) == (
        "1895-03-30",
        "光緒",
        3,
        False,
    )


def test_dates_come_from_standard_input_and_a_bad_one_does_not_stop_the_others() -> None:
    code, answers = run("date", stdin="咸豐八年三月三十日\n\n至元二年\n")
    assert code == 3
    assert "29 days" in str(answers[0]["error"])
    assert [c["edtf"][:4] for c in answers[1]["candidates"]] == ["1265", "1336"]


def test_a_name_is_one_json_object_a_line() -> None:
    code, [answer] = run("name", "盛宣懷")
    assert code == 0
    assert set(answer) == {"text", "fold", "loose", "readings", "wade_giles", "keys"}
    assert answer["readings"][0] == "Sheng Xuanhuai"
    assert answer["wade_giles"][0] == "Sheng Hsüan-huai"
    assert {"shengxuanhuai", "xuanhuaisheng", "sxh", "shenghsuanhuai"} <= set(answer["keys"])


def test_a_name_that_is_too_long_is_named_and_the_others_are_answered() -> None:
    result = CliRunner().invoke(main, ["name", "--json"], input="盛" * 600 + "\n曾國藩\n")
    assert [json.loads(line)["text"] for line in result.stdout.splitlines()] == ["曾國藩"]
    assert "500" in result.stderr


@pytest.mark.parametrize("path", ["/tools/date", "/tools/name"])
@pytest.mark.parametrize(
    "query", ["", "盛宣懷", "光緒二十一年三月初五日", "<script>alert(1)</script>", "至元二年", "%", "𠀀", "⿰亻壽"]
)
@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant", "en"])
def test_pages_answer_anything(client: FlaskClient, path: str, query: str, lang: str) -> None:
    response = client.get(path, query_string={"q": query, "lang": lang})
    assert response.status_code == 200
    assert "<script>alert" not in response.get_data(as_text=True)


def test_the_page_gives_what_the_command_gives(client: FlaskClient) -> None:
    _, [answer] = run("date", "同治元年春")
    shown = client.get("/tools/date", query_string={"q": "同治元年春", "format": "json"}).get_json()
    assert shown == answer
    _, [answer] = run("name", "單雄信")
    assert client.get("/tools/name?q=單雄信", headers={"Accept": "application/json"}).get_json() == answer


def test_a_gregorian_day_is_named_by_the_courts_of_its_time(client: FlaskClient) -> None:
    page = client.get("/tools/date?q=1661-12-01&lang=en").get_data(as_text=True)
    assert "順治十八年" in page
    assert "永曆十五年" in page
