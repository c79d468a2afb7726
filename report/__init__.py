from . import overview

# isort: split
from . import overview_books, overview_figures, overview_work
