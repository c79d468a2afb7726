"""What the Post sells, and the stamps that were bought."""

from . import product

# isort: split

from . import product_catalogue, product_price, stamp
