"""Prove every rendered invoice with every stamp, and tell what came out."""

from __future__ import annotations

import io
import json
import multiprocessing
import os
import shutil
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from PIL import Image

from printing import PrintingError, compose_cover_sheet, compose_letter

from ..say import Heartbeat, say, step
from . import album, eyes
from .letters import Result, prove_invoice, window_of
from .measure import AROUND, RESOLUTIONS
from .spoiled import RAMPS, Limit, limit
from .stamps import PAGES, Bought, bought

SPOILED, SPOILED_QUICK = 12, 3

_stamps: dict[str, list[Bought]] = {}


def run(folder: Path, quick: bool) -> int:
    """Prove what ``folder`` holds; return the exit status."""
    index = json.loads((folder / "index.json").read_text())
    _stamps.update(bought())
    pictures = folder / "pictures"
    shutil.rmtree(pictures, ignore_errors=True)
    pictures.mkdir()
    jobs = [(folder, entry, number) for number, entry in enumerate(index)]
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=fork) as pool:
        results: list[Result] = []
        with step(f"Proving letters of {len(jobs)} invoices"):
            with Heartbeat() as heartbeat:
                for some in pool.map(_prove, jobs, chunksize=4):
                    results += some
                    heartbeat.news = f"{len(results)} letters"
        with step("Spoiling prints until their codes are not read"):
            windows = _windows(folder, index, SPOILED_QUICK if quick else SPOILED)
            tasks = [(ramp, dpi, windows[dpi]) for ramp in RAMPS for dpi in windows]
            limits = list(pool.map(_spoil, tasks))
    with step("Drawing contact sheets"):
        _draw(folder, pictures, index, results)
    report = _report(results, limits)
    (folder / "report.txt").write_text(report)
    print(report, end="")
    say(f"    pictures: {pictures}")
    failed = sum(bool(r.faults) for r in results) + sum(not at.met for at in limits)
    passed = len(results) + len(limits) - failed
    if not any(r.outcome == "composed" for r in results):
        failed += 1
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


def _prove(job) -> list[Result]:
    folder, entry, number = job
    stamps = {size: _stamps[size][number % PAGES] for size in _sizes(entry, number)}
    return prove_invoice(folder, entry, stamps)


def _sizes(entry: dict, number: int) -> list[str]:
    """Return which stamps an invoice is tried with; each is costly.

    All addresses are tried in both forms and with both usual sizes.
    """
    usual, registered, abroad = _stamps
    swapped = number % 2 ^ (entry["form"] == "a")
    sizes = [registered if swapped else usual]
    return [*sizes, abroad] if number % 4 < 1 else sizes


def _spoil(task) -> Limit:
    ramp, dpi, windows = task
    pictures = [(Image.open(io.BytesIO(png)), code) for png, code in windows]
    return limit(ramp, dpi, pictures)


def _windows(folder: Path, index: list[dict], count: int):
    """Return windows of letters with stamps of all sizes, by resolution."""
    found: dict[int, list[tuple[bytes, str]]] = {dpi: [] for dpi in RESOLUTIONS}
    for number, entry in enumerate(index):
        size = list(_stamps)[number % len(_stamps)]
        stamp = _stamps[size][number % PAGES]
        window = window_of(entry)
        try:
            letter = compose_letter(
                (folder / entry["file"]).read_bytes(),
                stamp.pdf,
                stamp.page,
                printed_address_lines=entry["printed"],
                **window,
            )
        except PrintingError:
            continue
        for dpi, windows in found.items():
            png = eyes.Sheet(letter).png(window["form"].grown(AROUND), dpi)
            windows.append((png, stamp.code))
        if len(windows) == count:
            break
    return found


def _draw(folder: Path, pictures: Path, index: list[dict], results: list[Result]):
    forms = {(entry["layout"], entry["paper"]): entry["form"] for entry in index}
    groups: dict[str, list] = {}
    for result in results:
        composed = result.outcome == "composed"
        name = f"letters {result.size}" if composed else f"refused {result.layout}"
        caption = f"{result.paper} {result.kind} {result.outcome} {result.instead}"
        safe = result.found.seen.get("DL") if composed else None
        form = forms[result.layout, result.paper]
        picture = album.window(result.picture, form, safe, result.wrong)
        groups.setdefault(name.replace(" ", ""), []).append((caption, picture))
        if result.faults:
            caption = f"{result.layout} {result.size} {result.faults[0]}"
            groups.setdefault("FAULTS", []).append((caption, picture))
    for name, some in groups.items():
        album.write(some, pictures, name, (410, 240))
    album.write(_pages(folder, index), pictures, "pages", (420, 594), 4, 2)


def _pages(folder: Path, index: list[dict]):
    """Yield one whole page of each layout and paper: the invoice, and what is sent."""
    seen = set()
    for entry in index:
        which = f"{entry['layout']}, {entry['paper']}"
        if which in seen or entry["unset"]:
            continue
        seen.add(which)
        invoice = (folder / entry["file"]).read_bytes()
        stamp = _stamps["35.5 x 20"][0]
        window = window_of(entry)
        stamped = (stamp.pdf, stamp.page)
        try:
            sent = compose_letter(
                invoice, *stamped, printed_address_lines=entry["printed"], **window
            )
            how = "franked"
        except PrintingError as error:
            sent, how = compose_cover_sheet(*stamped, **window), error.code
        yield which, eyes.Sheet(invoice).picture(dpi=70)
        yield f"{which}: {how}", eyes.Sheet(sent).picture(dpi=70)


def _report(results: list[Result], limits: list[Limit]) -> str:
    lines = ["", f"{'layout':18} {'paper':6} {'letters':>7} {'composed':>8}  refused"]
    for layout, paper in dict.fromkeys((r.layout, r.paper) for r in results):
        some = [r for r in results if (r.layout, r.paper) == (layout, paper)]
        composed = sum(r.outcome == "composed" for r in some)
        why = Counter(
            f"{r.outcome} -> {r.instead or '-'}"
            for r in some
            if r.outcome != "composed"
        )
        told = ", ".join(f"{count} {what}" for what, count in why.most_common())
        lines.append(f"{layout:18} {paper:6} {len(some):7} {composed:8}  {told}")
    lines += ["", f"{'stamp':10} {'composed':>8}  always seen in, of these"]
    composed = [r for r in results if r.outcome == "composed"]
    for size in dict.fromkeys(r.size for r in composed):
        some = [r for r in composed if r.size == size]
        seen = Counter(
            name for r in some for name, all_ in r.found.seen.items() if all_
        )
        told = ", ".join(f"{name}: {count}" for name, count in seen.items())
        lines.append(f"{size:10} {len(some):8}  {told}")
    read = Counter(dpi for r in results for dpi, ok in r.found.decoded.items() if ok)
    tried = Counter(dpi for r in results for dpi in r.found.decoded)
    lines += ["", *(f"read at {dpi} dpi: {read[dpi]} of {tried[dpi]}" for dpi in tried)]
    lines += ["", "smallest distances (mm; the code's: largest)"]
    for name in dict.fromkeys(n for r in composed for n in r.found.distances):
        every = [r.found.distances[name] for r in composed if name in r.found.distances]
        worst = max(every) if name.startswith("code") else min(every)
        lines.append(f"    {name:20} {worst:6.2f}")
    lines += ["", "all codes are read up to (required)"]
    for at in limits:
        mark = "" if at.met else "  FAILED"
        lines.append(
            f"    {at.ramp.name:30} {at.dpi} dpi: {at.last} ({at.required}){mark}"
        )
    faults = Counter(fault for r in results for fault in r.faults)
    lines += ["", *(f"FAILED: {count} x {fault}" for fault, count in faults.items())]
    return "\n".join(lines) + "\n"
