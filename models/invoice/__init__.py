"""What customer invoices get."""

from . import account_move, account_move_envelope, account_move_send, account_move_state
