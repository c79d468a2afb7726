"""What all parts of sending by post share."""

# The value of ``res.partner.invoice_sending_method``.
BY_POST = "internetmarke"
