"""When an answer counts, and that a broken question file is never read as a shorter one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import questions
from questions import Question

SHIPPED = Path(questions.__file__).with_name("questions.jsonl")


def q(*answers: str) -> Question:
    return Question("id", "group", "question", answers)


@pytest.mark.parametrize(
    ("answers", "reply"),
    [
        (["Paris"], "Paris"),
        (["Paris"], "It is PARIS, of course."),
        (["8", "eight"], "There are eight planets."),
        (["H2O"], "H₂O"),
        (["1440"], "1,440 minutes"),
        (["1,440"], "1440"),
        (["São Paulo"], "sao paulo"),
        (["Paris"], "Paris, not London"),
    ],
)
def test_right(answers, reply):
    assert q(*answers).is_answered_by(reply)


@pytest.mark.parametrize(
    ("answers", "reply"),
    [
        (["Paris"], ""),
        (["Paris"], "London"),
        (["Paris"], "Parisian"),
        (["8"], "18"),
        (["8"], "1,8 million"),
        (["Au"], "August"),
        (["0"], "100"),
        (["New York"], "York, New"),
    ],
)
def test_wrong(answers, reply):
    assert not q(*answers).is_answered_by(reply)


def test_the_shipped_questions_ask_every_group_the_same_facts():
    shipped = questions.load(SHIPPED)
    by_group = Counter(question.group for question in shipped)
    assert by_group == {"fluent": 12, "learner": 12}
    facts = {group: {(x.id.removesuffix(f"-{group}"), x.answers) for x in shipped if x.group == group} for group in by_group}
    assert facts["fluent"] == facts["learner"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "holds no questions"),
        ("{", ":1: not a question"),
        ('{"id": "a"}', ":1: not a question"),
        ("[]", ":1: not a question"),
        ('{"id": "a", "group": "g", "question": "?", "answers": []}', "a needs at least one answer"),
        ('{"id": "a", "group": "g", "question": "?", "answers": ["!"]}', "a needs at least one answer"),
        ('{"id": "a", "group": "g", "question": "?", "answers": ["x"]}\n' * 2, "ids occur twice: a"),
    ],
)
def test_a_broken_file_is_an_error_that_says_where(tmp_path, text, complaint):
    file = tmp_path / "questions.jsonl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=complaint):
        questions.load(file)
