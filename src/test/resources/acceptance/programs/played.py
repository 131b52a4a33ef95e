"""A cluster in a folder, as far as the acceptance cases need one: releases with their revisions, Leases, Services, replicas. helm and kubectl beside this file
print what helm 3.19 and kubectl 1.34 print (recorded in src/test/resources/.../deploy), and leave here what those leave in a cluster.

Files that a case may put into cluster/:
  history of a release     releases/NAME.history, a line "NUMBER STATUS [TIME]" each revision, with releases/NAME.NUMBER.yaml
  fail.NAME                standard error of an upgrade of that release, which leaves a failed revision
  refuse                   lines "BEGINNING OF A COMMAND|standard error": fails, and has no effect
  hold                     regular expression of a command that waits as long as this file is there; then cluster/held is there, too
  hold-applying            an upgrade waits in its middle: its revision is pending-upgrade; then cluster/held is there, too
  unreachable              what every command that asks the cluster fails with
  leases/NAME.json         a Lease
  gatewayclasses.json      without it the cluster knows no Gateway API
"""
import datetime
import json
import os
import re
import sys
import time

ROOT = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "cluster")


def path(*names):
    return os.path.join(ROOT, *names)


def read(*names):
    try:
        with open(path(*names), encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


def write(text, *names):
    target = path(*names)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(target + ".new", target)


def now():
    """The case's clock, which is ahead of the real one."""
    return datetime.datetime.fromtimestamp(time.time() + int(read("clock") or 0), datetime.timezone.utc).strftime(
        "%Y-%m-%dT%H:%M:%SZ")


def fail(text, code=1):
    print(text, file=sys.stderr)
    sys.exit(code)


def begin(program):
    """Notes the command, and fails or waits where the case says so."""
    line = " ".join([program] + sys.argv[1:])
    with open(path("commands"), "a", encoding="utf-8") as file:
        file.write(line.replace("\n", " ") + "\n")
    for each in (read("refuse") or "").splitlines():
        start, _, said = each.partition("|")
        if line.startswith(start):
            fail(said)
    while re.search((read("hold") or "$^").strip(), line):
        hold(line)


def hold(line):
    write(line, "held")
    time.sleep(0.05)


def after(option, default=None):
    return sys.argv[sys.argv.index(option) + 1] if option in sys.argv else default


def history(release):
    lines = (read("releases", release + ".history") or "").splitlines()
    return [(line.split(" ") + ["2026-01-01T00:00:00Z"])[:3] for line in lines if line]


def save(release, revisions):
    write("".join(" ".join(each) + "\n" for each in revisions), "releases", release + ".history")


def manifest(release, number):
    return read("releases", "%s.%s.yaml" % (release, number)) or "apiVersion: v1\nkind: Service\nmetadata: {name: old}\n"


def add(release, status, text):
    revisions = history(release)
    number = str(int(revisions[-1][0]) + 1 if revisions else 1)
    if status == "deployed":
        revisions = [[n, "superseded" if s == "deployed" else s, t] for n, s, t in revisions]
    write(text, "releases", "%s.%s.yaml" % (release, number))
    save(release, revisions + [[number, status, now()]])


def settle(release, status):
    """The pending revision of a release is that now."""
    save(release, [[n, status if s.startswith("pending-") else "superseded" if s == "deployed" and status == s else s, t]
                   for n, s, t in history(release)])


def render(release, chart):
    """Templates with RELEASE, IMAGE and, for values given by --set, VALUE_name in them."""
    values = {}
    for option, value in zip(sys.argv, sys.argv[1:]):
        if option in ("--set", "--set-string"):
            name, _, text = value.partition("=")
            values[name] = text
    image = values.get("image.repository", "chart-default")
    image += "@" + values["image.digest"] if values.get("image.digest") else ":" + values.get("image.tag", "1")
    text = ""
    folder = os.path.join(chart, "templates")
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            text += "---\n# Source: %s/templates/%s\n%s" % (os.path.basename(chart), name, file.read())
    text = re.sub(r"VALUE_(\w+)", lambda match: values.get(match.group(1), ""), text)
    return text.replace("RELEASE", release).replace("IMAGE", image)
