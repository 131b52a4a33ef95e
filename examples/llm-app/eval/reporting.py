"""From outcomes to the two reports. A value that was not measured is left out; it is never written as nought."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from asking import Kind, Outcome


def metrics(outcomes: Sequence[Outcome], prices: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    """Nested metrics; readers flatten them with dots (`latency.p95Millis`). Counts are always there, values when measured."""
    judged = [outcome for outcome in outcomes if outcome.kind.judged]
    kinds = Counter(outcome.kind for outcome in outcomes)
    result: dict[str, Any] = {
        "asked": len(outcomes),
        "judged": len(judged),
        "providerErrors": kinds[Kind.PROVIDER],
        "applicationErrors": kinds[Kind.APPLICATION],
    }
    if not judged:
        return result
    result["answerCorrectness"] = _rate(judged, Kind.CORRECT)
    result["refusalRate"] = _rate(judged, Kind.REFUSED)
    result["latency"] = _latency(judged)
    result |= _fairness(judged, {outcome.question.group for outcome in outcomes})
    result |= _tokens_and_cost(judged, prices)
    return result


def _rate(outcomes: Sequence[Outcome], kind: Kind) -> float:
    return round(sum(outcome.kind is kind for outcome in outcomes) / len(outcomes), 6)


def _latency(judged: Sequence[Outcome]) -> dict[str, float]:
    """Nearest-rank quantiles: each is a time that really occurred."""
    times = sorted(outcome.seconds * 1000 for outcome in judged)
    return {f"p{percent}Millis": round(times[math.ceil(percent / 100 * len(times)) - 1], 1) for percent in (50, 95, 99)}


def _fairness(judged: Sequence[Outcome], groups: set[str]) -> dict[str, Any]:
    """The distance between the best and the worst served group; unknown unless every group (two at least) was judged."""
    correctness = {
        group: _rate(members, Kind.CORRECT)
        for group in sorted(groups)
        if (members := [outcome for outcome in judged if outcome.question.group == group])
    }
    fairness: dict[str, Any] = {"correctness": correctness}
    if len(groups) > 1 and len(correctness) == len(groups):
        fairness["parityDiff"] = round(max(correctness.values()) - min(correctness.values()), 6)
    return {"fairness": fairness}


def _tokens_and_cost(judged: Sequence[Outcome], prices: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    """Tokens only if each answer came with a count, and cost only if each model has a price."""
    if any(outcome.prompt_tokens is None or outcome.completion_tokens is None for outcome in judged):
        return {}
    prompt = sum(outcome.prompt_tokens or 0 for outcome in judged)
    completion = sum(outcome.completion_tokens or 0 for outcome in judged)
    result: dict[str, Any] = {"tokens": {"prompt": prompt, "completion": completion, "total": prompt + completion}}
    if all(outcome.model in prices for outcome in judged):
        usd = sum(
            (outcome.prompt_tokens or 0) * prices[outcome.model]["promptUsdPerMillion"]
            + (outcome.completion_tokens or 0) * prices[outcome.model]["completionUsdPerMillion"]
            for outcome in judged
        )
        result["cost"] = {"usd": round(usd / 1_000_000, 6)}
    return result


def junit(outcomes: Sequence[Outcome]) -> str:
    """JUnit XML in the shape that pytest writes (xunit2): one suite, `classname` and `name` per case."""
    kinds = Counter(outcome.kind for outcome in outcomes)
    suite = ET.Element(
        "testsuite",
        name="eval",
        tests=str(len(outcomes)),
        failures=str(kinds[Kind.WRONG] + kinds[Kind.REFUSED]),
        errors=str(kinds[Kind.PROVIDER] + kinds[Kind.APPLICATION]),
        skipped="0",
        time=f"{sum(outcome.seconds for outcome in outcomes):.3f}",
    )
    for outcome in outcomes:
        question = outcome.question
        case = ET.SubElement(
            suite, "testcase", classname=f"eval.{question.group}", name=question.id, time=f"{outcome.seconds:.3f}"
        )
        said = _printable(outcome.text)
        if outcome.kind is Kind.WRONG:
            problem = ET.SubElement(case, "failure", type="wrong", message=f"expected {' or '.join(question.answers)}")
        elif outcome.kind is Kind.REFUSED:
            problem = ET.SubElement(case, "failure", type="refusal", message="the model refused to answer")
        elif not outcome.kind.judged:
            problem = ET.SubElement(case, "error", type=outcome.kind.value, message=said)
        else:
            continue
        problem.text = f"asked: {_printable(question.question)}\ngot: {said}"
    root = ET.Element("testsuites", name="eval")
    root.append(suite)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _printable(text: str) -> str:
    """What a model says can hold characters that XML 1.0 has no way to write; they'd make the whole report unreadable."""
    return "".join(c if c in "\t\n\r" or (" " <= c and c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff") else "�" for c in text)


def summary(outcomes: Sequence[Outcome], measured: Mapping[str, Any]) -> str:
    """For the log: the figures, and the first few outcomes that were not correct."""
    lines = [f"eval: {measured['judged']} of {measured['asked']} answers could be judged"]
    if "answerCorrectness" in measured:
        parity = measured["fairness"].get("parityDiff")
        lines.append(
            f"eval: correctness {measured['answerCorrectness']:.1%}, refusals {measured['refusalRate']:.1%}, "
            f"p95 {measured['latency']['p95Millis']:.0f} ms, parity difference {'unknown' if parity is None else f'{parity:.3f}'}"
        )
        cost = measured.get("cost", {}).get("usd")
        lines.append(f"eval: {measured.get('tokens', {}).get('total', 'uncounted')} tokens, cost {'unknown' if cost is None else f'{cost} USD'}")
    else:
        lines.append("eval: NOT JUDGED, no metric could be measured")
    bad = [outcome for outcome in outcomes if outcome.kind is not Kind.CORRECT]
    for outcome in bad[:5]:
        lines.append(f"eval: {outcome.kind.value}: {outcome.question.id}: {_printable(outcome.text)[:160]}")
    if len(bad) > 5:
        lines.append(f"eval: and {len(bad) - 5} more that were not correct; junit.xml has them all")
    return "\n".join(lines)


def exit_code(outcomes: Sequence[Outcome]) -> int:
    if not any(outcome.kind.judged for outcome in outcomes):
        return 2
    return 0 if all(outcome.kind is Kind.CORRECT for outcome in outcomes) else 1
