import json

from odoo.tests import tagged

from ..tools import registry_bir, registry_krs, registry_vat_list, safe_xml
from ..tools.registry_types import RegistryError
from ..tools.vat_flat_file import FlatFile, hash_chain
from .common import NIP_GUS, NIP_MF, NIP_ORLEN, RegistriesCommon
from .registry_server import error_row, read


@tagged("post_install", "-at_install")
class TestRegistryAnswers(RegistriesCommon):
    """K19: every recorded answer parses to the right fields."""

    def _lookup(self, code, **numbers):
        verdict = self.registries[code]._lookup(numbers)
        self.assertFalse(verdict.error, verdict.error)
        return verdict

    def test_bir_search_and_reports_of_a_company(self):
        verdict = self._lookup("bir", nip=NIP_GUS)
        data = verdict.data
        self.assertEqual((verdict.outcome, verdict.detail), ("confirmed", "registered"))
        self.assertEqual(data.krs, "0000135115")
        self.assertEqual(data.regon, "276592498")
        self.assertEqual(data.legal_form, "SPÓŁKI Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ")
        self.assertEqual((data.zip, data.city), ("02-672", "Warszawa"))
        self.assertEqual(
            (data.street, data.state), ("ul. Test-Krucza 50", "mazowieckie")
        )
        self.assertEqual(data.founded, "1999-07-19")
        self.assertEqual([p.code for p in data.pkd], ["4773Z", "2120Z"])
        self.assertEqual([p.is_main for p in data.pkd], [True, False])
        self.assertEqual(self.server.logins, 1)

    def test_bir_sole_trader_with_two_businesses(self):
        self.server.search = read("bir_search_person.xml")
        data = self._lookup("bir", nip="5170359458").data
        self.assertTrue(data.is_person)
        self.assertEqual(data.name, 'MIKOŁAJ XXXXXXXX "MELISSA"')
        self.assertEqual((data.zip, data.city), ("91-409", "Łódź"))
        self.assertEqual(data.founded, "2001-10-16")
        self.assertEqual(sum(p.is_main for p in data.pkd), 1, "of this business only")

    def test_bir_local_unit(self):
        rows = registry_bir.rows(read("BIR11JednLokalnaOsPrawnej.xml"))
        data = registry_bir.CompanyData()
        registry_bir.read_report(data, rows)
        self.assertEqual(data.name, 'APTEKA "EUROPEJSKA"')
        self.assertEqual(data.regon, "27659249800038")
        self.assertFalse(data.krs, "a register of pharmacies is not KRS")

    def test_bir_live_multipart(self):
        text = read("bir_search_orlen.multipart.txt")
        envelope = text[text.index("<s:Envelope") : text.index("</s:Envelope>") + 13]
        result = safe_xml.parse(envelope).findtext(".//{*}DaneSzukajPodmiotyResult")
        row = registry_bir.rows(result)[0]
        self.assertEqual((row["nip"], row["regon"]), (NIP_ORLEN, "610188201"))

    def test_bir_other_wrappings(self):
        for scenario in ("plain-soap", "cdata"):
            with self.subTest(scenario=scenario):
                self.server.scenario = scenario
                self.assertEqual(
                    self._lookup("bir", nip=NIP_GUS).data.krs, "0000135115"
                )

    def test_bir_asks_20_at_once_and_reads_error_rows(self):
        numbers = [f"{n:010d}" for n in range(1000000000, 1000000045)]
        self.server.unknown_nips = {numbers[3]}
        verdicts = self.bir._verify_numbers(numbers)
        self.assertEqual(len(self.server.paths("/bir")), 1 + 3, "login and packets")
        self.assertEqual(verdicts[numbers[3]].outcome, "denied")
        rest = {v.outcome for n, v in verdicts.items() if n != numbers[3]}
        self.assertEqual(rest, {"confirmed"})

    def test_bir_new_edition_asks_for_new_reports(self):
        self.bir.edition = "BIR12"
        verdict = self.bir._lookup({"nip": NIP_GUS})
        # The stub knows the old names only and says so by error 5.
        self.assertEqual(verdict.error.code, "unavailable")

    def test_bir_has_nothing_to_tell_about_pkd(self):
        self.server.report_error = "11"
        data = self._lookup("bir", nip=NIP_GUS).data
        self.assertEqual((data.name, data.pkd), ("GŁÓWNY URZĄD STATYSTYCZNY", []))

    def test_bir_entity_that_ended(self):
        ended = read("bir_search_gus.xml").replace(
            "<DataZakonczeniaDzialalnosci />",
            "<DataZakonczeniaDzialalnosci>2020-01-31</DataZakonczeniaDzialalnosci>",
        )
        self.server.search = ended
        verdict = self.bir._verify_numbers([NIP_GUS])[NIP_GUS]
        self.assertEqual((verdict.outcome, verdict.detail), ("denied", "ended"))

    def test_bir_unknown_number(self):
        self.server.search = f"<root>{error_row(4, Nip=NIP_MF)}</root>"
        self.assertEqual(self._lookup("bir", nip=NIP_MF).detail, "not_found")

    def test_ceidg(self):
        verdict = self._lookup("ceidg", nip="1111111111")
        data = verdict.data
        self.assertEqual(verdict.outcome, "confirmed", "the active entry counts")
        self.assertEqual(data.name, "Jan Przykładowy Usługi")
        self.assertEqual(data.street, "ul. Prosta 51/3")
        self.assertEqual((data.zip, data.state), ("00-838", "mazowieckie"))
        self.assertEqual(data.founded, "2015-03-01")
        self.assertEqual([(p.code, p.is_main) for p in data.pkd][0], ("6201Z", True))
        self.assertEqual(data.people[0].name, "Jan Przykładowy")

    def test_ceidg_nothing_found_is_204(self):
        self.server.unknown_nips = {NIP_MF}
        self.assertEqual(self._lookup("ceidg", nip=NIP_MF).detail, "not_found")

    def test_ceidg_refuses_the_token(self):
        self.registries["ceidg"].api_key = "another"
        verdict = self.registries["ceidg"]._lookup({"nip": NIP_MF})
        self.assertEqual(
            (verdict.outcome, verdict.error.code), ("unknown", "key_refused")
        )

    def test_vies(self):
        self.env.company.vat = False
        for vat, outcome, name in (
            ("LU26375245", "confirmed", "AMAZON EUROPE CORE S.A R.L."),
            ("NL805734958B01", "confirmed", "BOOKING.COM B.V."),
            ("ESA79187423", "confirmed", ""),
            ("LT12345678", "denied", ""),
        ):
            with self.subTest(vat=vat):
                verdict = self._lookup("vies", vat=vat)
                self.assertEqual(verdict.outcome, outcome)
                self.assertEqual(verdict.data.name, name)

    def test_vies_that_does_not_answer_denies_nobody(self):
        self.env.company.vat = False
        verdict = self.registries["vies"]._verify_numbers(["FR12345678901"])
        verdict = verdict["FR12345678901"]
        self.assertEqual(verdict.outcome, "unknown")
        self.assertEqual(verdict.error.detail, "MS_UNAVAILABLE")

    def test_vies_gives_a_request_number_to_one_who_names_himself(self):
        self.env.company.vat = NIP_ORLEN
        verdict = self._lookup("vies", vat="LU26375245")
        self.assertEqual(verdict.request_id, "WAPIAAAAW1")

    def test_vat_list(self):
        verdict = self._lookup("vat_list", nip=NIP_MF)
        data = verdict.data
        self.assertEqual((verdict.outcome, verdict.detail), ("confirmed", "vat_active"))
        self.assertEqual(verdict.request_id, "REQ-1")
        self.assertEqual(data.name, "MINISTERSTWO FINANSÓW")
        self.assertEqual(data.street, "ŚWIĘTOKRZYSKA 12")
        self.assertEqual((data.zip, data.city), ("00-916", "WARSZAWA"))
        self.assertEqual(len(data.accounts), 16)
        self.assertEqual(data.accounts[0], "12101010100075912221000000")

    def test_vat_list_statuses(self):
        for subject, outcome, detail in (
            ({"statusVat": "Zwolniony"}, "denied", "vat_exempt"),
            ({"statusVat": "Niezarejestrowany"}, "denied", "vat_not_registered"),
            ({"statusVat": None, "name": None}, "denied", "vat_not_registered"),
            (None, "denied", "not_found"),
        ):
            with self.subTest(subject=subject):
                verdict = registry_vat_list.judge(subject, "x")
                self.assertEqual((verdict.outcome, verdict.detail), (outcome, detail))

    def test_vat_list_asks_30_at_once_and_reads_error_entries(self):
        numbers = [f"{n:010d}" for n in range(1000000000, 1000000065)]
        self.server.unknown_nips = {numbers[1]}
        self.server.entry_errors = {numbers[2]}
        verdicts = self.vat_list._verify_numbers(numbers)
        self.assertEqual(len(self.server.requests), 3)
        self.assertEqual(verdicts[numbers[0]].outcome, "confirmed")
        self.assertEqual(verdicts[numbers[1]].outcome, "denied")
        self.assertEqual(verdicts[numbers[2]].outcome, "unknown")

    def test_vat_list_old_shape_of_many(self):
        subjects = registry_vat_list.read_many({"subjects": [{"nip": NIP_MF}]})
        self.assertIn(NIP_MF, subjects)

    def test_flat_file(self):
        vectors = json.loads(read("vat_flat_file_vectors.json"))
        file = json.loads(read("vat_flat_file.json"))
        file["naglowek"]["dataGenerowaniaDanych"] = vectors["dataGenerowaniaDanych"]
        plain, virtual = vectors["vectors"]
        file["skrotyPodatnikowCzynnych"].append(plain["sha512_chain"])
        file["skrotyPodatnikowZwolnionych"].append(virtual["sha512_chain"])
        file["maski"].append(virtual["mask"])
        flat_file = FlatFile(json.dumps(file).encode())
        verdict = flat_file.check(plain["nip"], plain["nrb"])
        self.assertEqual(verdict.detail, "account_listed")
        verdict = flat_file.check(virtual["nip"], virtual["nrb"])
        self.assertEqual(verdict.detail, "account_listed_exempt")
        verdict = flat_file.check(NIP_MF, plain["nrb"])
        self.assertEqual(verdict.outcome, "denied")

    def test_flat_file_hashes_in_rounds(self):
        vectors = json.loads(read("vat_flat_file_vectors.json"))
        plain = vectors["vectors"][0]
        text = vectors["dataGenerowaniaDanych"] + plain["nip"] + plain["nrb"]
        self.assertEqual(hash_chain(text, 5000), plain["sha512_chain"])

    def test_flat_file_that_is_none(self):
        for text in (b"", b"{}", b'{"naglowek": {}}', b"<html>"):
            with self.subTest(text=text), self.assertRaises(RegistryError):
                FlatFile(text)

    def test_krs(self):
        verdict = self._lookup("krs", krs="0000405063")
        data = verdict.data
        self.assertEqual((verdict.outcome, verdict.detail), ("confirmed", "registered"))
        self.assertEqual(data.name, "EASYSOLAR SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ")
        self.assertEqual((data.nip, data.regon), ("9721237323", "301991466"))
        self.assertEqual((data.zip, data.city), ("61-871", "POZNAŃ"))
        self.assertEqual(data.state, "wielkopolskie")
        self.assertEqual(data.founded, "2011-12-13")
        self.assertEqual((data.pkd[0].code, data.pkd[0].is_main), ("6312Z", True))
        self.assertEqual(data.people[0].role, "PREZES ZARZĄDU")

    def test_krs_unknown(self):
        self.assertEqual(self._lookup("krs", krs="0000000001").detail, "not_found")
        self.assertEqual(len(self.server.requests), 2, "both parts of the register")

    def test_krs_liquidation_and_stubs(self):
        extract = json.loads(read("krs_0000405063.json"))["odpis"]
        extract["dane"]["dzial6"] = {
            "likwidacja": [{}],
            "postepowanieUpadlosciowe": None,
        }
        self.assertEqual(registry_krs.judge(extract).detail, "registered")
        extract["dane"]["dzial6"] = {"likwidacja": [{"otwarcie": "01.01.2024"}]}
        self.assertEqual(registry_krs.judge(extract).detail, "in_liquidation")
