from . import test_consent_gate
