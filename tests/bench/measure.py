"""Measuring in one process: CPU time of Python and number of queries."""

import time
from dataclasses import dataclass
from statistics import median


@dataclass
class Figure:
    """Cost of one call: CPU milliseconds of Python, and queries."""

    cpu: float
    queries: int


def measure(env, call, prepare=None):
    """Return the cost of one call with an empty record cache.

    ``prepare`` brings the same state before each call and is not counted.
    """
    if prepare:
        prepare()
    env.flush_all()
    env.invalidate_all()
    queries, started = env.cr.sql_log_count, time.process_time()
    call()
    env.flush_all()
    cpu = (time.process_time() - started) * 1000
    return Figure(cpu, env.cr.sql_log_count - queries)


def middle(figures):
    """Return the median of figures."""
    return Figure(
        median(f.cpu for f in figures), round(median(f.queries for f in figures))
    )


def cost(env, call, rounds=7, prepare=None):
    """Return the median cost of a call."""
    return middle([measure(env, call, prepare) for _round in range(rounds)])


def compare(env, ours, peer, rounds=7, prepare=None):
    """Return the median costs of two calls, measured in turns.

    In turns both see the same growth of tables and the same warmth of caches.
    """
    pairs = [
        (measure(env, ours, prepare), measure(env, peer, prepare))
        for _round in range(rounds)
    ]
    return tuple(middle(figures) for figures in zip(*pairs, strict=True))


def show(title, ours, peer, goal):
    """Print ours beside the peer's; ``goal`` is a text."""
    print(
        f"{title}: {ours.cpu:.1f} CPU ms, {ours.queries} queries"
        f" | peer {peer.cpu:.1f} CPU ms, {peer.queries} queries"
        f" | ratio {ours.cpu / max(peer.cpu, 0.001):.2f} CPU,"
        f" {ours.queries / max(peer.queries, 1):.2f} queries | goal: {goal}"
    )
