"""What the measurements share: a process with all its descendants, its time and its memory; medians; tables."""

import os
import statistics
import subprocess
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ENVIRONMENT = ROOT / "target" / "test-env" / "bench"


def program():
    """Our program: what APPSYNC_AUTH names, else the release build."""
    path = Path(os.environ.get("APPSYNC_AUTH", ROOT / "target" / "release" / "appsync-auth"))
    if not path.is_file():
        raise SystemExit(f"{path} is not there: run `cargo build --release`, or set APPSYNC_AUTH")
    return str(path.resolve())


def need_npm(*packages):
    """A folder with these npm packages."""
    ENVIRONMENT.mkdir(parents=True, exist_ok=True)
    if not all((ENVIRONMENT / "node_modules" / package).is_dir() for package in packages):
        subprocess.run(["npm", "install", "--silent", "--prefix", ENVIRONMENT, *packages], check=True)
    return ENVIRONMENT


def run(command, **options):
    """Runs a command; (elapsed seconds, processor seconds, largest resident set in MiB).

    The processor time is user and system time of the process and of all its descendants that were waited for. The
    resident set is that of the largest single process among them.
    """
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **options)
    _, status, usage = os.wait4(process.pid, 0)
    elapsed = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{command} ended with {process.returncode}")
    return elapsed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def in_turns(rounds, measurements):
    """Measures each in turn, several rounds, so that what else the machine does hits all alike: name -> median."""
    values = {name: [] for name in measurements}
    for _ in range(rounds):
        for name, measurement in measurements.items():
            values[name].append(measurement())
    return {name: statistics.median(each) for name, each in values.items()}


def table(head, rows):
    """Prints rows under their heads, as Markdown."""
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
