from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..tools import identifiers
from .common import NIP_MF, ClientsCommon


@tagged("post_install", "-at_install")
class TestIdentifiers(ClientsCommon):
    """K3, K4: numbers are checked and kept without punctuation."""

    def test_all_spellings_give_one_key(self):
        for text in (
            "5260250274", "526-025-02-74", "PL 526 025 02 74", "pl5260250274",
            " 526.025.02.74 ", "PL-526-025-02-74",
        ):  # fmt: skip
            with self.subTest(text=text):
                self.assertEqual(identifiers.nip_key(text, "PL"), NIP_MF)
                self.assertEqual(identifiers.nip_key(text), NIP_MF)

    def test_what_is_no_number_has_no_key(self):
        for text in ("", None, "/", "brak", "0000000000", "526 025 02 75", "PL"):
            with self.subTest(text=text):
                self.assertFalse(identifiers.nip_key(text, "PL"))

    def test_foreign_numbers_carry_their_prefix(self):
        self.assertEqual(identifiers.nip_key("DE 123456788"), "DE123456788")
        self.assertEqual(identifiers.nip_key("123456788", "DE"), "DE123456788")
        self.assertEqual(identifiers.nip_key("123456783", "GR"), "EL123456783")
        self.assertEqual(identifiers.nip_key("EL123456783", "GR"), "EL123456783")

    def test_account_numbers(self):
        good = "12101010100075912221000000"
        self.assertTrue(identifiers.is_nrb(good))
        self.assertEqual(
            identifiers.clean_nrb("PL12 1010 1010 0075 9122 2100 0000"), good
        )
        self.assertFalse(identifiers.is_nrb("12101010100075912221000001"))
        self.assertFalse(identifiers.is_nrb("1" * 25))

    def test_numbers_are_stored_without_punctuation(self):
        firm = self._create_firm(
            gestor_regon="610-188-201", gestor_krs="28860", gestor_pesel="44051401359"
        )
        self.assertEqual(firm.gestor_regon, "610188201")
        self.assertEqual(firm.gestor_krs, "0000028860")
        firm.gestor_regon = "49270733300000"
        self.assertEqual(firm.gestor_regon, "492707333", "zeros of the court register")
        firm.gestor_regon = "12345678512347"
        self.assertEqual(firm.gestor_regon, "12345678512347", "a local unit")

    def test_wrong_numbers_are_refused(self):
        for vals in (
            {"gestor_regon": "610188202"},
            {"gestor_regon": "12345"},
            {"gestor_regon": "brak"},
            {"gestor_krs": "12345678901"},
            {"gestor_krs": "0000000000"},
            {"gestor_pesel": "44051401358"},
            {"vat": "0000000000"},
            {"vat": "5260250275"},
            {"vat": "5260250275", "country_id": False},
            {"vat": "PL5260250275", "country_id": False},
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self._create_firm(**vals)

    def test_pesel_is_not_in_the_message(self):
        with self.assertRaises(ValidationError) as caught:
            self._create_firm(gestor_pesel="44051401358")
        self.assertNotIn("44051401358", str(caught.exception))

    def test_pesel_is_for_the_privacy_group(self):
        person = self.Partner.create({"name": "Jan", "gestor_pesel": "44051401359"})
        self.assertNotIn(
            "gestor_pesel", self.Partner.with_user(self.agent).fields_get()
        )
        group = self.env.ref("gestor_clients.group_personal_data")
        self.agent.group_ids += group
        self.assertEqual(person.with_user(self.agent).gestor_pesel, "44051401359")

    def test_pesel_never_gets_into_the_chatter(self):
        person = self.Partner.create({"name": "Jan"})
        self.flush_tracking()
        person.gestor_pesel = "44051401359"
        self.flush_tracking()
        bodies = person.message_ids.mapped("body")
        tracked = person.message_ids.sudo().tracking_value_ids
        self.assertNotIn("44051401359", f"{bodies}{tracked.mapped('new_value_char')}")

    def flush_tracking(self):
        self.env.flush_all()
        self.env.cr.precommit.run()

    def test_activities_by_pkd(self):
        firm = self._create_firm()
        pkd = self.env["gestor.client.pkd"].create(
            {"partner_id": firm.id, "code": "62.01.z", "is_main": True}
        )
        self.assertEqual(pkd.code, "6201Z")
        with self.assertRaises(ValidationError):
            pkd.code = "62"

    def test_saving_does_not_fail_when_the_host_cannot_ask_vies(self):
        """The host's way to VIES raises errors that the host does not catch."""
        self.env.company.vat_check_vies = True
        firm = self._create_firm(vat=NIP_MF)
        foreign = self.Partner.create(
            {"name": "GmbH", "is_company": True, "vat": "DE123456788"}
        )
        self.env.flush_all()
        self.assertFalse((firm | foreign).filtered("vies_valid"))
