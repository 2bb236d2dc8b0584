from . import (
    test_access_table_contact,
    test_client_kind,
    test_client_set,
    test_consent,
    test_consent_gate,
    test_consent_page,
    test_contact,
    test_jubilee,
    test_merge_contact,
    test_personal_data,
    test_pricelist,
    test_print_profile,
)
