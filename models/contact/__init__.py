"""What contacts get: their letters, and whether one would arrive."""

from . import (
    res_partner,
    res_partner_address,
    res_partner_sending,
    res_partner_undeliverable,
)
