from . import (
    internetmarke_buy,
    internetmarke_buy_line,
    internetmarke_frank,
    internetmarke_release,
)
