from . import (
    test_franking,
    test_letter,
    test_purchase,
    test_security,
    test_settings,
    test_tour,
)
