from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .contact_common import ContactCommon


@tagged("post_install", "-at_install")
class TestConsentPage(ContactCommon, HttpCase):
    """K14: the page behind the withdrawal link."""

    def _path(self, partner=None):
        url = (partner or self.willing)._get_gestor_consent_url()
        return "/" + url.split("/", 3)[3] + "?lang=en"

    def _post(self, path, consents):
        form = self.url_open(path).text.split('name="csrf_token"')[1]
        token = form.split('value="')[1].split('"')[0]
        return self.url_open(path, data={"csrf_token": token, "consent": consents})

    def test_looking_changes_nothing(self):
        page = self.url_open(self._path())
        self.assertEqual(page.status_code, 200)
        self.assertIn("Marketing", page.text)
        self.assertNotIn(self.willing.name, page.text)
        self.assertNotIn(self.willing.email, page.text)
        self.assertTrue(self._may(self.willing))

    def test_sending_withdraws_what_was_chosen(self):
        self._consent(self.willing, channel="sms")
        states = self.willing.gestor_consent_state_ids
        by_mail = states.filtered(lambda s: s.channel == "email")
        answer = self._post(self._path(), [str(by_mail.id)])
        self.assertIn("Withdrawn", answer.text)
        self.assertFalse(self._may(self.willing))
        self.assertTrue(self._may(self.willing, channel="sms"))
        entry = self.willing.gestor_consent_ids[0]
        self.assertEqual((entry.decision, entry.method), ("withdrawn", "link"))
        self.assertTrue(entry.ip_address)

    def test_consents_of_others_stay(self):
        other = self._consent(self.silent)
        self._post(self._path(), [str(other.id)])
        self.assertTrue(self._may(self.silent))
        self.assertTrue(self._may(self.willing))

    def test_sending_without_token_of_the_form_is_refused(self):
        consent = str(self.willing.gestor_consent_ids.id)
        with mute_logger("odoo.http"):
            answer = self.url_open(self._path(), data={"consent": consent})
        self.assertEqual(answer.status_code, 400)
        self.assertTrue(self._may(self.willing))

    def test_wrong_links(self):
        path = self._path()
        number = path.rsplit("/", 1)[1].removesuffix("?lang=en")
        foreign = number.replace(f"{self.willing.id}-", f"{self.silent.id}-", 1)
        for token in (number[:-1] + "0x", foreign, "x", "1-1-" + "0" * 64):
            page = self.url_open(f"/gestor/consent/{token}")
            self.assertEqual(page.status_code, 404, token)

    def test_languages(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.willing.lang = "pl_PL"
        english = self._path()
        self.assertIn("Your consents", self.url_open(english).text)
        own = self.url_open(english.removesuffix("?lang=en"))
        self.assertIn("Twoje zgody", own.text)

    def test_link_lives_on_after_a_merge(self):
        path = self._path()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.willing + self.silent).ids, self.silent)
        self.assertFalse(self.willing.exists())
        self.env.flush_all()
        self.assertIn("Marketing", self.url_open(path).text)

    def test_autotext(self):
        autotexts = self.env["gestor.autotext"]
        text = autotexts.render("{client.consent_link}", self.willing)[self.willing.id]
        self.assertEqual(text, self.willing._get_gestor_consent_url())
