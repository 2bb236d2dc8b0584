"""What the commands in ``scripts/`` share: set-up of a machine, databases, tests.

Everything here runs before Odoo is there, so only the standard library is used;
``database`` alone needs psycopg2, which the virtual environment brings.
"""
