"""A reservation among 10,000, a conflict, and free times, beside the host's events.

The peer of a reservation is an event of the host's calendar made by its owner alone,
which looks for no conflict at all.
"""

from datetime import datetime, timedelta

from measure import compare, cost, show

from odoo.exceptions import UserError

env = env(context={**env.context, "tracking_disable": True})  # noqa: F821
Reservation = env["gestor.reservation"]
START = datetime(2031, 1, 6)
resources = env["gestor.resource"].create([{"name": f"Auto {n}"} for n in range(10)])
Reservation.create(
    [
        {
            "resource_id": resources[number % 10].id,
            "date_from": START + timedelta(hours=2 * (number // 10)),
            "date_to": START + timedelta(hours=2 * (number // 10) + 1),
        }
        for number in range(10_000)
    ]
)
env.flush_all()
moments = iter(range(10**6))
DAY_AFTER = START + timedelta(days=400)


def reserve():
    start = DAY_AFTER + timedelta(hours=next(moments))
    Reservation.create(
        {
            "resource_id": resources[0].id,
            "date_from": start,
            "date_to": start + timedelta(hours=1),
        }
    )


def host_event():
    start = DAY_AFTER + timedelta(hours=next(moments))
    env["calendar.event"].with_context(no_mail_to_attendees=True).create(
        {"name": "Auto", "start": start, "stop": start + timedelta(hours=1)}
    )


def refused():
    try:
        Reservation.create(
            {
                "resource_id": resources[0].id,
                "date_from": START,
                "date_to": START + timedelta(hours=1),
            }
        )
    except UserError:
        return
    raise AssertionError("a double reservation")


def conflicts():
    wishes = [
        (n, resources[n % 10].id, START, START + timedelta(hours=5), 0)
        for n in range(100)
    ]
    assert len(Reservation._get_taken(wishes)[0]) == 3


def free_times():
    found = resources.find_free(START, START + timedelta(days=7), timedelta(hours=1))
    assert all(found.values())


for call in (reserve, host_event, refused):
    call()
if "calendar.event" in env:
    show(
        "one reservation among 10,000 / a host's event",
        *compare(env, reserve, host_event, rounds=15),
        "at most 10 queries",
    )
for title, call, goal in (
    ("refused double reservation", refused, "no limit of queries but few"),
    ("100 conflicts looked up", conflicts, "1 query"),
    ("free times, 10 resources, a week", free_times, "at most 4 queries"),
):
    figure = cost(env, call, rounds=15)
    print(f"{title}: {figure.cpu:.2f} CPU ms, {figure.queries} queries | goal: {goal}")
