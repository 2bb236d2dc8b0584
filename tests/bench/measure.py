"""Measuring in one process: CPU time of Python and number of queries."""

import time
from dataclasses import dataclass
from statistics import median


@dataclass
class Figure:
    """Cost of one call: CPU milliseconds of Python, and queries."""

    cpu: float
    queries: int


def cost(env, call, rounds=7):
    """Return the median cost of a call with an empty record cache each time."""
    figures = []
    for _round in range(rounds):
        env.flush_all()
        env.invalidate_all()
        queries, started = env.cr.sql_log_count, time.process_time()
        call()
        env.flush_all()
        cpu = (time.process_time() - started) * 1000
        figures.append(Figure(cpu, env.cr.sql_log_count - queries))
    return Figure(
        median(f.cpu for f in figures), round(median(f.queries for f in figures))
    )


def show(title, ours, peer, goal):
    """Print ours beside the peer's; ``goal`` is a text."""
    print(
        f"{title}: {ours.cpu:.1f} CPU ms, {ours.queries} queries"
        f" | peer {peer.cpu:.1f} CPU ms, {peer.queries} queries"
        f" | ratio {ours.cpu / max(peer.cpu, 0.001):.2f} CPU,"
        f" {ours.queries / max(peer.queries, 1):.2f} queries | goal: {goal}"
    )
