"""Helpers of the builders."""

MODULE = "gestor_demo"


def create(env, model, values_by_name):
    """Create records with external ids and return name → record."""
    records = env[model].create(list(values_by_name.values()))
    named = dict(zip(values_by_name, records, strict=True))
    env["ir.model.data"]._update_xmlids(
        [
            {"xml_id": f"{MODULE}.{name}", "record": record, "noupdate": True}
            for name, record in named.items()
        ]
    )
    return named
