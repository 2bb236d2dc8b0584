"""Many users linking the same two records at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import requests

ROUNDS = 5
USERS_AT_ONCE = 8


def link(url: str, session: requests.Session, client: int, other: int) -> dict:
    method = "gestor.info.card/link_records"
    return session.post(
        f"{url}/web/dataset/call_kw/{method}",
        json={
            "params": {
                "model": "gestor.info.card",
                "method": "link_records",
                "args": ["res.partner", client, "res.partner", [other]],
                "kwargs": {"reason": "wyścig"},
            }
        },
        timeout=120,
    ).json()


def test_one_link_however_many_make_it(
    demo_server, demo_record, log_in, bench, demo_database
):
    """Both directions at once: one row, and nobody gets an error."""
    # Clients of the salesman: both of them may read these.
    others = ("contact_nowak", "contact_wisniewski", "contact_zielinska")
    others += ("contact_dabrowska", "client_asseco")
    people = [demo_record(name) for name in others]
    client = demo_record("client_cdprojekt")
    sessions = [
        log_in(("handlowiec", "kierownik")[number % 2])
        for number in range(USERS_AT_ONCE)
    ]
    with ThreadPoolExecutor(USERS_AT_ONCE) as pool:
        for other in people[:ROUNDS]:
            pairs = [(client, other), (other, client)] * (USERS_AT_ONCE // 2)
            calls = [
                pool.submit(link, demo_server.url, session, *pair)
                for session, pair in zip(sessions, pairs, strict=True)
            ]
            answers = [call.result() for call in calls]
            assert all(answer.get("result") is True for answer in answers), answers
    with bench.databases.cursor(demo_database) as cursor:
        cursor.execute("SELECT count(*) FROM gestor_link WHERE reason = 'wyścig'")
        assert cursor.fetchone()[0] == ROUNDS
