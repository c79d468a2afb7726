from . import core

# isort: split
from . import money, stock

# isort: split
from . import letter

# isort: split
from . import contact, invoice, office, run

# isort: split
from . import books
