import {expect, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Order extends models.Model {
    _name = "gestor.test.order";
    name = fields.Char();
    gestor_transitions = fields.Json();
    _records = [
        {
            id: 1,
            name: "Z1",
            gestor_transitions: [
                {id: 7, name: "Start", kind: "progress"},
                {id: 8, name: "Refuse", kind: "cancelled"},
            ],
        },
    ];
}

defineMailModels();
defineModels([Order]);

test("a button for each way moves the record along it", async () => {
    onRpc("gestor.test.order", "action_gestor_move", ({args}) => {
        expect.step(args);
        return true;
    });
    await mountView({
        type: "form",
        resModel: "gestor.test.order",
        resId: 1,
        arch: `<form><header><widget name="gestor_transitions"/></header>
            <field name="name"/></form>`,
    });
    expect(".o_gestor_transition").toHaveCount(2);
    await contains(".o_gestor_transition:first").click();
    expect.verifySteps([[[1], 7]]);
});
