"""What files made to use up time or memory cost, measured in a process of its own.

Promised in ``printing.pdf.guard``: the processor time of MAX_SECONDS and some more for
the step under way, and less than 1 GiB of memory. A few of ``printing_attacks.ATTACKS``
are tried in each run, one for each of the guards; all of them, as invoice and as
stamps, when ``INTERNETMARKE_EXAMPLES`` is set.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from printing_attacks import ATTACKS
from thorough import TIMES

USES = ("read_stamps", "page_count", "invoice", "stamp", "preview")
SECONDS = 60
MIB = 640
GIB = 2**30
QUICK = (
    "deflated after a blank",
    "encrypted",
    "cut off",
    "million object streams",
    "endless index",
    "many in an object stream",
    "laughing pages",
    "long operator",
    "long targets",
    "width ranges",
    "fonts",
)


def attempt(name: str, use: str) -> None:
    """Runs in the child: ends with an error of ours or a result, or it fails."""
    import resource

    from printing_samples import ADDRESS, bought, recorded_invoice

    import printing

    data = ATTACKS[name]()
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    resource.setrlimit(resource.RLIMIT_AS, (used + 2 * GIB, used + 2 * GIB))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS + 60, SECONDS + 60))
    before = resource.getrusage(resource.RUSAGE_SELF)
    window = {"return_line": "A", "address_lines": ADDRESS, "form": printing.FORM_B}
    calls = {
        "read_stamps": lambda: printing.read_stamps(
            data, ["A0" * 10, "B0" * 10], [(1, 95)] * 2
        ),
        "page_count": lambda: printing.page_count(data),
        "invoice": lambda: printing.compose_letter(data, bought(), 1, **window),
        "stamp": lambda: printing.compose_letter(
            recorded_invoice("b"), data, 1, **window
        ),
        "preview": lambda: printing.preview_letter(data, (37.0, 20.0), **window),
    }
    try:
        result = str(calls[use]())[:40]
    except printing.PrintingError as error:
        result = error.code
    after = resource.getrusage(resource.RUSAGE_SELF)
    seconds = after.ru_utime - before.ru_utime
    grown = max(after.ru_maxrss - before.ru_maxrss, 0) // 1024
    print(f"{seconds:.1f} s, {grown} MiB more: {result}")
    assert seconds < SECONDS and grown < MIB


@pytest.mark.parametrize("use", USES if TIMES > 1 else USES[:1])
@pytest.mark.parametrize("name", ATTACKS if TIMES > 1 else QUICK)
def test_hostile_files_stay_within_time_and_memory(name, use):
    done = subprocess.run(
        [sys.executable, __file__, name, use],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        timeout=600,
    )
    assert done.returncode == 0, f"{done.stdout} {done.stderr[-300:]}"
    print(name, use, done.stdout)


if __name__ == "__main__":
    attempt(*sys.argv[1:])
