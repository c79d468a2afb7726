"""What a test or a person may choose about the simulated Post."""

from dataclasses import dataclass, fields

CHOICES = {
    "voucher_order": ("reversed", "ascending"),
    "app_state": ("approved", "pending", "without_product", "unknown_channel"),
}


@dataclass(frozen=True)
class Settings:
    """Settings of the whole Post; those of a wallet are in `wallets.py`.

    The defaults are what was seen. What nobody has seen yet is set to what finds more
    faults in a client.
    """

    client_id: str = "muster-client-id"
    client_secret: str = "muster-client-secret"
    username: str = "portokasse@muster.example"
    """Login of the wallet that a new state file gets."""
    password: str = "muster-passwort"
    app_state: str = "approved"
    """State of the application in the developer portal."""
    token_lifetime: int = 86400
    """Seconds."""
    link_lifetime: int = 3600
    """Seconds until a document link is dead; the real lifetime is unknown."""
    voucher_order: str = "reversed"
    """Order of `voucherList` against the positions (descending seen 2025)."""
    minimum_charge: int = 1000
    """Cents; the Portokasse's pages name 10 EUR, the API document 1 cent."""
    max_positions: int = 100
    strict_postcodes: bool = True
    """Five characters as in OpenAPI 1.30; else 3 to 10 as until 1.26."""
    refund_days: int = 14
    """Days after the purchase in which an unused stamp is taken back."""
    refund_seconds: int = 0
    """How long a refund stays open; at once was seen."""
    retoure_leading_zero: bool = True
    """Whether `creationDate` keeps the zero of days 1 to 9."""
    product_codes_as_text: bool = False
    """Whether the Products API sends codes as text (both were seen)."""

    def __post_init__(self):
        for field in fields(self):
            value = getattr(self, field.name)
            kind = type(field.default)
            if type(value) is not kind:
                raise ValueError(f"{field.name} must be {kind.__name__}")
            if value not in CHOICES.get(field.name, (value,)):
                raise ValueError(f"{field.name} must be one of {CHOICES[field.name]}")
