from . import (
    test_client_kind,
    test_consent,
    test_consent_gate,
    test_consent_page,
)
