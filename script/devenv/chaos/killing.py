"""Who is killed when: at every point of the protocol in turn, then at random."""

from __future__ import annotations

import itertools
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from . import bookkeeping, books, gate, patience
from .browser import Browser, NoAnswer, Told
from .office import Office
from .runs import RUNS
from .work import DOUBTS, OPERATIONS, Click

PEOPLE = 3
WORKERS = 4
LONGEST_DELAY = 0.6  # seconds; most requests take less
LONGEST_ABSENCE = 0.5
# What was sent to the Post before a kill has arrived by then.
UNDER_WAY = 0.3
ATTEMPTS = 100
LOOK_AFTER = 25  # random kills, to find out early


class Killing:
    def __init__(self, office: Office, seed: int):
        self.office = office
        self.victims = office.victims
        self.people = [office.log_in() for _person in range(PEOPLE)]
        self.threads = ThreadPoolExecutor(PEOPLE)
        self.chance = random.Random(seed)
        self.kills: Counter[str] = Counter()
        self.heard: Counter[str] = Counter()
        self.settled = 0

    def at_each_point(self, stride: int, operations: Iterable[str]) -> None:
        """Kill the worker at every `stride`-th statement, and the Post and PostgreSQL
        at every `stride`-th beginning or end of a call or commit. The first point is
        random, from 1 to `stride`."""
        others = [name for name in ("post", "postgres") if name in self.victims.names]
        for name in operations:
            operation = (OPERATIONS | DOUBTS | RUNS)[name]
            points = {"worker": self._at_points("line", "worker", operation, stride)}
            for victim in others:
                points[victim] = self._at_points("edge", victim, operation, stride)
            told = ", ".join(f"{who} at {count}" for who, count in points.items())
            self._look(f"{name}: killed {told} points")

    def _at_points(
        self, kind: str, victim: str, operation: Callable[[Office], Click], stride: int
    ) -> int:
        count = 0
        for point in itertools.count(self.chance.randint(1, stride), stride):
            struck = self._strike(f"{kind} {point}", victim, operation(self.office))
            # A top-up that a person must settle keeps the next one away, also after
            # the click that ended before its point.
            self._let_time_pass()
            if not struck:
                return count
            count += 1

    def _strike(self, point: str, victim: str, click: Click) -> bool:
        """Kill a victim when the click is at a point; tells whether it came there."""
        with gate.opened(point) as opened:
            request = self.threads.submit(
                self._press, self.people[0], click, opened.headers
            )
            waiting = opened.reached(request)
            if waiting is None:
                return False
            self.victims.kill(victim, waiting.pid)
            self.kills[victim] += 1
            # At every other call and commit the victim is back before the request goes
            # on, else it stays away until the request has ended.
            if int(point.split()[1]) // 2 % 2:
                self.victims.ensure_running()
            waiting.go_on()
            request.result()
        self._recover(victim)
        return True

    def at_random(self, number: int) -> None:
        for kill in range(1, number + 1):
            self._strike_at_random()
            if not kill % LOOK_AFTER:
                self._let_time_pass()
                self._look(f"{kill} random kills")

    def _strike_at_random(self) -> None:
        people = self.people[: self.chance.randint(1, PEOPLE)]
        names = self.chance.choices(list(OPERATIONS | RUNS), k=len(people))
        (victim,) = self.chance.choices(*zip(*self.victims.names.items(), strict=True))
        delay = self.chance.uniform(0, LONGEST_DELAY)
        absence = self.chance.uniform(0, LONGEST_ABSENCE)
        patient = self.chance.random() < 0.5
        clicks = [(OPERATIONS | RUNS)[name](self.office) for name in names]
        patience.wake_jobs(self.office)
        with gate.opened("start") as opened:
            headers = [opened.headers, *[None] * PEOPLE]
            requests = [
                self.threads.submit(self._press, *work)
                for work in zip(people, clicks, headers, strict=False)
            ]
            waiting = opened.reached(requests[0])
            waiting.go_on()
            time.sleep(delay)
            self.victims.kill(victim, waiting.pid)
            self.kills[victim] += 1
            time.sleep(absence)
            self.victims.ensure_running()
            for request in requests:
                request.result()
        self._recover(victim)
        time.sleep(UNDER_WAY)
        if patient:
            self._let_time_pass()
        else:
            patience.age(self.office)

    def _recover(self, victim: str) -> None:
        """Have everything running, and everybody logged in, again."""
        self.victims.ensure_running()
        if victim != "postgres":
            return
        # Without a database, Odoo logs out who comes, and may even give up itself.
        for _attempt in range(ATTEMPTS):
            try:
                for person in (self.office.person, *self.people):
                    person.stay_logged_in()
                return
            except (NoAnswer, Told):
                time.sleep(0.2)
                self.victims.ensure_running()

    def account(self) -> str:
        """Tell who was killed how often, and what people saw of it."""
        lists = [
            ", ".join(f"{name} {count}" for name, count in counted.most_common())
            for counted in (self.kills, self.heard)
        ]
        return (
            f"killed: {lists[0]}\nwhat people were told: {lists[1]}\n"
            f"top-ups settled by a look into the Portokasse: {self.settled}"
        )

    def _press(
        self, person: Browser, click: Click, headers: dict[str, str] | None
    ) -> None:
        try:
            click.press(person, headers)
            self.heard["done"] += 1
        except Told as told:
            kind = "in words" if told.to_person else "as a technical error"
            self.heard[kind] += 1
        except NoAnswer:
            self.heard["nothing: connection lost"] += 1

    def _let_time_pass(self) -> None:
        self.settled += patience.let_time_pass(self.office)

    def _look(self, what: str) -> None:
        """Print what was done, and what is wrong already."""
        bookkeeping.finish(self.office)
        wrong = {name: n for name, n in books.compare(self.office).items() if n}
        told = "".join(f", {name} {count}" for name, count in wrong.items())
        print(f"{what}{told}", flush=True)
