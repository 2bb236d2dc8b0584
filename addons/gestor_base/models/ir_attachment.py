from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import formatLang

SIZE_UNITS = ("B", "kB", "MB", "GB", "TB")


class IrAttachment(models.Model):
    _name = "ir.attachment"
    _inherit = ["ir.attachment", "gestor.linked.mixin"]

    gestor_size = fields.Char(string="Size", compute="_compute_gestor_size")
    gestor_owner_kind = fields.Char(
        string="Kind of Document", compute="_compute_gestor_owner_kind"
    )

    @api.depends("file_size")
    @api.depends_context("lang")
    def _compute_gestor_size(self):
        for attachment in self:
            size = attachment.file_size
            attachment.gestor_size = self._format_gestor_size(size) if size else False

    @api.model
    def _format_gestor_size(self, size):
        for unit in SIZE_UNITS:
            if size < 1000 or unit == SIZE_UNITS[-1]:
                digits = 0 if unit == "B" else 1
                return f"{formatLang(self.env, size, digits=digits)} {unit}"
            size /= 1000

    @api.depends("res_model")
    @api.depends_context("lang")
    def _compute_gestor_owner_kind(self):
        for attachment in self:
            model = attachment.res_model
            kind = self.env["gestor.link"]._get_kind(model)
            if not kind and model in self.env:
                kind = {"name": self.env["ir.model"]._get(model).sudo().name}
            attachment.gestor_owner_kind = kind.get("name", False)

    def action_gestor_open_owner(self):
        """Open the document the file is attached to."""
        self.ensure_one()
        return self.env["gestor.info.card"].action_open(self.res_model, self.res_id)

    def action_gestor_download(self):
        self.ensure_one()
        self.check_access("read")
        if self.type == "url":
            return {"type": "ir.actions.act_url", "url": self.url, "target": "new"}
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.id}?download=true",
            "target": "download",
        }

    # === HOOKS OF THE INFO CARD ===

    @api.model
    def _gestor_search_readable(self, candidate_ids):
        # The host checks the rights of attachments in Python: look at few.
        return self._search(Domain("id", "in", candidate_ids), active_test=False)

    @api.model
    def _gestor_card_kind(self):
        domain = [("res_field", "=", False)]
        return {
            "name": self.env._("File"),
            "plural": self.env._("Files"),
            "icon": "fa-paperclip",
            "sequence": 90,
            "domain": domain,
            "list_view": "gestor_base.ir_attachment_view_list",
        }

    def _gestor_card_relations(self):
        relations = super()._gestor_card_relations()
        if self.res_id and self.res_model in self.env:
            label = self.env._("Attached to")
            domain = [("id", "=", self.res_id)]
            relations.append(("owner", label, self.res_model, domain))
        return relations

    def _gestor_card_items(self):
        # The host checks the owners again for each read: the card did so already.
        self.sudo().fetch(["name", "type", "mimetype", "file_size", "create_date"])
        items = super()._gestor_card_items()
        for attachment in self:
            items[attachment.id].update(
                name=attachment.name,
                subtitle=attachment.gestor_size or "",
                date=attachment.create_date,
                icon=attachment._get_gestor_icon(),
            )
        return items

    def _get_gestor_icon(self):
        mimetype = self.mimetype or ""
        if self.type == "url":
            return "fa-globe"
        for part, icon in (
            ("image/", "fa-file-image-o"),
            ("pdf", "fa-file-pdf-o"),
            ("word", "fa-file-word-o"),
            ("opendocument.text", "fa-file-word-o"),
            ("sheet", "fa-file-excel-o"),
            ("excel", "fa-file-excel-o"),
            ("zip", "fa-file-archive-o"),
            ("audio/", "fa-file-audio-o"),
            ("video/", "fa-file-video-o"),
            ("text/", "fa-file-text-o"),
        ):
            if part in mimetype:
                return icon
        return "fa-file-o"

    def _gestor_card_print_action(self):
        return self.action_gestor_download()

    @api.model
    def _gestor_card_has_mail(self):
        return True

    def _gestor_card_mail_action(self):
        """Send the file from the document it is attached to, else to anybody."""
        self.ensure_one()
        owner = self.res_id and self.env.get(self.res_model)
        if owner is None or not owner or not hasattr(owner, "message_post"):
            owner = self.env.user.partner_id
        else:
            owner = owner.browse(self.res_id)
        return self._prepare_gestor_composer_action(
            owner, default_attachment_ids=self.ids
        )

    def _gestor_card_open_action(self):
        action = super()._gestor_card_open_action()
        view = self.env.ref("gestor_base.ir_attachment_view_form")
        return {**action, "views": [(view.id, "form")], "view_id": view.id}
