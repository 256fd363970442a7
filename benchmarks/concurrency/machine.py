"""What the figures were measured on."""
import os
import platform
import re
import subprocess


def _first_match(path, pattern, default):
    try:
        with open(path) as file:
            found = re.search(pattern, file.read(), re.M)
    except OSError:
        found = None
    return found.group(1).strip() if found else default


def available_bytes():
    """Memory that programs could still have."""
    return int(_first_match("/proc/meminfo", r"^MemAvailable:\s+(\d+)", "0")) * 1024


def output(*command):
    """A command's first line; empty if there is no such command."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True,
                              stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    except OSError:
        return ""
    lines = done.stdout.splitlines()
    return lines[0].strip() if done.returncode == 0 and lines else ""


def describe(versions):
    """The JSON file's "machine", at the beginning of the measurements."""
    return {
        "cpu": _first_match("/proc/cpuinfo", r"^model name\s*:\s*(.*)$", "unknown"),
        "kernel": platform.release(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_bytes": int(_first_match(
            "/proc/meminfo", r"^MemTotal:\s+(\d+)", "0")) * 1024,
        "versions": versions,
        "load": [os.getloadavg()[0]],  # and one more at the end
    }
