"""A Post of our own: both services over real HTTP, with play money and MUSTER stamps.

from simulator import Post, PostAdapter, serve
"""

from .adapter import PostAdapter
from .post import API_PATH, PRODUCTS_PATH, Credentials, Post
from .server import Address, serve
from .settings import Settings
from .state import LARGEST_SEED

__all__ = [
    "API_PATH",
    "LARGEST_SEED",
    "PRODUCTS_PATH",
    "Address",
    "Credentials",
    "Post",
    "PostAdapter",
    "Settings",
    "serve",
]
