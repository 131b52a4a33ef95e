"""The evaluation's questions, and when an answer counts as correct. Used by the runner and by the stub, so that both agree."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Question:
    """One question with every wording of its answer that is right.

    `group` says who asks: each fact is asked once as a fluent speaker writes it and once as a learner does, so that the
    difference between the groups is the asker and nothing else.
    """

    id: str
    group: str
    question: str
    answers: tuple[str, ...]

    def is_answered_by(self, reply: str) -> bool:
        """Whether a reference answer stands in the reply as whole words, whatever the case, accents and punctuation.

        Deliberately simple: the same reply always gets the same verdict, and nobody pays a second model to judge.
        """
        words = _words(reply)
        return any(_contains(words, _words(answer)) for answer in self.answers)


def load(path: Path) -> list[Question]:
    """Reads JSON lines; a broken line is an error with its number, because a question that is skipped hides a regression."""
    questions: list[Question] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            question = Question(row["id"], row["group"], row["question"], tuple(row["answers"]))
        except (ValueError, KeyError, TypeError) as cause:
            raise ValueError(f"{path}:{number}: not a question: {cause!r}") from None
        if not question.answers or not all(_words(answer) for answer in question.answers):
            raise ValueError(f"{path}:{number}: {question.id} needs at least one answer, none of them empty")
        questions.append(question)
    if not questions:
        raise ValueError(f"{path}: holds no questions")
    duplicates = [name for name, count in Counter(question.id for question in questions).items() if count > 1]
    if duplicates:
        raise ValueError(f"{path}: ids occur twice: {', '.join(duplicates)}")
    return questions


def _words(text: str) -> list[str]:
    # NFKD turns the subscript of H₂O into a plain 2 and splits accents off their letters.
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    # 1,440 and 1440 are one number.
    plain = "".join(c for i, c in enumerate(plain) if not (c == "," and plain[i - 1 : i].isdigit() and plain[i + 1 : i + 2].isdigit()))
    return "".join(c if c.isalnum() else " " for c in plain).split()


def _contains(words: list[str], wanted: list[str]) -> bool:
    return any(words[start : start + len(wanted)] == wanted for start in range(len(words) - len(wanted) + 1))
