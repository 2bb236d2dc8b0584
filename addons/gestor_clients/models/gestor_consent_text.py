from odoo import api, fields, models
from odoo.exceptions import UserError

FROZEN = {"body", "purpose_id", "lang", "version"}


class GestorConsentText(models.Model):
    """The wording a client agreed to; each change is a new version."""

    _name = "gestor.consent.text"
    _description = "Wording of a Consent"
    _order = "purpose_id, lang, version desc"
    _rec_name = "display_name"

    purpose_id = fields.Many2one(
        "gestor.consent.purpose", required=True, ondelete="restrict", index=True
    )
    lang = fields.Selection(
        selection="_selection_lang",
        string="Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )
    version = fields.Integer(readonly=True, copy=False)
    body = fields.Text(string="Wording", required=True)
    active = fields.Boolean(default=True)
    consent_ids = fields.One2many("gestor.consent", "text_id", string="Consents")
    is_used = fields.Boolean(string="In Use", compute="_compute_is_used")

    _version_uniq = models.UniqueIndex(
        "(purpose_id, lang, version)", "This version exists already."
    )

    def init(self):
        """The database too keeps a wording that somebody has agreed to."""
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION gestor_consent_text_guard() RETURNS trigger AS $$
            BEGIN
                IF (NEW.body, NEW.purpose_id, NEW.lang, NEW.version) IS DISTINCT
                        FROM (OLD.body, OLD.purpose_id, OLD.lang, OLD.version)
                   AND EXISTS (SELECT FROM gestor_consent WHERE text_id = OLD.id) THEN
                    RAISE EXCEPTION 'gestor.consent.text: a wording in use is kept'
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql;
            DROP TRIGGER IF EXISTS gestor_consent_text_guard ON gestor_consent_text;
            CREATE TRIGGER gestor_consent_text_guard BEFORE UPDATE
                ON gestor_consent_text
                FOR EACH ROW EXECUTE FUNCTION gestor_consent_text_guard();
            """
        )

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    @api.depends("purpose_id.name", "lang", "version")
    def _compute_display_name(self):
        for text in self:
            text.display_name = self.env._(
                "%(purpose)s, version %(version)s (%(lang)s)",
                purpose=text.purpose_id.name or "",
                version=text.version,
                lang=text.lang or "",
            )

    @api.depends("consent_ids")
    def _compute_is_used(self):
        used = self._get_used_ids()
        for text in self:
            text.is_used = text.id in used

    def _get_used_ids(self):
        # Whether anybody agreed does not depend on who may be seen.
        groups = (
            self.env["gestor.consent"]
            .sudo()
            ._read_group([("text_id", "in", self.ids)], ["text_id"])
        )
        return {text.id for (text,) in groups}

    @api.model_create_multi
    def create(self, vals_list):
        """Number the versions by purpose and language."""
        last = {}
        groups = (
            self.sudo()
            .with_context(active_test=False)
            ._read_group(
                [("purpose_id", "in", [v.get("purpose_id") for v in vals_list])],
                ["purpose_id", "lang"],
                ["version:max"],
            )
        )
        for purpose, lang, version in groups:
            last[purpose.id, lang] = version
        for vals in vals_list:
            lang = vals.setdefault("lang", self.env.lang or "en_US")
            key = vals.get("purpose_id"), lang
            last[key] = vals["version"] = last.get(key, 0) + 1
        return super().create(vals_list)

    def write(self, vals):
        if FROZEN & vals.keys() and self._get_used_ids():
            raise UserError(
                self.env._(
                    "Somebody has agreed to this wording, so it stays as it is."
                    " Make a new version."
                )
            )
        return super().write(vals)

    def action_new_version(self):
        """Open a copy to be changed; it becomes the next version when saved."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Version"),
            "res_model": self._name,
            "views": [(False, "form")],
            "context": {
                "default_purpose_id": self.purpose_id.id,
                "default_lang": self.lang,
                "default_body": self.body,
            },
        }
