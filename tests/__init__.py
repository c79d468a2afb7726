from . import (
    test_catalogue,
    test_franking,
    test_letter,
    test_overview,
    test_purchase,
    test_refund,
    test_rights,
    test_security,
    test_settings,
    test_together,
    test_topup,
    test_tour,
)
