from . import test_stock_card
