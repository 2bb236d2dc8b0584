"""A picture of stages and the ways between them, as SVG without any library."""

from collections.abc import Callable, Sequence

WIDTH = 150
HEIGHT = 46
GAP = 50
MARGIN = 20
LANE = 22
COLORS = {
    "new": "#3b82c4",
    "progress": "#7a6cc4",
    "waiting": "#c98a1b",
    "done": "#2f9a62",
    "cancelled": "#8a8f98",
}
HEAD = (
    '<defs><marker id="gestor_arrow" viewBox="0 0 10 10" refX="9" refY="5"'
    ' markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L10 5L0 10z"'
    ' fill="currentColor"/></marker></defs>'
)


def draw(
    nodes: Sequence[tuple[int, str, str]],
    arrows: Sequence[tuple[int, int, str]],
    escape: Callable[[str], str],
) -> str:
    """Return the SVG: stages in a row, forward ways above it, ways back below.

    :param nodes: (id, name, kind) in order
    :param arrows: (id from, id to, name)
    """
    places = {node[0]: number for number, node in enumerate(nodes)}
    known = [a for a in arrows if a[0] in places and a[1] in places]
    spans = [abs(places[a[0]] - places[a[1]]) for a in known]
    room = MARGIN + LANE * max([*spans, 1]) + 16
    width = 2 * MARGIN + len(nodes) * (WIDTH + GAP) - GAP if nodes else 2 * MARGIN
    parts = [_box(number, *node[1:], room, escape) for number, node in enumerate(nodes)]
    parts += [_arrow(places[a[0]], places[a[1]], a[2], room, escape) for a in known]
    height = 2 * room + HEIGHT
    return (
        f'<svg class="o_gestor_scenario_graph" role="img" width="{width}"'
        f' height="{height}" viewBox="0 0 {width} {height}"'
        f' style="max-width: 100%">{HEAD}{"".join(parts)}</svg>'
    )


def _box(number, name, kind, room, escape):
    x = MARGIN + number * (WIDTH + GAP)
    label = name if len(name) <= 20 else f"{name[:19]}…"
    return (
        f'<g><title>{escape(name)}</title><rect x="{x}" y="{room}" width="{WIDTH}"'
        f' height="{HEIGHT}" rx="8" fill="{COLORS.get(kind, COLORS["progress"])}"/>'
        f'<text x="{x + WIDTH / 2}" y="{room + HEIGHT / 2 + 5}" text-anchor="middle"'
        f' fill="#fff" font-size="14">{escape(label)}</text></g>'
    )


def _arrow(start, end, name, room, escape):
    """Draw a way: straight to the next stage, else an arc as high as it is long."""
    if end == start + 1:
        x = MARGIN + start * (WIDTH + GAP) + WIDTH
        y = room + HEIGHT / 2
        path = f"M{x} {y}H{x + GAP - 2}"
    else:
        forward = end > start
        middle = WIDTH / 2
        x1 = MARGIN + start * (WIDTH + GAP) + middle + (20 if forward else -20)
        x2 = MARGIN + end * (WIDTH + GAP) + middle + (-20 if forward else 20)
        y = room if forward else room + HEIGHT
        lift = LANE * abs(end - start) * (-1 if forward else 1) * 1.3
        path = f"M{x1} {y}C{x1} {y + lift} {x2} {y + lift} {x2} {y}"
    return (
        f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="1.5"'
        f' marker-end="url(#gestor_arrow)"><title>{escape(name)}</title></path>'
    )
