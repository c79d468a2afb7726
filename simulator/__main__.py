"""`python -m simulator --port N --state FILE`: serve until SIGTERM or SIGINT."""

import argparse
import signal
from threading import Event

from . import Post, serve


def main() -> None:
    """Print where the Post is and how to log in, one a line, then serve."""
    parser = argparse.ArgumentParser(prog="simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--state", required=True, help="SQLite file, made if missing")
    parser.add_argument(
        "--balance", type=int, default=100_00, help="cents in the wallet of a new file"
    )
    arguments = parser.parse_args()
    stopped = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    post = Post(arguments.state, balance=arguments.balance)
    with serve(post, arguments.port) as address:
        print("url:", address.url)
        print("products_url:", address.products_url)
        for name, value in vars(post.credentials).items():
            print(f"{name}:", value)
        print(end="", flush=True)
        stopped.wait()


if __name__ == "__main__":
    main()
