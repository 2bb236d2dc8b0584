from . import (
    test_access_table,
    test_finder,
    test_outage,
    test_reservation,
    test_resource,
    test_waiting_list,
)
