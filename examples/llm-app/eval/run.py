"""Asks the running API every question of the evaluation, several times, and writes what came back.

    python3 eval/run.py --api http://127.0.0.1:8000 --repeat 3 --out out/eval

Two files: `junit.xml`, one test case per question and repetition (the same class and name again for each repetition, so
that a reader sees one flaky test and not three tests), and `metrics.json`. A model provider that fails is not a model that
answers badly: its test cases are `<error type="provider">`, and metrics are computed from real answers or left out.

Exit: 0 every answer correct, 1 some answer wrong or refused, 2 nothing could be judged, 64 wrong use.
Standard library only, so that it runs wherever Python 3.11 is.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import NoReturn

import asking
import questions
import reporting
from asking import Asker

HERE = Path(__file__).resolve().parent


class _Parser(argparse.ArgumentParser):
    """argparse would exit with 2, which here means that nothing could be judged."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(64, f"eval: {message}\n")


def main(arguments: list[str] | None = None) -> int:
    parser = _Parser(description="Evaluates the running API.")
    parser.add_argument("--api", required=True, help="base URL of the running API")
    parser.add_argument("--questions", type=Path, default=HERE / "questions.jsonl")
    parser.add_argument("--prompt", type=Path, default=HERE / "prompts" / "question.txt", help="template with {question}")
    parser.add_argument("--prices", type=Path, default=HERE / "prices.json", help="USD per million tokens, by model")
    parser.add_argument("--repeat", type=_at_least_one, default=1, help="how often each question is asked (default 1)")
    parser.add_argument("--concurrency", type=_at_least_one, default=2, help="questions under way at once (default 2)")
    parser.add_argument("--give-up-after", type=_at_least_one, default=10, help="provider failures in a row (default 10)")
    parser.add_argument("--timeout", type=float, default=60.0, help="seconds for one answer (default 60)")
    parser.add_argument("--out", type=Path, default=Path("out/eval"))
    options = parser.parse_args(arguments)

    try:
        asked = questions.load(options.questions)
        prices = json.loads(options.prices.read_text(encoding="utf-8"))
        template = options.prompt.read_text(encoding="utf-8").strip()
        if "{question}" not in template:
            raise ValueError(f"{options.prompt}: has no {{question}} in it")
    except (OSError, ValueError) as cause:
        print(f"eval: {cause}", file=sys.stderr)
        return 64

    asker = Asker(options.api, template, options.timeout)
    outcomes = asking.ask_all(asker, asked, options.repeat, options.concurrency, options.give_up_after)
    metrics = reporting.metrics(outcomes, prices)

    options.out.mkdir(parents=True, exist_ok=True)
    _replace(options.out / "junit.xml", reporting.junit(outcomes))
    _replace(options.out / "metrics.json", json.dumps(metrics, indent=2) + "\n")
    print(reporting.summary(outcomes, metrics))
    return reporting.exit_code(outcomes)


def _replace(path: Path, text: str) -> None:
    """Whole or not at all: a reader must never meet half a report of a run that was stopped."""
    temporary = path.with_name(path.name + ".part")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path)


def _at_least_one(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


if __name__ == "__main__":
    sys.exit(main())
