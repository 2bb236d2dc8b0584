import io
from collections import OrderedDict, defaultdict
from contextlib import contextmanager

from odoo import api, models
from odoo.tools.pdf import PdfFileReader, PdfFileWriter


class IrActionsReport(models.Model):
    """Printing by the print settings of clients.

    Records are rendered in groups of one layout and one language, and put back into
    the order that was asked for. It happens where the host makes the PDF of each
    record, so that printing, e-mail, and sending of invoices all obey.
    """

    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        profiles = self._gestor_get_print_profiles(report_ref, res_ids)
        if not profiles:
            return super()._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=res_ids
            )
        report = self._get_report(report_ref)
        streams = {}
        for (group_report, lang), ids in self._gestor_group_prints(
            report, res_ids, profiles
        ).items():
            streams.update(self._gestor_render_group(group_report, lang, ids, data))
        ordered = OrderedDict((res_id, streams[res_id]) for res_id in res_ids)
        if self.env.context.get("gestor_print_copies"):
            for res_id, profile in profiles.items():
                self._gestor_repeat(ordered[res_id], profile.copies)
        return ordered

    @api.model
    def _gestor_get_print_profiles(self, report_ref, res_ids):
        """Return the settings by record; none for what has no records of its own."""
        if (
            not res_ids
            or len(res_ids) != len(set(res_ids))
            or self.env.context.get("gestor_print_plain")
        ):
            return {}
        # Reports and settings are read to print, not to be shown.
        report = self._get_report(report_ref)
        records = self.env[report.model].browse(res_ids)
        return self.env["gestor.print.profile"]._get_by_record(report, records)

    @api.model
    def _gestor_group_prints(self, report, res_ids, profiles):
        groups = defaultdict(list)
        for res_id in res_ids:
            profile = profiles.get(res_id)
            layout = (profile and profile.replacement_id) or report
            groups[layout, (profile and profile.lang) or False].append(res_id)
        return groups

    @api.model
    def _gestor_render_group(self, report, lang, ids, data):
        """Return {record id: stream} of records with one layout and language."""
        printer = self.with_context(gestor_print_plain=True)
        if lang:
            printer = printer.with_context(lang=lang)
        with printer._gestor_recipient_lang(report.model, ids, lang):
            streams = printer._render_qweb_pdf_prepare_streams(
                report, dict(data or {}), res_ids=ids
            )
            if all(streams.get(res_id, {}).get("stream") for res_id in ids):
                return {res_id: streams[res_id] for res_id in ids}
            # A layout that the host cannot take apart is printed one by one.
            return {
                res_id: self._gestor_only_stream(
                    printer._render_qweb_pdf_prepare_streams(
                        report, dict(data or {}), res_ids=[res_id]
                    ),
                    res_id,
                )
                for res_id in ids
            }

    @api.model
    def _gestor_only_stream(self, streams, res_id):
        found = streams.get(res_id) or {}
        return found if found.get("stream") else streams[False]

    @api.model
    @contextmanager
    def _gestor_recipient_lang(self, model, ids, lang):
        """Let layouts find ``lang`` on the recipients, in the cache only.

        The host's layouts take the language from the client's card, not from the
        context; the card itself must not change.
        """
        if not lang:
            yield
            return
        profiles = self.env["gestor.print.profile"]
        records = self.env[model].browse(ids)
        partners = self.env["res.partner"].union(
            *(profiles._get_recipient(record.sudo()) for record in records)
        )
        partners = partners.sudo()
        field = partners._fields["lang"]
        partners.flush_recordset(["lang"])
        partners.mapped("lang")
        try:
            for partner in partners:
                field._update_cache(partner, lang)
            yield
        finally:
            partners.invalidate_recordset(["lang"], flush=False)

    @api.model
    def _gestor_repeat(self, stream_data, copies):
        """Put the pages of a document in ``copies`` times."""
        if copies < 2 or not stream_data["stream"]:
            return
        reader = PdfFileReader(stream_data["stream"])
        writer = PdfFileWriter()
        for _copy in range(copies):
            for number in range(reader.getNumPages()):
                writer.addPage(reader.getPage(number))
        stream = io.BytesIO()
        writer.write(stream)
        stream_data["stream"] = stream
