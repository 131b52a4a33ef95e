"""Files that say the same thing in two places must agree, or the pipeline shows something that is no longer true."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent


def pins(service: str) -> set[tuple[str, str]]:
    """What ci/setup and the Containerfile install."""
    text = (ROOT / service / "requirements.txt").read_text()
    return set(re.findall(r"(?m)^([a-z0-9][a-z0-9._-]*)==(\S+)", text))


def recorded(service: str) -> list[dict]:
    report = json.loads((ROOT / "security" / "recorded" / f"osv-scanner-{service}.json").read_text())
    return [package for result in report["results"] for package in result["packages"]]


def findings() -> set[tuple[str, str]]:
    return {
        (finding["id"], entry["package"]["name"])
        for service in ("api", "frontend")
        for entry in recorded(service)
        for finding in entry.get("vulnerabilities", [])
    }


@pytest.mark.parametrize("service", ["api", "frontend"])
def test_the_recorded_scan_is_of_these_lock_files(service):
    scanned = {(entry["package"]["name"], entry["package"]["version"]) for entry in recorded(service)}
    assert scanned == pins(service), "run ci/record-scan"


@pytest.mark.parametrize("service", ["api", "frontend"])
def test_the_lock_file_holds_what_the_in_file_asks_for(service):
    wanted = set(re.findall(r"(?m)^([a-z0-9-]+)==(\S+)", (ROOT / service / "requirements.in").read_text()))
    assert wanted and wanted <= pins(service), "run ci/lock"


def test_an_accepted_finding_is_a_finding_and_has_all_that_makes_it_acceptable():
    entries = yaml.safe_load((ROOT / ".containerscan.yaml").read_text())["ignore"]
    assert {(entry["id"], entry["package"]) for entry in entries} == findings()
    for entry in entries:
        assert entry["reason"].strip()
        assert entry["owner"].strip()
        assert isinstance(entry["expires"], datetime.date)


def test_every_advisory_is_about_a_package_that_is_installed():
    installed = {name for service in ("api", "frontend") for name, _ in pins(service)}
    for record in (ROOT / "security" / "osv" / "PyPI").glob("*.json"):
        advisory = json.loads(record.read_text())
        assert advisory["id"] == record.stem
        assert {affected["package"]["name"] for affected in advisory["affected"]} <= installed


def test_production_asks_for_evidence_that_the_jenkinsfile_makes():
    environments = {e["name"]: e for e in yaml.safe_load((ROOT / "environments.yaml").read_text())["environments"]}
    jenkinsfile = (ROOT / "Jenkinsfile").read_text()
    for required in environments["production"]["requiredEvidence"]:
        step = rf"\b{required['step']} id: '{required['id']}'" if "id" in required else rf"\b{required['step']} id: "
        assert re.search(step, jenkinsfile), required
    assert "enforcement: block" in (ROOT / "environments.yaml").read_text()


def test_the_data_sets_have_the_columns_of_their_schema():
    schema = json.loads((ROOT / "eval" / "data" / "requests.schema.json").read_text())
    for name in ("requests.csv", "reference.csv"):
        columns = (ROOT / "eval" / "data" / name).read_text().splitlines()[0].split(",")
        assert columns == list(schema["properties"])
