"""A background job whose worker is killed again and again does each record once."""

import workers

JOB = """
def job(self):
    self.env["res.partner.category"].create({"name": f"job {self.id}"})

type(env["res.partner"])._gestor_batch_kill = job
"""
PREPARE = (
    JOB
    + """
partners = env["res.partner"].create([{"name": f"Klient {n}"} for n in range(2000)])
env["gestor.batch"].start(partners, "kill")
env.cr.commit()
print("prepared", flush=True)
"""
)
WORK = JOB + 'env["gestor.batch"]._cron_process()\n'
DONE = "SELECT count(*) FROM gestor_batch_line WHERE state = 'done'"
RESULTS = "SELECT count(*) FROM res_partner_category WHERE name->>'en_US' LIKE 'job %'"
DISTINCT = RESULTS.replace("count(*)", "count(DISTINCT name)")


def test_killed_batch_does_every_line_once(bench):
    database = workers.create_database(bench, "_batch")
    workers.run_script(bench, database, PREPARE)
    crew = workers.Crew(bench, database, WORK)

    def count(query=DONE):
        return workers.scalar(bench, database, query)

    for _kill in range(3):
        crew.kill_in_the_middle(count, 200)
        assert count() == count(RESULTS)
    assert count() < 2000
    crew.run_together(2)
    assert (count(), count(RESULTS), count(DISTINCT)) == (2000, 2000, 2000)
    assert count("SELECT count(*) FROM gestor_batch WHERE state = 'done'") == 1
    bench.databases.drop(database)
