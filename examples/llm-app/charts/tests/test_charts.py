"""The charts, rendered by the helm that is on PATH (3 or 4). Not part of ci/unit, because helm may not be there."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

CHARTS = Path(__file__).resolve().parent.parent
DIGEST = "sha256:" + "0123456789abcdef" * 4
SERVICES = ("api", "frontend")
EVERYTHING = ("--set=ingress.enabled=true", "--set=podDisruptionBudget.enabled=true", "--set=existingSecret=llm-key")


def helm(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["helm", *arguments], capture_output=True, text=True, timeout=60)


def render(service: str, release: str, *options: str) -> list[dict[str, Any]]:
    done = helm("template", release, str(CHARTS / service), *options)
    assert done.returncode == 0, done.stderr
    return [document for document in yaml.safe_load_all(done.stdout) if document]


def deployment(service: str, *options: str) -> dict[str, Any]:
    (found,) = [document for document in render(service, service, *options) if document["kind"] == "Deployment"]
    return found


def container(service: str, *options: str) -> dict[str, Any]:
    (found,) = deployment(service, *options)["spec"]["template"]["spec"]["containers"]
    return found


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("environment", ["staging", "production"])
def test_lint(service, environment):
    done = helm("lint", "--strict", str(CHARTS / service), "-f", str(CHARTS / service / f"values-{environment}.yaml"))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    ("values", "image"),
    [
        ("image.repository=reg.example/x", "reg.example/x:0.1.0"),
        ("image.repository=reg.example/x,image.tag=7", "reg.example/x:7"),
        (f"image.repository=reg.example/x,image.tag=7,image.digest={DIGEST}", f"reg.example/x@{DIGEST}"),
    ],
)
def test_a_digest_wins_over_a_tag_and_a_tag_over_the_default(service, values, image):
    assert container(service, "--set-string", values)["image"] == image


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_no_digest_is_refused(service):
    assert helm("template", "x", str(CHARTS / service), "--set-string", "image.digest=latest").returncode != 0


@pytest.mark.parametrize("service", SERVICES)
def test_two_releases_live_side_by_side(service):
    blue, green = render(service, service, *EVERYTHING), render(service, f"{service}-green", *EVERYTHING)
    assert len(blue) == len(green) >= 5
    names = {(document["kind"], document["metadata"]["name"]) for document in blue}
    assert names.isdisjoint({(document["kind"], document["metadata"]["name"]) for document in green})

    def selectors(documents: list[dict[str, Any]]) -> list[dict[str, str]]:
        found = [document["spec"]["selector"] for document in documents if "selector" in document.get("spec", {})]
        return [selector.get("matchLabels", selector) for selector in found]

    assert len(selectors(blue)) == 3
    pods = deployment(service)["spec"]["template"]["metadata"]["labels"].items()
    assert all(selector.items() <= pods for selector in selectors(blue))
    assert not any(selector.items() <= pods for selector in selectors(green))


@pytest.mark.parametrize("service", SERVICES)
def test_pods_are_confined(service):
    pod, box = deployment(service)["spec"]["template"]["spec"], container(service)
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] > 0
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert box["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert box["resources"]["limits"]["memory"] and box["resources"]["requests"]["cpu"]
    assert {"startupProbe", "livenessProbe", "readinessProbe"} <= box.keys()


def test_the_key_comes_from_a_secret_that_exists_or_not_at_all():
    assert "env" not in container("api")
    assert container("api", *EVERYTHING)["env"] == [
        {"name": "LLM_API_KEY", "valueFrom": {"secretKeyRef": {"name": "llm-key", "key": "LLM_API_KEY"}}}
    ]
    assert not [document for document in render("api", "api", *EVERYTHING) if document["kind"] == "Secret"]


def test_a_changed_configuration_rolls_the_pods():
    def checksum(*options: str) -> str:
        return deployment("api", *options)["spec"]["template"]["metadata"]["annotations"]["checksum/config"]

    assert checksum() == checksum()
    assert checksum() != checksum("--set-string=config.LLM_MODEL=other")
