from . import test_branch
from . import test_identifiers
from . import test_nip_key
from . import test_payment
from . import test_registry_answers
from . import test_registry_check
from . import test_registry_faults
from . import test_tour
