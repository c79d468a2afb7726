"""What all models use; nothing in here knows a model of this addon."""

from . import books

# isort: split
from . import thread
