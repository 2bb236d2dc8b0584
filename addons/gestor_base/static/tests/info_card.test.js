import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {animationFrame, press, queryAllTexts, setInputFiles} from "@odoo/hoot-dom";
import {Deferred, runAllTimers} from "@odoo/hoot-mock";
import {
    contains,
    getService,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {MainComponentsContainer} from "@web/core/main_components_container";

describe.current.tags("desktop");
defineMailModels();

const ITEM = {
    model: "res.partner",
    res_id: 7,
    name: "Serwis Beta",
    subtitle: "beta@example.com",
    date: "",
    amount: "",
    state: "",
    state_tone: "muted",
    icon: "fa-user-o",
    is_archived: false,
    link_id: 3,
    reason: "wspólna inwestycja",
    can_unlink: true,
    relation: false,
    can_print: false,
    can_mail: true,
    has_card: true,
};
const INVOICE = {
    ...ITEM,
    model: "account.move",
    res_id: 9,
    name: "FV/2026/0001",
    amount: "123,00 zł",
    state: "Not Paid",
    state_tone: "danger",
    link_id: false,
    reason: false,
    can_unlink: false,
    relation: "Invoice",
    can_print: "print",
    is_archived: true,
};

function getCard(resId, groups) {
    return {
        model: "res.partner",
        res_id: resId,
        title: {...ITEM, res_id: resId, name: `Record ${resId}`},
        kind: "Client or contact",
        icon: "fa-user-o",
        can_attach: true,
        can_print: false,
        can_mail: true,
        count: groups.length,
        groups,
    };
}

const GROUPS = [
    {
        model: "res.partner",
        name: "Clients and contacts",
        icon: "fa-user-o",
        count: 12,
        has_more: true,
        items: [ITEM],
    },
    {
        model: "account.move",
        name: "Invoices",
        icon: "fa-file-text-o",
        count: 1,
        has_more: false,
        items: [INVOICE],
    },
];

let cards = {};

beforeEach(() => {
    cards = {5: getCard(5, GROUPS), 7: getCard(7, [])};
    onRpc("gestor.info.card", "get_card", ({args}) => cards[args[1]]);
});

async function openCard(resId = 5) {
    await mountWithCleanup(MainComponentsContainer);
    await getService("gestor_info_card").open("res.partner", resId);
    await animationFrame();
}

test("groups and items are drawn", async () => {
    await openCard();
    expect(queryAllTexts(".o_gestor_info_card_count")).toEqual(["12", "1"]);
    expect(".o_gestor_info_card_reason").toHaveText("wspólna inwestycja");
    expect("[data-res-id='9'] .o_gestor_info_card_amount").toHaveText("123,00 zł");
    expect("[data-res-id='9'] .badge:eq(1)").toHaveClass("text-bg-danger");
    expect("[data-res-id='9']").toHaveClass("o_gestor_archived");
    expect("[data-res-id='9'] .o_gestor_info_card_unlink").toHaveCount(0);
    expect("[data-res-id='7'] .o_gestor_info_card_print").toHaveCount(0);
    expect(".o_gestor_info_card_all").toHaveText("Show all 12");
});

test("nothing is drawn while closed; Escape closes", async () => {
    await mountWithCleanup(MainComponentsContainer);
    expect(".o_gestor_info_card").toHaveCount(0);
    await getService("gestor_info_card").open("res.partner", 5);
    await contains(".o_gestor_info_card_group_title:first").focus();
    await press("Escape");
    await animationFrame();
    expect(".o_gestor_info_card").toHaveCount(0);
});

test("loading state, then the card", async () => {
    const answer = new Deferred();
    onRpc("gestor.info.card", "get_card", () => answer);
    await mountWithCleanup(MainComponentsContainer);
    getService("gestor_info_card").open("res.partner", 5);
    await animationFrame();
    expect(".o_gestor_info_card_loading").toHaveCount(1);
    answer.resolve(getCard(5, []));
    await animationFrame();
    expect(".o_gestor_info_card_loading").toHaveCount(0);
    expect(".o_gestor_info_card_empty").toHaveCount(1);
});

test("a group folds and unfolds", async () => {
    await openCard();
    await contains("[data-model='account.move'] button").click();
    expect("[data-res-id='9']").toHaveCount(0);
    await contains("[data-model='account.move'] button").click();
    expect("[data-res-id='9']").toHaveCount(1);
});

test("walk to the card of an item and back", async () => {
    await openCard();
    await contains("[data-res-id='7'] .o_gestor_info_card_walk").click();
    expect(".o_gestor_info_card_title").toHaveText("Record 7");
    expect(".o_gestor_info_card_empty").toHaveCount(1);
    await contains(".o_gestor_info_card_back").click();
    expect(".o_gestor_info_card_title").toHaveText("Record 5");
    expect(".o_gestor_info_card_back").toHaveCount(0);
});

test("remove a link after a confirmation", async () => {
    onRpc("gestor.info.card", "remove_link", ({args}) => {
        expect.step(`remove ${args[0]}`);
        cards[5] = getCard(5, []);
        return true;
    });
    await openCard();
    await contains(".o_gestor_info_card_unlink").click();
    expect(".modal").toHaveCount(1);
    expect.verifySteps([]);
    await contains(".modal .btn-primary").click();
    expect.verifySteps(["remove 3"]);
    expect(".o_gestor_info_card_empty").toHaveCount(1);
});

test("open, print, mail and show all run the actions of the server", async () => {
    mockService("action", {
        doAction(action) {
            expect.step(action.name);
        },
    });
    for (const method of ["action_open", "action_print", "action_mail"]) {
        onRpc("gestor.info.card", method, ({args}) => ({
            name: `${method} ${args[1]}`,
        }));
    }
    onRpc("gestor.info.card", "action_show_all", ({args}) => ({
        name: `all ${args[2]}`,
    }));
    await openCard();
    await contains("[data-res-id='9'] .o_gestor_info_card_open").click();
    await contains("[data-res-id='9'] .o_gestor_info_card_print").click();
    await contains("[data-res-id='9'] .o_gestor_info_card_mail").click();
    await contains(".o_gestor_info_card_all").click();
    expect.verifySteps([
        "action_open 9",
        "action_print 9",
        "action_mail 9",
        "all res.partner",
    ]);
});

test("files are sent to the record of the card", async () => {
    onRpc("/web/binary/upload_attachment", async (request) => {
        const data = await request.formData();
        expect.step(`${data.get("model")} ${data.get("id")}`);
        expect.step(
            data
                .getAll("ufile")
                .map((file) => file.name)
                .join(),
        );
        return JSON.stringify([
            {filename: "umowa.pdf", id: 1},
            {error: "You are not allowed to upload an attachment here."},
        ]);
    });
    await openCard();
    await contains(".o_gestor_info_card_add_file").click();
    await setInputFiles([
        new File(["a"], "umowa.pdf", {type: "application/pdf"}),
        new File(["b"], "zdjęcie.png", {type: "image/png"}),
    ]);
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["res.partner 5", "umowa.pdf,zdjęcie.png"]);
    expect(".o_notification").toHaveCount(2);
});

test("follows the form; closes when no linked record is shown", async () => {
    await openCard();
    const manager = getService("gestor_info_card");
    const first = Symbol("first");
    const second = Symbol("second");
    manager.setForm(first, {model: "res.partner", resId: 5});
    manager.clearForm(first);
    manager.setForm(second, {model: "res.partner", resId: 7});
    await animationFrame();
    expect(".o_gestor_info_card_title").toHaveText("Record 7");
    manager.clearForm(second);
    await animationFrame();
    expect(".o_gestor_info_card").toHaveCount(0);
});

test("link document: kind, record and reason", async () => {
    onRpc("gestor.info.card", "get_linkable_kinds", () => [
        {model: "res.partner", name: "Client", icon: "fa-user-o", domain: []},
        {model: "res.users", name: "User", icon: "fa-user", domain: []},
    ]);
    onRpc("res.partner", "name_search", ({kwargs}) => {
        expect(kwargs.domain).toInclude(["id", "!=", 5]);
        return [[7, "Serwis Beta"]];
    });
    onRpc("gestor.info.card", "link_records", ({args}) => {
        expect.step(args);
        return true;
    });
    await openCard();
    await contains(".o_gestor_info_card_link").click();
    expect(".o_gestor_link_confirm").not.toBeEnabled();
    await contains("#o_gestor_link_kind").select("res.partner");
    await contains(".o_gestor_link_records input").edit("Beta", {confirm: false});
    await runAllTimers();
    await contains(".o-autocomplete--dropdown-item:first").click();
    await contains("#o_gestor_link_reason").edit(" gwarancja ");
    await contains(".o_gestor_link_confirm").click();
    expect.verifySteps([["res.partner", 5, "res.partner", [7], "gwarancja"]]);
    expect(".modal").toHaveCount(0);
});

test("an error of the server is told in the card", async () => {
    onRpc("gestor.info.card", "get_card", () => {
        throw new Error("no");
    });
    await openCard();
    expect(".o_gestor_info_card .alert").toHaveCount(1);
});
