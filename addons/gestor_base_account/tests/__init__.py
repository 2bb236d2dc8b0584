from . import test_account_card
