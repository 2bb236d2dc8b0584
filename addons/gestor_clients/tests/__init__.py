from . import test_client_kind
