"""Where things lie, for the scripts beside this file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
OUT = ROOT / "out"
SERVICES = ("api", "frontend")
"""The containers that make up the application; each has a folder, a Containerfile, a lock file and a chart of this name."""


def python_of(service: str) -> Path:
    """The service's own interpreter, made by ci/setup: each is tested against exactly what its container installs."""
    folder = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    python = CACHE.joinpath("venv", service, *folder)
    if not python.exists():
        sys.exit(f"{python.relative_to(ROOT)} is not there; run ci/setup first")
    return python
