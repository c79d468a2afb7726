"""The mailing run: many letters decided, bought for, franked and printed together."""

from . import file, run

# isort: split
from . import line

# isort: split
from . import (
    account_move_run,
    document,
    document_run,
    letter_run,
    line_checking,
    run_closing,
    run_collecting,
    run_franking,
    run_history,
    run_needs,
    run_next,
    run_printing,
    run_working,
)
