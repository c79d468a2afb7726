"""What the Post sells, and the stamps that were bought."""

from . import product

# isort: split
from . import (
    order_restock,
    product_agreed_price,
    product_catalogue,
    product_limits,
    product_minimum,
    product_name,
    product_price,
    product_shipped,
    stamp,
)

# isort: split
from . import stamp_help, stamp_place
