from psycopg2.extras import execute_values

from .tools.identifiers import nip_key


def pre_init_hook(env):
    """Compute the NIP keys before the constraint is made, repeated ones apart.

    With repeated numbers the constraint could not be made, and Odoo would go on
    without it.
    """
    cr = env.cr
    cr.execute(
        "ALTER TABLE res_partner ADD COLUMN IF NOT EXISTS gestor_nip_key varchar,"
        " ADD COLUMN IF NOT EXISTS gestor_nip_conflict boolean"
    )
    cr.execute(
        """
        SELECT p.id, p.vat, c.code, p.company_id, p.active, h.vat, hc.code
          FROM res_partner p
          LEFT JOIN res_country c ON c.id = p.country_id
          LEFT JOIN res_partner h ON h.id = p.parent_id
          LEFT JOIN res_country hc ON hc.id = h.country_id
         WHERE p.vat IS NOT NULL AND (p.is_company OR p.parent_id IS NULL)
      ORDER BY p.active DESC, p.id
        """
    )
    taken, rows = {}, []
    for partner, vat, code, company, active, head_vat, head_code in cr.fetchall():
        key = nip_key(vat, code)
        if not key or key == nip_key(head_vat, head_code):
            continue
        companies = taken.setdefault(key, set())
        repeated = active and bool(
            companies and (company is None or companies & {company, None})
        )
        if active and not repeated:
            companies.add(company)
        rows.append((partner, key, repeated))
    execute_values(
        cr,
        "UPDATE res_partner p SET gestor_nip_key = v.key,"
        " gestor_nip_conflict = v.repeated"
        " FROM (VALUES %s) AS v(id, key, repeated) WHERE p.id = v.id",
        rows,
        page_size=5000,
    )


def post_init_hook(env):
    """List the repeated numbers for people to work off."""
    env["gestor.nip.duplicate"]._fill()
