"""Start Odoo from the tree that the scripts found.

A script of its own, not ``python -m odoo``: with workers the process that serves
the websocket is started again from this file.
"""

import os
import sys

# In place of this folder, whose scripts must not be importable in Odoo.
sys.path[0] = os.environ["GESTOR_ODOO"]

import odoo.cli  # noqa: E402  (the path above comes first)

if __name__ == "__main__":
    odoo.cli.main()
