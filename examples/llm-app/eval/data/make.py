"""Makes the two data sets: what visitors asked when the prompt was written, and what they ask now. Synthetic, and seeded.

The real ones would come from the API's request log, without the text. Run it again and Git shows no change:

    python3 eval/data/make.py
"""

from __future__ import annotations

import csv
import random
from pathlib import Path

HERE = Path(__file__).resolve().parent
COLUMNS = ("id", "channel", "language", "prompt_chars", "turns", "rating")


def rows(prefix: str, count: int, seed: int) -> list[tuple[str, str, str, int, int, str]]:
    """Both sets are drawn from the same distributions: this application has no drift, and the checks should say so."""
    dice = random.Random(seed)
    return [
        (
            f"{prefix}-{number:04}",
            dice.choices(("web", "mobile", "api"), (6, 3, 1))[0],
            dice.choices(("en", "fr", "de", "es"), (70, 12, 10, 8))[0],
            max(1, min(8000, round(dice.lognormvariate(4.2, 0.6)))),
            1 + min(19, int(dice.expovariate(0.6))),
            # Most visitors don't rate; an empty field is "not said", never nought.
            str(dice.choices((1, 2, 3, 4, 5), (4, 6, 15, 40, 35))[0]) if dice.random() < 0.4 else "",
        )
        for number in range(1, count + 1)
    ]


def write(name: str, content: list[tuple[str, str, str, int, int, str]]) -> None:
    with (HERE / name).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(content)


if __name__ == "__main__":
    write("reference.csv", rows("ref", 500, seed=1))
    write("requests.csv", rows("req", 400, seed=2))
