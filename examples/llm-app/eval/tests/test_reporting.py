"""The two reports, from outcomes made by hand."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

import reporting
from asking import Kind, Outcome
from questions import Question

PRICES = {"m": {"promptUsdPerMillion": 1.0, "completionUsdPerMillion": 10.0}}


def outcome(kind: Kind = Kind.CORRECT, group: str = "a", text: str = "Paris", **more) -> Outcome:
    values = {"seconds": 0.1, "model": "m", "prompt_tokens": 100, "completion_tokens": 10} | more
    return Outcome(Question(f"q-{group}", group, "Capital?", ("Paris",)), kind, text, **values)


def test_every_metric_of_a_good_run():
    outcomes = [outcome(), outcome(group="b"), outcome(), outcome(Kind.WRONG, "b"), outcome(Kind.REFUSED, "b")]
    assert reporting.metrics(outcomes, PRICES) == {
        "asked": 5,
        "judged": 5,
        "providerErrors": 0,
        "applicationErrors": 0,
        "answerCorrectness": 0.6,
        "refusalRate": 0.2,
        "latency": {"p50Millis": 100.0, "p95Millis": 100.0, "p99Millis": 100.0},
        "fairness": {"correctness": {"a": 1.0, "b": 0.333333}, "parityDiff": 0.666667},
        "tokens": {"prompt": 500, "completion": 50, "total": 550},
        "cost": {"usd": 0.001},
    }


def test_a_provider_that_fails_throughout_leaves_no_quality_metric_at_all():
    measured = reporting.metrics([outcome(Kind.PROVIDER)] * 3, PRICES)
    assert measured == {"asked": 3, "judged": 0, "providerErrors": 3, "applicationErrors": 0}


def test_a_failure_of_the_provider_does_not_make_the_model_worse():
    measured = reporting.metrics([outcome(), outcome(Kind.PROVIDER, seconds=60.0)], PRICES)
    assert measured["answerCorrectness"] == 1.0
    assert measured["latency"]["p99Millis"] == 100.0
    assert measured["providerErrors"] == 1


def test_quantiles_are_times_that_occurred():
    latency = reporting.metrics([outcome(seconds=n / 1000) for n in range(1, 101)], PRICES)["latency"]
    assert latency == {"p50Millis": 50.0, "p95Millis": 95.0, "p99Millis": 99.0}


def test_parity_is_unknown_when_a_group_got_no_answer():
    fairness = reporting.metrics([outcome(), outcome(Kind.PROVIDER, "b")], PRICES)["fairness"]
    assert fairness == {"correctness": {"a": 1.0}}


def test_parity_is_unknown_with_one_group():
    assert "parityDiff" not in reporting.metrics([outcome()], PRICES)["fairness"]


def test_tokens_that_one_answer_lacks_are_no_sum():
    measured = reporting.metrics([outcome(), outcome(prompt_tokens=None)], PRICES)
    assert "tokens" not in measured
    assert "cost" not in measured


def test_a_model_without_a_price_has_tokens_and_no_cost():
    measured = reporting.metrics([outcome(model="unpriced")], PRICES)
    assert measured["tokens"]["total"] == 110
    assert "cost" not in measured


def test_junit_repeats_a_test_under_one_name_and_tells_failures_from_errors():
    suite = ET.fromstring(
        reporting.junit([outcome(), outcome(Kind.WRONG, text="London"), outcome(Kind.REFUSED), outcome(Kind.PROVIDER, text="provider: 429")])
    )[0]
    assert {case.get("classname") + "." + case.get("name") for case in suite} == {"eval.a.q-a"}
    assert [[(child.tag, child.get("type")) for child in case] for case in suite] == [
        [],
        [("failure", "wrong")],
        [("failure", "refusal")],
        [("error", "provider")],
    ]
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("4", "2", "1")
    assert suite[1][0].get("message") == "expected Paris"
    assert "London" in suite[1][0].text
    assert suite[3][0].get("message") == "provider: 429"


def test_what_xml_cannot_hold_does_not_break_the_report():
    suite = ET.fromstring(reporting.junit([outcome(Kind.WRONG, text="<b>\x00\x1b[31m & \ud800")]))[0]
    assert "<b>\ufffd\ufffd[31m & \ufffd" in suite[0][0].text


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        ([Kind.CORRECT], 0),
        ([Kind.CORRECT, Kind.PROVIDER], 1),
        ([Kind.CORRECT, Kind.WRONG], 1),
        ([Kind.REFUSED], 1),
        ([Kind.PROVIDER, Kind.APPLICATION], 2),
    ],
)
def test_exit_codes(kinds, code):
    assert reporting.exit_code([outcome(kind) for kind in kinds]) == code


def test_the_summary_says_that_nothing_was_judged():
    outcomes = [outcome(Kind.PROVIDER, text="provider: 429")]
    text = reporting.summary(outcomes, reporting.metrics(outcomes, PRICES))
    assert "NOT JUDGED" in text
    assert "provider: 429" in text
