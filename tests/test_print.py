"""Printing through the front door: what the salesman gets as PDF."""

from __future__ import annotations

import re
import subprocess

import pytest

from gestor_dev import tools

REPORT = "account.report_invoice_with_payments"
FOOTER = re.compile(r"Strona\s+(\d+)\s*/\s*(\d+)")
INVOICES_IN_ONE_JOB = 20


@pytest.fixture(scope="module")
def salesman(log_in):
    """Return an HTTP session in which the salesman is logged in."""
    return log_in("handlowiec")


@pytest.fixture(scope="module")
def invoices(demo_server, salesman):
    """Return (id, number of lines) of the invoices the salesman may read."""
    answer = salesman.post(
        f"{demo_server.url}/web/dataset/call_kw/account.move/search_read",
        json={
            "params": {
                "model": "account.move",
                "method": "search_read",
                "args": [[("move_type", "=", "out_invoice"), ("state", "=", "posted")]],
                "kwargs": {"fields": ["name", "invoice_line_ids"]},
            }
        },
        timeout=60,
    ).json()
    return [
        (row["id"], row["name"], len(row["invoice_line_ids"]))
        for row in answer["result"]
    ]


def print_pdf(server, session, ids) -> bytes:
    path = f"/report/pdf/{REPORT}/{','.join(map(str, ids))}"
    answer = session.get(server.url + path, timeout=600)
    assert answer.headers["Content-Type"] == "application/pdf", answer.text[:500]
    return answer.content


def pages_of(pdf: bytes) -> list[str]:
    done = subprocess.run(
        [str(tools.require_pdftotext()), "-layout", "-", "-"],
        input=pdf,
        capture_output=True,
        check=True,
    )
    text = re.sub(r"[ \u00a0]+", " ", done.stdout.decode("utf-8"))
    return text.split("\f")[:-1]


def test_long_invoice_has_header_and_footer_on_each_page(
    demo_server, salesman, invoices
):
    invoice, number, lines = max(invoices, key=lambda row: row[2])
    assert lines >= 60
    pages = pages_of(print_pdf(demo_server, salesman, [invoice]))
    assert len(pages) >= 2
    for position, text in enumerate(pages, start=1):
        assert "Meble biurowe i regały magazynowe" in text
        assert FOOTER.search(text).groups() == (str(position), str(len(pages)))
    assert "Krzesło obrotowe „Żuraw”" in pages[1]
    whole = "\n".join(pages)
    assert number in whole and "ORLEN S.A." in whole
    # The demonstration deals its nine products round and round.
    for place, code in ((0, "BIU-160"), (2, "SZA-ZAL")):
        assert whole.count(code) == len(range(place, lines, 9))


def test_many_invoices_in_one_job(demo_server, salesman, invoices):
    """Twenty documents in one job, each with its own page numbers, in order."""
    ids = [row[0] for row in invoices]
    wanted = ids[:INVOICES_IN_ONE_JOB]
    assert len(wanted) == INVOICES_IN_ONE_JOB
    pages = pages_of(print_pdf(demo_server, salesman, wanted))
    numbers = [FOOTER.search(text).groups() for text in pages]
    starts = [
        text for text, (page, _of) in zip(pages, numbers, strict=True) if page == "1"
    ]
    assert len(starts) == len(wanted)
    names = {row[0]: row[1] for row in invoices}
    for text, invoice in zip(starts, wanted, strict=True):
        assert names[invoice] in text


def test_barcode_is_drawn(demo_server, salesman):
    answer = salesman.get(
        f"{demo_server.url}/report/barcode/QR/https%3A%2F%2Fgestor.example",
        params={"width": 200, "height": 200},
        timeout=60,
    )
    assert answer.ok and answer.content.startswith(b"\x89PNG")
