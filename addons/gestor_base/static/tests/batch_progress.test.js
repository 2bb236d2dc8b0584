import {describe, expect, test} from "@odoo/hoot";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";
import {
    MockServer,
    defineModels,
    fields,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");
defineMailModels();

class Job extends models.Model {
    _name = "job";
    state = fields.Selection({
        selection: [
            ["running", "Running"],
            ["done", "Finished"],
        ],
    });
    failed_count = fields.Integer();
    progress = fields.Integer();
    _records = [
        {id: 1, state: "running", progress: 40},
        {id: 2, state: "done", progress: 100, failed_count: 2},
    ];
}
defineModels([Job]);

function setJob(values) {
    MockServer.env.job.write([1], values);
}

const BAR = ".o_gestor_batch_progress .progress-bar";
const ARCH = `<field name="progress" widget="gestor_batch_progress"/>`;

test("the bar of a form follows the job until it ends", async () => {
    await mountView({
        resModel: "job",
        type: "form",
        resId: 1,
        arch: `<form>${ARCH}</form>`,
    });
    expect(".o_gestor_batch_progress").toHaveText("40 %");
    expect(BAR).toHaveStyle({width: "40%"}, {inline: true});
    expect(BAR).toHaveClass("bg-primary");
    setJob({progress: 70});
    await advanceTime(2000);
    await animationFrame();
    expect(".o_gestor_batch_progress").toHaveText("70 %");
    setJob({progress: 100, state: "done"});
    await advanceTime(2000);
    await animationFrame();
    expect(BAR).toHaveClass("bg-success");
    setJob({progress: 50});
    await advanceTime(10000);
    await animationFrame();
    expect(".o_gestor_batch_progress").toHaveText("100 %");
});

test("a list draws bars without asking again; failures are yellow", async () => {
    await mountView({
        resModel: "job",
        type: "list",
        arch: `<list><field name="state"/>${ARCH}</list>`,
    });
    expect(BAR).toHaveCount(2);
    expect(`${BAR}:eq(1)`).toHaveClass("bg-warning");
    setJob({progress: 90});
    await advanceTime(10000);
    await animationFrame();
    expect(".o_gestor_batch_progress:first").toHaveText("40 %");
});
