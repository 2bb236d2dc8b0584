import {animationFrame, queryText} from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {measure, replacePolish} from "@gestor_sms/sms_body/sms_text";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {runAllTimers} from "@odoo/hoot-mock";

describe.current.tags("desktop");
defineMailModels();

class Letter extends models.Model {
    _name = "letter";
    body = fields.Text();
    composition_mode = fields.Char();
    res_model = fields.Char();
    res_ids = fields.Char();
    res_id = fields.Integer();
    recipient_valid_count = fields.Integer();
    gestor_replace_polish = fields.Boolean();
    gestor_price = fields.Float();
    gestor_max_parts = fields.Integer();
    gestor_currency_id = fields.Many2one({relation: "res.currency"});
    _records = [
        {
            id: 1,
            body: "abc",
            composition_mode: "mass",
            res_model: "res.partner",
            res_ids: "[7, 8]",
            recipient_valid_count: 2,
            gestor_replace_polish: false,
            gestor_price: 0.5,
            gestor_max_parts: 2,
        },
    ];
}
defineModels([Letter]);

const ARCH = `
    <form>
        <field name="composition_mode" invisible="1"/>
        <field name="res_model" invisible="1"/>
        <field name="res_ids" invisible="1"/>
        <field name="res_id" invisible="1"/>
        <field name="recipient_valid_count" invisible="1"/>
        <field name="gestor_replace_polish"/>
        <field name="gestor_price" invisible="1"/>
        <field name="gestor_max_parts" invisible="1"/>
        <field name="gestor_currency_id" invisible="1"/>
        <field name="body" widget="gestor_sms_body"/>
    </form>`;

async function mountLetter() {
    await mountView({type: "form", resModel: "letter", resId: 1, arch: ARCH});
}

test("the size is that of the server", () => {
    for (const [text, units, parts] of [
        ["", 0, 0],
        ["a".repeat(160), 160, 1],
        ["a".repeat(161), 161, 2],
        ["€".repeat(81), 162, 2],
        ["ą".repeat(70), 70, 1],
        ["ą".repeat(71), 71, 2],
        ["😀".repeat(36), 72, 2],
    ]) {
        const size = measure(text);
        expect([size.units, size.parts]).toEqual([units, parts]);
    }
    expect(measure("a".repeat(150)).left).toBe(10);
    expect(replacePolish("Zażółć „gęślą”…")).toBe('Zazolc "gesla"...');
});

test("parts and price follow the typing", async () => {
    await mountLetter();
    expect(".o_gestor_sms_parts").toHaveText("1");
    expect(queryText(".o_gestor_sms_price")).toMatch(/1.00/);
    await contains("textarea").edit("ą".repeat(71), {confirm: false});
    await animationFrame();
    expect(".o_gestor_sms_parts").toHaveText("2");
    expect(queryText(".o_gestor_sms_price")).toMatch(/2.00/);
});

test("replacing Polish letters makes it cheaper at once", async () => {
    await mountLetter();
    await contains("textarea").edit("ą".repeat(71));
    await contains("[name=gestor_replace_polish] input").click();
    await animationFrame();
    expect(".o_gestor_sms_parts").toHaveText("1");
});

test("with autotexts the server counts", async () => {
    onRpc("sms.composer", "get_gestor_estimate", ({args}) => {
        expect(args[0].res_ids).toEqual([7, 8]);
        return args[0].body.includes("x.y")
            ? {fault: "Nie ma takiego"}
            : {parts: 5, longest: 3};
    });
    await mountLetter();
    await contains("textarea").edit("{client.name}", {confirm: false});
    await runAllTimers();
    await animationFrame();
    expect(".o_gestor_sms_parts").toHaveText("3");
    expect(queryText(".o_gestor_sms_price")).toMatch(/2.50/);
    await contains("textarea").edit("{x.y}", {confirm: false});
    await runAllTimers();
    await animationFrame();
    expect(".o_gestor_sms_counter").toHaveText("Nie ma takiego");
});
