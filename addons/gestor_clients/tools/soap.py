"""zeep over our HTTP layer, with the WSDL that is shipped: nothing is downloaded."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path

import requests
import zeep
from zeep.exceptions import Error as ZeepError
from zeep.exceptions import Fault
from zeep.transports import Transport

from . import safe_xml
from .http_client import RegistryHttp
from .registry_types import RegistryError

FOLDER = Path(__file__).parent / "wsdl"
SOAP_TYPES = ("text/xml", "application/soap+xml", "multipart/related")

# At level DEBUG zeep writes envelopes, which hold keys.
logging.getLogger("zeep.transports").setLevel(logging.INFO)


class SoapTransport(Transport):
    """Carries the envelopes of zeep through ``RegistryHttp``."""

    def __init__(self, http: RegistryHttp):
        super().__init__(session=http.session)
        self.http = http

    def load(self, url):
        path = Path(url)
        if path.parent != FOLDER:
            raise RegistryError("address", "schema")
        return path.read_bytes()

    def post(self, address, message, headers):
        answer = self.http.request("POST", data=message, headers=headers)
        self._check(answer)
        response = requests.Response()
        response.status_code = answer.status
        response.headers.update(answer.headers)
        response.encoding = answer.charset or "utf-8"
        response._content = answer.content
        return response

    @staticmethod
    def _check(answer):
        """zeep takes an HTML page with status 503 for a SOAP fault: check before."""
        if answer.media_type not in SOAP_TYPES:
            raise RegistryError("not_expected", answer.media_type or "no media type")
        if answer.media_type == "multipart/related" and (
            "boundary=" not in answer.headers.get("content-type", "")
        ):
            raise RegistryError("unreadable", "multipart")
        answer.text()
        safe_xml.refuse_doctype(answer.content)


@cache
def _document(name: str):
    """The parsed WSDL: reading one takes 50 ms, and it never changes."""
    http = RegistryHttp("http://localhost")
    client = zeep.Client(
        str(FOLDER / name),
        transport=SoapTransport(http),
        settings=zeep.Settings(strict=True, xml_huge_tree=False, forbid_dtd=True),
    )
    return client.wsdl


def service(name: str, binding: str, http: RegistryHttp):
    """Return the service of a WSDL at the address of ``http``.

    ``strict`` stays on: without it zeep takes a truncated answer for a good one.
    """
    client = zeep.Client(
        _document(name),
        transport=SoapTransport(http),
        settings=zeep.Settings(strict=True, xml_huge_tree=False, forbid_dtd=True),
    )
    return client.create_service(binding, http.base_url.rstrip("/"))


def call(operation, *args, **kwargs):
    """Call an operation; every way to fail ends as a ``RegistryError``."""
    try:
        return operation(*args, **kwargs)
    except (RegistryError, Fault):
        raise
    except ZeepError as error:
        raise RegistryError("unreadable", type(error).__name__) from error
    except Exception as error:
        # The decoder of multipart answers raises whatever it stumbles over.
        raise RegistryError("unreadable", type(error).__name__) from error
