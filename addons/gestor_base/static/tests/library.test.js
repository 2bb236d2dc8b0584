import {
    animationFrame,
    manuallyDispatchProgrammaticEvent,
    queryOne,
    waitFor,
} from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");
defineMailModels();

class LibraryDocument extends models.Model {
    _name = "gestor.library.document";
    name = fields.Char();
    is_valid = fields.Boolean({default: true});
    current_version_id = fields.Many2one({relation: "gestor.library.document"});
    _records = [
        {id: 1, name: "Cennik", is_valid: true, current_version_id: 1},
        {id: 2, name: "Stary cennik", is_valid: false, current_version_id: 2},
    ];
    _views = {list: `<list><field name="name"/></list>`};
}

class LetterFile extends models.Model {
    _name = "letter.file";
    name = fields.Char();
    _records = [{id: 8, name: "Cennik.pdf"}];
}

class Letter extends models.Model {
    _name = "letter";
    attachment_ids = fields.Many2many({relation: "letter.file"});
    _records = [{id: 1}];
}
defineModels([LibraryDocument, LetterFile, Letter]);

test("files dropped on the list become documents", async () => {
    onRpc("gestor.library.document", "create_from_files", ({args}) => {
        expect.step(args[0].map(({name, data}) => `${name} ${atob(data)}`).join());
        return [3];
    });
    await mountView({
        type: "list",
        resModel: "gestor.library.document",
        arch: `<list js_class="gestor_library_list"><field name="name"/></list>`,
    });
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["abc"], "umowa.txt", {type: "text/plain"}));
    dataTransfer.items.add(new File(["d"], "regulamin.txt", {type: "text/plain"}));
    const view = queryOne(".o_list_view");
    await manuallyDispatchProgrammaticEvent(view, "dragenter", {dataTransfer});
    await animationFrame();
    const zone = queryOne(".o-Dropzone, .o-dropzone");
    await manuallyDispatchProgrammaticEvent(zone, "drop", {dataTransfer});
    await expect.waitForSteps(["umowa.txt abc,regulamin.txt d"]);
    await animationFrame();
    expect(".o_notification").toHaveCount(1);
});

test("a valid document of the library is attached as a copy", async () => {
    onRpc("gestor.library.document", "get_composer_attachments", ({args}) => {
        expect.step(args[0]);
        return [{id: 8, name: "Cennik.pdf", mimetype: "application/pdf"}];
    });
    onRpc("letter", "web_save", ({args}) => {
        expect.step(args[1].attachment_ids);
    });
    await mountView({
        type: "form",
        resModel: "letter",
        resId: 1,
        arch: `<form><field name="attachment_ids" widget="many2many_tags"/>
            <widget name="gestor_library_picker"/></form>`,
    });
    await contains(".o_gestor_library_picker").click();
    await animationFrame();
    expect(".modal .o_data_row").toHaveCount(1);
    await contains(".modal .o_data_row input[type=checkbox]").check();
    await animationFrame();
    await contains(".modal .o_select_button").click();
    await expect.waitForSteps([[1]]);
    expect(await waitFor("[name=attachment_ids] .o_tag")).toHaveText("Cennik.pdf");
    await contains(".o_form_button_save").click();
    expect.verifySteps([[[4, 8]]]);
});
