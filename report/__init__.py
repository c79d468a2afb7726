from . import overview

# isort: split
from . import overview_figures, overview_work
