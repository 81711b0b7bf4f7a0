"""On what and with what an examination ran: nothing that names a person or a place."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

_PACKAGES = ("seesame", "numpy", "opencv-python-headless", "onnxruntime", "pycocotools", "torch", "av", "lancedb")
_ROOT = Path(__file__).resolve().parents[2]


def machine() -> dict[str, Any]:
    """Processor, number of cores that may be used, memory in GiB, operating system, Python."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory": _memory(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def versions() -> dict[str, str]:
    """Versions of the packages that figures depend on; those not installed are left out."""
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def revision() -> str | None:
    """The git revision of the code, with "+" where it was changed since; None outside a checkout."""
    if not (_ROOT / ".git").exists():
        return None
    try:
        head = _git("rev-parse", "HEAD")
        return head[:12] + ("+" if _git("status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.SubprocessError):
        return None


def peak_memory() -> float | None:
    """The most memory that this process has used, MiB; None where the operating system does not tell."""
    try:
        resource: Any = import_module("resource")
    except ImportError:  # Windows
        return None
    most = float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return most / (1024**2 if sys.platform == "darwin" else 1024)


def _git(*words: str) -> str:
    done = subprocess.run(["git", "-C", str(_ROOT), *words], capture_output=True, text=True, timeout=10, check=True)
    return done.stdout.strip()


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _memory() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3, 1)
    except (AttributeError, OSError, ValueError):
        return None
