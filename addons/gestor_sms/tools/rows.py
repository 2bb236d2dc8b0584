"""Many rows by one statement, for the queue: its rows have nothing that the ORM
would have to compute, and by the ORM they cost more than all else of sending."""

from odoo.tools import SQL


def insert_rows(model, vals_list, key):
    """Insert rows of a model that has no stored computed fields.

    :param vals_list: all with the same fields, in the format of ``create``
    :param key: name of the unique field by which the new rows are told apart
    :return: the records, in the order of ``vals_list``
    """
    columns = {
        "create_uid": SQL("%s", model.env.uid),
        "write_uid": SQL("%s", model.env.uid),
        "create_date": SQL("now() AT TIME ZONE 'UTC'"),
        "write_date": SQL("now() AT TIME ZONE 'UTC'"),
    }
    names, arrays = [], []
    for name, first in vals_list[0].items():
        field = model._fields[name]
        kind = SQL(field.column_type[0])
        values = [vals[name] for vals in vals_list]
        if name != key and all(value == first for value in values):
            value = field.convert_to_column_insert(first, model)
            columns[name] = SQL("%s::%s", value, kind)
            continue
        values = [field.convert_to_column_insert(value, model) for value in values]
        names.append(name)
        arrays.append(SQL("%s::%s[]", values, kind))
        columns[name] = SQL.identifier("new", name)
    rows = model.env.execute_query(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM unnest(%s) AS new(%s) RETURNING %s, id",
            SQL.identifier(model._table),
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(columns.values()),
            SQL(", ").join(arrays),
            SQL(", ").join(map(SQL.identifier, names)),
            SQL.identifier(key),
        )
    )
    ids = dict(rows)
    return model.browse([ids[vals[key]] for vals in vals_list])


def update_rows(model, condition, vals):
    """Give the same values to all rows that meet a condition in SQL."""
    model.flush_model()
    assignments = [
        SQL(
            "%s = %s",
            SQL.identifier(name),
            value
            if isinstance(value, SQL)
            else model._fields[name].convert_to_column_insert(value, model),
        )
        for name, value in vals.items()
    ]
    model.env.cr.execute(
        SQL(
            "UPDATE %s SET %s, write_uid = %s, write_date = now() AT TIME ZONE 'UTC'"
            " WHERE %s",
            SQL.identifier(model._table),
            SQL(", ").join(assignments),
            model.env.uid,
            condition,
        )
    )
    model.invalidate_model([*vals, "write_uid", "write_date"], flush=False)
