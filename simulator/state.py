"""What the simulated Post remembers: one SQLite file.

Every transaction opens the file anew, so that threads, processes and restarts share
nothing but the file. Writers take SQLite's write lock at once (`BEGIN IMMEDIATE`):
checks and booking of a purchase cannot be interleaved with another one. Without
`synchronous` a killed process loses nothing; only a power cut could.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 60.0  # seconds to wait for another writer

FIRST_ORDER = 1_200_000_001
# Up to this seed, wallet serials have eight digits and order numbers ten.
LARGEST_SEED = 2**24 - 1000
ORDERS_A_SEED = 500

SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sequence (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS wallet (
    username TEXT PRIMARY KEY,
    password TEXT NOT NULL,
    serial TEXT NOT NULL UNIQUE,
    customer TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'released'
        CHECK (state IN ('released', 'unreleased', 'locked')),
    release_requested INTEGER NOT NULL DEFAULT 0,
    payment_allowed INTEGER NOT NULL DEFAULT 1,
    charge_quota INTEGER,
    initial_balance INTEGER NOT NULL,
    balance INTEGER NOT NULL CHECK (balance >= 0),
    stamps INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS token (
    token TEXT PRIMARY KEY,
    username TEXT NOT NULL REFERENCES wallet,
    expires REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS charge (
    shop_order_id TEXT PRIMARY KEY,
    username TEXT NOT NULL REFERENCES wallet,
    amount INTEGER NOT NULL,
    created REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS cart (
    shop_order_id TEXT PRIMARY KEY,
    username TEXT NOT NULL REFERENCES wallet,
    created REAL NOT NULL,
    paid REAL,
    total INTEGER,
    page_format_id INTEGER
);
CREATE TABLE IF NOT EXISTS stamp (
    voucher_id TEXT PRIMARY KEY,
    shop_order_id TEXT NOT NULL REFERENCES cart,
    username TEXT NOT NULL REFERENCES wallet,
    position INTEGER NOT NULL,
    track_id TEXT,
    product_code INTEGER NOT NULL,
    price INTEGER NOT NULL,
    page INTEGER NOT NULL,
    label_x INTEGER NOT NULL,
    label_y INTEGER NOT NULL,
    voucher_layout TEXT NOT NULL,
    address TEXT,
    used INTEGER NOT NULL DEFAULT 0,
    refunded INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS stamp_order ON stamp (shop_order_id);
CREATE TABLE IF NOT EXISTS retoure (
    retoure_transaction_id INTEGER PRIMARY KEY,
    shop_retoure_id TEXT NOT NULL UNIQUE,
    username TEXT NOT NULL REFERENCES wallet,
    created REAL NOT NULL,
    decides REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS retoure_stamp (
    retoure_transaction_id INTEGER NOT NULL REFERENCES retoure,
    voucher_id TEXT NOT NULL REFERENCES stamp,
    outcome TEXT NOT NULL DEFAULT 'open'
        CHECK (outcome IN ('open', 'refunded', 'refused')),
    PRIMARY KEY (retoure_transaction_id, voucher_id)
);
CREATE TABLE IF NOT EXISTS link (
    data TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    expires REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS fault (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call TEXT NOT NULL,
    fault TEXT NOT NULL,
    times INTEGER NOT NULL,
    options TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS price (code INTEGER PRIMARY KEY, cents INTEGER);
CREATE TABLE IF NOT EXISTS agreed_price (
    username TEXT NOT NULL REFERENCES wallet,
    code INTEGER NOT NULL,
    cents INTEGER NOT NULL,
    PRIMARY KEY (username, code)
);
CREATE TABLE IF NOT EXISTS call (name TEXT PRIMARY KEY, count INTEGER NOT NULL);
"""


class State:
    """The file; `path` is created when it is missing."""

    def __init__(self, path: str | Path):
        self.path = str(path)
        connection = self._connect()
        try:
            connection.executescript(SCHEMA)
        finally:
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, PATIENCE, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One consistent view."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction with the write lock; an exception undoes all of it."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        connection = self._connect()
        try:
            connection.execute(begin)
            yield connection
            connection.execute("COMMIT")
        finally:
            # An open transaction is rolled back here.
            connection.close()


def next_number(connection: sqlite3.Connection, name: str, first: int) -> int:
    """The next value of the sequence `name`, which starts at `first`."""
    connection.execute(
        "INSERT INTO sequence (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = value + 1",
        (name, first),
    )
    row = connection.execute("SELECT value FROM sequence WHERE name = ?", (name,))
    return row.fetchone()["value"]


def start_numbers(connection: sqlite3.Connection, seed: int) -> None:
    """Start the numbers of wallets and orders of a new file far from other seeds'.

    A file with numbers keeps counting. Raises ValueError.
    """
    if not 0 <= seed <= LARGEST_SEED:
        raise ValueError(f"seed must be 0 to {LARGEST_SEED}")
    starts = {"wallet": seed, "shop_order": FIRST_ORDER - 1 + seed * ORDERS_A_SEED}
    connection.executemany(
        "INSERT OR IGNORE INTO sequence (name, value) VALUES (?, ?)", starts.items()
    )


def next_shop_order_id(connection: sqlite3.Connection) -> str:
    """Ten digits, one count for carts and charges (8 to 10 digits seen 2025)."""
    return str(next_number(connection, "shop_order", FIRST_ORDER))


def store_setting(connection: sqlite3.Connection, name: str, value: Any) -> None:
    """Remember a setting for every process that opens the file."""
    connection.execute(
        "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)",
        (name, json.dumps(value)),
    )


def stored_settings(connection: sqlite3.Connection) -> dict[str, Any]:
    """All remembered settings by name."""
    rows = connection.execute("SELECT name, value FROM setting")
    return {row["name"]: json.loads(row["value"]) for row in rows}
