import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {animationFrame, press, queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {runAllTimers} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {setSelection} from "@html_editor/../tests/_helpers/selection";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");
defineMailModels();

class Letter extends models.Model {
    _name = "letter";
    model = fields.Char();
    kind = fields.Char();
    is_plain = fields.Boolean();
    subject = fields.Char();
    body = fields.Html();
    body_plain = fields.Text();
    _records = [
        {
            id: 1,
            model: "res.partner",
            kind: "email",
            subject: "Dla {client.name}",
            body: "<p>Treść</p>",
            body_plain: "Cześć ",
        },
    ];
}
defineModels([Letter]);

const TREE = [
    {
        label: "Klient",
        children: [
            {
                key: "client.name",
                label: "Nazwa",
                kind: "text",
                forms: [{form: "upper", label: "WIELKIE"}],
            },
            {
                label: "Adres",
                children: [
                    {key: "client.city", label: "Miejscowość", kind: "text", forms: []},
                ],
            },
        ],
    },
    {
        label: "Daty",
        children: [{key: "today", label: "Dziś", kind: "date", forms: []}],
    },
];

beforeEach(() => {
    onRpc("gestor.autotext", "get_tree", ({args}) => {
        expect.step(`tree of ${args[0]}`);
        return TREE;
    });
});

async function mountLetter(arch) {
    await mountView({type: "form", resModel: "letter", resId: 1, arch});
}

const TEXT = `<form><field name="model"/><field name="body_plain"
    widget="gestor_autotext_text" options="{'autotext_model_field': 'model'}"/></form>`;

test("the menu is a tree with groups that unfold", async () => {
    await mountLetter(TEXT);
    await contains(".o_gestor_autotext_button").click();
    await animationFrame();
    expect.verifySteps(["tree of res.partner"]);
    expect(queryAllTexts(".o_gestor_autotext_group")).toEqual([
        "Klient",
        "Adres",
        "Daty",
    ]);
    expect(queryAllTexts(".o_gestor_autotext_key")).toEqual(["{client.name}"]);
    await contains(".o_gestor_autotext_group:contains(Adres)").click();
    expect(queryAllTexts(".o_gestor_autotext_key")).toEqual([
        "{client.name}",
        "{client.city}",
    ]);
});

test("search ignores Polish letters; Enter inserts at the cursor", async () => {
    await mountLetter(TEXT);
    await contains(".o_gestor_autotext_button").click();
    await animationFrame();
    await contains(".o_gestor_autotext_menu input").edit("klient miejscowosc", {
        confirm: false,
    });
    await animationFrame();
    expect(queryAllTexts(".o_gestor_autotext_key")).toEqual(["{client.city}"]);
    await press("Enter");
    await animationFrame();
    expect(".o_gestor_autotext_menu").toHaveCount(0);
    expect("textarea").toHaveValue("Cześć {client.city}");
    expect.verifySteps(["tree of res.partner"]);
});

test("a form of the value is chosen", async () => {
    await mountLetter(TEXT);
    await contains(".o_gestor_autotext_button").click();
    await animationFrame();
    await contains(".o_gestor_autotext_forms").click();
    await contains("[data-form='upper']").click();
    expect("textarea").toHaveValue("Cześć {client.name|upper}");
    expect.verifySteps(["tree of res.partner"]);
});

test("nothing found is told", async () => {
    await mountLetter(TEXT);
    await contains(".o_gestor_autotext_button").click();
    await animationFrame();
    await contains(".o_gestor_autotext_menu input").edit("xyz", {confirm: false});
    await animationFrame();
    expect(".o_gestor_autotext_none").toHaveCount(1);
    expect.verifySteps(["tree of res.partner"]);
});

test("preview of the text, and its faults", async () => {
    let answer = {record: 7, faults: [], subject: "Dla Tomasz", body: "<p>Panie</p>"};
    onRpc("gestor.text.template", "get_preview", ({args}) => {
        expect.step(args[0].subject);
        return answer;
    });
    onRpc("res.lang", "get_installed", () => [["pl_PL", "Polski"]]);
    onRpc("res.partner", "web_search_read", () => ({
        length: 1,
        records: [{id: 7, display_name: "Tomasz"}],
    }));
    await mountLetter(
        `<form><field name="subject"/><widget name="gestor_text_preview"/></form>`,
    );
    await runAllTimers();
    await animationFrame();
    expect(".o_gestor_text_preview_subject").toHaveText("Dla Tomasz");
    expect(".o_gestor_text_preview_body p").toHaveText("Panie");
    answer = {record: 7, faults: ["{x}: nie ma takiego autotekstu."]};
    await contains("[name=subject] input").edit("{x}");
    await runAllTimers();
    await animationFrame();
    expect(".o_gestor_text_fault").toHaveCount(1);
    expect(".o_gestor_text_preview_body").toHaveCount(0);
    expect.verifySteps(["Dla {client.name}", "{x}"]);
});

async function insertText() {
    await contains(".o_gestor_insert_text").click();
    await animationFrame();
    await contains(".o_gestor_insert_row").click();
    await animationFrame();
    await animationFrame();
}

test("insert text puts a text before what the field holds", async () => {
    onRpc("gestor.text.template", "get_insertable", ({args}) => {
        expect.step(args);
        return [
            {
                id: 3,
                name: "Podziękowanie",
                kind: "Notatka",
                excerpt: "Dziękuję",
                is_favourite: true,
                tags: [],
            },
        ];
    });
    onRpc("gestor.text.template", "get_text_for", ({args}) => {
        expect.step(args);
        return {subject: "Temat", body: "<p>Dziękuję</p>"};
    });
    await mountLetter(`<form><field name="body"/><field name="subject"/>
        <widget name="gestor_insert_text" field="body"
            options="{'kind': 'note', 'subject_field': 'subject'}"/></form>`);
    await contains(".o_gestor_insert_text").click();
    await animationFrame();
    await contains(".o_gestor_insert_row").click();
    await animationFrame();
    expect.verifySteps([
        ["note", "letter"],
        [[3], "letter", 1, true],
    ]);
    expect("[name=subject] input").toHaveValue("Temat");
    expect(queryOne(".odoo-editor-editable").textContent.trim()).toInclude(
        "DziękujęTreść",
    );
});

test("insert text puts a text where the cursor was", async () => {
    onRpc("gestor.text.template", "get_insertable", () => [
        {
            id: 3,
            name: "Słowo",
            kind: "Notatka",
            excerpt: "",
            is_favourite: false,
            tags: [],
        },
    ]);
    onRpc("gestor.text.template", "get_text_for", () => ({
        subject: "",
        body: `<p>Dzień<img src="x" onerror="alert(1)"/></p>`,
    }));
    onRpc("letter", "web_save", ({args}) => {
        expect.step(
            args[1].body.includes("Treść") && !args[1].body.includes("onerror"),
        );
    });
    await mountLetter(`<form><field name="body"/>
        <widget name="gestor_insert_text" field="body" options="{'kind': 'note'}"/>
        </form>`);
    const paragraph = queryOne(".odoo-editor-editable p");
    paragraph.parentElement.focus();
    setSelection({anchorNode: paragraph.firstChild, anchorOffset: 5});
    await animationFrame();
    await insertText();
    const text = queryOne(".odoo-editor-editable").textContent.trim();
    expect(text).toBe("TreśćDzień");
    await contains(".o_form_button_save").click();
    expect.verifySteps([true]);
});
