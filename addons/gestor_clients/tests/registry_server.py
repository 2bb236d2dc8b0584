"""A server on the loopback that speaks the wire formats of the registries.

It checks requests, not only answers them: envelopes are validated by the shipped
WSDL, sessions and keys are enforced. How it misbehaves is switched by the test.
"""

import contextlib
import json
import threading
import time
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from odoo.addons.gestor_clients.tools.registry_bir import TEST_KEY

DATA = Path(__file__).parent / "data"
SOAP12 = "http://www.w3.org/2003/05/soap-envelope"
BIR = "http://CIS/BIR/PUBL/2014/07"
BIR_VALUE = "http://CIS/BIR/2014/07"
BIR_DATA = "http://CIS/BIR/PUBL/2014/07/DataContract"
BIR_ACTION = f"{BIR}/IUslugaBIRzewnPubl/"
VIES = "urn:ec.europa.eu:taxud:vies:services:checkVat:types"
BOUNDARY = "uuid:24d21355-8fac-405f-b6f1-24d72afdab80+id=1"
MULTIPART = (
    'multipart/related; type="application/xop+xml";start="<http://tempuri.org/0>";'
    f'boundary="{BOUNDARY}";start-info="application/soap+xml"'
)
CEIDG_TOKEN = "token-for-tests"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
)
HTML = "<html><body><h1>Przerwa techniczna</h1></body></html>"


def read(name):
    return (DATA / name).read_text(encoding="utf-8")


def error_row(code, **more):
    fields = {"ErrorCode": code, "ErrorMessagePl": "Nie znaleziono podmiotu.", **more}
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    return f"<dane>{inner}</dane>"


class QuietServer(ThreadingHTTPServer):
    def handle_error(self, _request, _address):
        """Clients that break off are what some tests are about."""


class RegistryServer:
    """The stub; use ``scenario`` to make it fail and ``requests`` to see what came."""

    def __init__(self):
        self.server = QuietServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.stub = self
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.reset()
        thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        thread.start()

    def reset(self):
        self.scenario = ""
        self.scenario_path = "/"
        self.requests = []
        self.sid = None
        self.logins = 0
        self.expire_next = 0
        self.accounts = set()
        self.unknown_nips = set()
        self.entry_errors = set()
        self.search = None
        self.report_error = None

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def paths(self, part):
        return [path for path in self.requests if part in path]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args):
        """Stay silent."""

    @property
    def stub(self):
        return self.server.stub

    def do_GET(self):
        self.handle_request(b"")

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        self.handle_request(self.rfile.read(length))

    def handle_request(self, body):
        stub = self.stub
        stub.requests.append(self.path)
        parts = urlsplit(self.path)
        misbehave = getattr(self, f"fault_{stub.scenario.replace('-', '_')}", None)
        if misbehave and parts.path.startswith(stub.scenario_path):
            return misbehave(body)
        self.route(parts, body)

    def route(self, parts, body):
        path = parts.path.strip("/")
        if path == "bir":
            self.bir(body)
        elif path == "vies":
            self.vies(body)
        elif path.startswith("ceidg/"):
            self.ceidg(path, parse_qs(parts.query))
        elif path.startswith("wl/"):
            self.vat_list(path, parse_qs(parts.query))
        elif path.startswith("krs/"):
            self.krs(path, parse_qs(parts.query))
        else:
            self.send(404, "text/plain", "no such path")

    def send(self, status, media_type, text, **headers):
        content = text if isinstance(text, bytes) else text.encode()
        self.send_response(status)
        if media_type:
            self.send_header("Content-Type", media_type)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def send_json(self, data, status=200):
        self.send(status, "application/json", json.dumps(data, ensure_ascii=False))

    # GUS BIR

    def bir(self, body):
        assert self.headers["Content-Type"].startswith("application/soap+xml")
        envelope = etree.fromstring(body)
        content = envelope.find(f"{{{SOAP12}}}Body")[0]
        name = etree.QName(content).localname
        action = envelope.findtext(".//{http://www.w3.org/2005/08/addressing}Action")
        base = BIR_ACTION if name != "GetValue" else f"{BIR_VALUE}/IUslugaBIR/"
        to = envelope.findtext(".//{http://www.w3.org/2005/08/addressing}To")
        if action != base + name or to != f"{self.stub.url}/bir":
            return self.send_soap_fault("bad action or address")
        self.send_bir(name, self.bir_result(name, content))

    def bir_result(self, name, content):
        stub = self.stub
        if name == "Zaloguj":
            stub.logins += 1
            key = content.findtext(f"{{{BIR}}}pKluczUzytkownika")
            stub.sid = f"session{stub.logins:013d}" if key == TEST_KEY else None
            return stub.sid or ""
        if name == "GetValue":
            return "" if self.headers.get("sid") == stub.sid else "7"
        if stub.expire_next:
            stub.expire_next -= 1
            stub.sid = None
        if not stub.sid or self.headers.get("sid") != stub.sid:
            return ""
        if name == "DaneSzukajPodmioty":
            return self.bir_search(content)
        if name == "DanePobierzPelnyRaport":
            if stub.report_error:
                return f"<root>{error_row(stub.report_error)}</root>"
            report = content.findtext(f"{{{BIR}}}pNazwaRaportu")
            path = DATA / f"{report}.xml"
            return path.read_text() if path.exists() else f"<root>{error_row(5)}</root>"
        return ""

    def bir_search(self, content):
        stub = self.stub
        parameters = content.find(f"{{{BIR}}}pParametryWyszukiwania")
        assert len(parameters) == 1, "exactly one kind of numbers"
        numbers = parameters[0].text.split(",")
        assert len(numbers) <= 20, "at most 20"
        if stub.search:
            return stub.search
        template = read("bir_search_gus.xml")
        row = template[template.index("<dane>") : template.index("</root>")]
        rows = [
            error_row(4, Nip=number)
            if number in stub.unknown_nips
            else row.replace("5261040828", number)
            for number in numbers
        ]
        return f"<root>{''.join(rows)}</root>"

    def send_bir(self, name, result):
        if self.stub.scenario == "cdata":
            value = f"<![CDATA[{result}]]>"
        else:
            value = escape(result, quote=False).replace("\n", "&#xD;\n")
        space = BIR_VALUE if name == "GetValue" else BIR
        text = (
            f'<s:Envelope xmlns:s="{SOAP12}"><s:Body><{name}Response xmlns="{space}">'
            f"<{name}Result>{value}</{name}Result></{name}Response></s:Body>"
            "</s:Envelope>"
        )
        if self.stub.scenario == "plain-soap":
            return self.send(200, "application/soap+xml; charset=utf-8", text)
        self.send(200, MULTIPART, multipart(text))

    def send_soap_fault(self, text, status=500):
        envelope = (
            f'<s:Envelope xmlns:s="{SOAP12}"><s:Body><s:Fault><s:Code>'
            "<s:Value>s:Sender</s:Value></s:Code><s:Reason>"
            f'<s:Text xml:lang="en">{text}</s:Text></s:Reason></s:Fault></s:Body>'
            "</s:Envelope>"
        )
        self.send(status, "application/soap+xml; charset=utf-8", envelope)

    # VIES

    def vies(self, body):
        content = etree.fromstring(body)[-1][0]
        name = etree.QName(content).localname
        country = content.findtext(f"{{{VIES}}}countryCode")
        number = content.findtext(f"{{{VIES}}}vatNumber")
        path = DATA / f"vies_{country}_{number}.xml"
        if name == "checkVatApprox":
            answer = (
                '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
                f'<checkVatApproxResponse xmlns="{VIES}"><countryCode>{country}'
                f"</countryCode><vatNumber>{number}</vatNumber><requestDate>2026-11-24"
                "+01:00</requestDate><valid>true</valid><traderName>FIRMA</traderName>"
                "<requestIdentifier>WAPIAAAAW1</requestIdentifier>"
                "</checkVatApproxResponse></e:Body></e:Envelope>"
            )
            return self.send(200, "text/xml; charset=UTF-8", answer)
        if not path.exists():
            return self.send_vies_fault("MS_UNAVAILABLE")
        self.send(200, "text/xml; charset=UTF-8", path.read_text())

    def send_vies_fault(self, code):
        answer = (
            '<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/">'
            "<env:Header/><env:Body><env:Fault><faultcode>env:Server</faultcode>"
            f"<faultstring>{code}</faultstring></env:Fault></env:Body></env:Envelope>"
        )
        self.send(500, "text/xml; charset=UTF-8", answer)

    # CEIDG

    def ceidg(self, path, query):
        if self.headers.get("Authorization") != f"Bearer {CEIDG_TOKEN}":
            return self.send_json({"message": "Unauthorized"}, 401)
        if query.get("nip", [""])[0] in self.stub.unknown_nips:
            return self.send(204, None, b"")
        kind = path.split("/")[-1]
        self.send(200, "application/json", read(f"ceidg_{kind}_synthetic.json"))

    # List of VAT taxpayers

    def vat_list(self, path, query):
        assert query.get("date"), "the date is required"
        parts = path.split("/")
        result = {"requestId": f"REQ-{len(self.stub.requests)}",
                  "requestDateTime": "24-11-2026 10:00:00"}  # fmt: skip
        if parts[2] == "check":
            known = (parts[4], parts[6]) in self.stub.accounts
            result["accountAssigned"] = "TAK" if known else "NIE"
        elif parts[3] == "nip":
            result["subject"] = self.subject(parts[4])
        else:
            numbers = parts[4].split(",")
            assert len(numbers) <= 30, "at most 30"
            result["entries"] = [self.entry(number) for number in numbers]
        self.send_json({"result": result})

    def subject(self, nip):
        if nip in self.stub.unknown_nips:
            return None
        subject = json.loads(read("vat_list_5260250274.json"))["result"]["subject"]
        return {**subject, "nip": nip}

    def entry(self, nip):
        if nip in self.stub.entry_errors:
            error = {"code": "WL-115", "message": "Nieprawidłowy NIP."}
            return {"identifier": nip, "subjects": [], "error": error}
        subject = self.subject(nip)
        return {"identifier": nip, "subjects": [subject] if subject else []}

    # KRS

    def krs(self, path, query):
        number = path.split("/")[-1]
        file = DATA / f"krs_{number}.json"
        if not file.exists() or query["rejestr"] != ["P"]:
            return self.send(404, None, b"")
        self.send(200, "application/json; charset=utf-8", file.read_text())

    # What goes wrong

    def fault_html(self, _body):
        self.send(200, "text/html; charset=utf-8", HTML)

    def fault_html_503(self, _body):
        self.send(503, "text/html", HTML)

    def fault_503(self, _body):
        self.send(503, "text/plain", "busy", Retry_After="60")

    def fault_204(self, _body):
        self.send(204, None, b"")

    def fault_429(self, _body):
        self.send(429, "application/json", "{}")

    def fault_429_later(self, _body):
        self.send(429, "application/json", "{}", Retry_After="120")

    def fault_429_once(self, body):
        self.stub.scenario = ""
        self.send(429, "application/json", "{}", Retry_After="1")

    def fault_redirect(self, _body):
        self.send(302, "text/plain", "", Location="http://localhost:1/elsewhere")

    def fault_closed(self, _body):
        self.close_connection = True

    def fault_closed_once(self, _body):
        self.stub.scenario = ""
        self.close_connection = True

    def fault_slow(self, _body):
        time.sleep(3)
        self.close_connection = True

    def fault_drip(self, _body):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.drip(b" " * 1000)

    def fault_drip_headers(self, _body):
        self.drip(b"HTTP/1.1 200 OK\r\nX-Padding: " + b"x" * 1000)

    def drip(self, content):
        try:
            for byte in content:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            self.close_connection = True

    def fault_big(self, _body):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.close_connection = True
        with contextlib.suppress(OSError):
            for _part in range(50):
                self.wfile.write(b" " * 1024 * 1024)

    def fault_big_declared(self, _body):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(50 * 1024 * 1024))
        self.end_headers()
        self.close_connection = True

    def fault_gzip(self, _body):
        self.send(200, "application/json", b"\x1f\x8b", Content_Encoding="gzip")

    def fault_bomb(self, _body):
        if self.path == "/bir":
            return self.send(200, MULTIPART, multipart(BOMB))
        self.send(200, "text/xml", BOMB)

    def fault_inner_bomb(self, body):
        """A document type hidden in the escaped text of the result."""
        self.stub.search = BOMB
        self.route(urlsplit(self.path), body)

    def fault_truncated_xml(self, _body):
        envelope = f'<s:Envelope xmlns:s="{SOAP12}"><s:Body><Zaloguj'
        self.send(200, "application/soap+xml; charset=utf-8", envelope)

    def fault_truncated_multipart(self, _body):
        content = multipart(f'<s:Envelope xmlns:s="{SOAP12}"><s:Body>')
        self.send(200, MULTIPART, content[:150])

    def fault_no_boundary(self, _body):
        self.send(200, "multipart/related", multipart("<x/>"))

    def fault_cut_off(self, _body):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'{"result": {')
        self.close_connection = True

    def fault_charset(self, _body):
        text = '{"result": {"subject": {"name": "ŚWIAT"}}}'.encode("cp1250")
        media = "application/soap+xml" if self.path == "/bir" else "application/json"
        self.send(200, f"{media}; charset=utf-8", text)

    def fault_soap_fault(self, _body):
        self.send_soap_fault("internal")

    def fault_json_list(self, _body):
        self.send_json([1, 2, 3])

    def fault_json_nulls(self, _body):
        subject = {
            "name": "FIRMA", "nip": "5260250274", "statusVat": "Czynny",
            "accountNumbers": None, "representatives": None, "partners": [None],
            "authorizedClerks": None, "workingAddress": None, "newField": {"x": [None]},
        }  # fmt: skip
        self.send_json({"result": {"subject": subject, "requestId": None}, "extra": 1})

    def fault_json_broken(self, _body):
        self.send(200, "application/json", '{"result": ')

    def fault_wl_limit(self, _body):
        self.send_json({"code": "WL-191", "message": "Limit"}, 429)

    def fault_wl_update(self, _body):
        self.send_json({"code": "WL-196", "message": "Aktualizacja"}, 400)


def multipart(envelope):
    head = (
        f"\r\n--{BOUNDARY}\r\nContent-ID: <http://tempuri.org/0>\r\n"
        "Content-Transfer-Encoding: 8bit\r\nContent-Type: application/xop+xml;"
        'charset=utf-8;type="application/soap+xml"\r\n\r\n'
    )
    return f"{head}{envelope}\r\n--{BOUNDARY}--\r\n".encode()
