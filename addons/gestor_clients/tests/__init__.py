from . import test_identifiers
from . import test_nip_key
from . import test_registry_answers
from . import test_registry_faults
