"""What customer invoices get."""

from . import account_move, account_move_envelope

# isort: split
from . import account_move_run
