import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { neverCancelled } from '../../../../src/base/cancelSignal';
import type { Advice } from '../../../../src/core/plan/advice/advice';
import { adviceRules } from '../../../../src/core/plan/advice/adviceRules';
import { advisePlan } from '../../../../src/core/plan/advice/advisePlan';
import { computePlan } from '../../../../src/core/plan/arithmetic';
import { planRelations } from '../../../../src/core/plan/facts/planRelations';
import { readRelationFacts } from '../../../../src/core/plan/facts/readRelationFacts';
import { parseJsonPlan } from '../../../../src/core/plan/parseJson';
import {
  type AdviceCase,
  adviceCases,
  adviceFolder,
  adviceStatements,
  explainLast,
} from '../../../support/adviceCases';
import { openCatalog, type OpenCatalog } from '../../../support/catalog';
import { debianPostgres } from '../../../support/debianPostgres';
import { startPostgres, type TestServer } from '../../../support/postgres';
import type { PostgresMajor } from '../../../support/postgresBinaries';

const cases = adviceCases();
const settings = { jit: 'off', full_page_writes: 'on', autovacuum: 'off', max_worker_processes: '8' };
/** Rule, and for each server whether it fired; `LAKEHOUSE_ADVICE=1` prints it. */
const table = new Map<string, Map<string, string>>();

for (const major of [15, 18] as const satisfies readonly PostgresMajor[]) {
  describe(`Rules of advice on PostgreSQL ${major}`, () => {
    let bed: Bed;

    before(async () => {
      bed = await Bed.open(await startPostgres({ major, settings }), 'setup.sql');
      // What was just loaded is still in the buffers of the server.
      await bed.restart();
    });

    after(() => bed.close());

    for (const each of cases.filter(({ jit }) => !jit)) {
      it(`${each.rule} fires, and keeps quiet where all is well`, async function () {
        if (each.since > major) {
          note(each.rule, String(major), 'not applicable');
          this.skip();
        }
        const found = await bed.advise(each, each.fires);
        note(each.rule, String(major), found.some(({ rule }) => rule === each.rule) ? 'fired' : 'NOT FIRED');
        assert.ok(names(found).includes(each.rule), `only ${names(found).join(', ')}`);
        const quiet = names(await bed.advise(each, each.quiet));
        assert.ok(!quiet.includes(each.rule), `fires also on ${each.quiet.join('; ')}`);
      });
    }
  });

  describe(`Healthy plans of PostgreSQL ${major}`, () => {
    let bed: Bed;

    before(async () => {
      bed = await Bed.open(await startPostgres({ major, settings }), 'healthySetup.sql');
      await bed.execute('vacuum analyze');
    });

    after(() => bed.close());

    it('get no advice', async () => {
      const statements = adviceStatements('healthy.sql');
      assert.ok(statements.length >= 100, `${statements.length} statements`);
      const wrong: string[] = [];
      for (const sql of statements) {
        const advice = await bed.advise({ options: '', role: undefined, catalog: true }, [sql]);
        wrong.push(...advice.map(({ rule, title }) => `${sql}\n    ${rule}: ${title}`));
      }
      note(
        `none on ${statements.length} healthy plans`,
        String(major),
        wrong.length === 0 ? 'none' : `${wrong.length}`,
      );
      assert.deepEqual(wrong, []);
    });
  });
}

describe('Rules of advice that need a server with LLVM', () => {
  let bed: Bed | undefined;

  before(async () => {
    const binaries = debianPostgres();
    if (typeof binaries !== 'string') {
      bed = await Bed.open(await startPostgres({ major: 15, binaries, settings }), 'setup.sql');
    }
  });

  after(() => bed?.close());

  it('jit-dominates fires on a server that compiles', async function () {
    const each = cases.find(({ jit }) => jit);
    if (!bed || !each) {
      this.skip();
    }
    const text = await bed.explain(each, each.fires);
    if (process.env.UPDATE === '1') {
      writeFileSync(recordedFile(each.rule), `${text}\n`);
    }
    const fired = names(adviceOn(text)).includes(each.rule);
    note(each.rule, '15', fired ? "fired (Debian's server)" : 'NOT FIRED');
    assert.ok(fired);
    assert.ok(!names(await bed.advise(each, each.quiet)).includes(each.rule));
  });
});

describe('Rules of advice on recorded plans', () => {
  for (const { rule } of cases.filter(({ jit }) => jit)) {
    it(`${rule} fires`, () => {
      const text = readFileSync(recordedFile(rule), 'utf8');
      const fired = names(adviceOn(text)).includes(rule);
      note(rule, '18', fired ? 'fired (recorded plan)' : 'NOT FIRED');
      note(rule, '15', table.get(rule)?.get('15') ?? (fired ? 'fired (recorded plan)' : 'NOT FIRED'));
      assert.ok(fired, names(adviceOn(text)).join(', '));
    });
  }

  it('have a case for each rule', () => {
    assert.deepEqual(cases.map(({ rule }) => rule).sort(), adviceRules.map(({ id }) => id).sort());
  });

  after(() => {
    if (process.env.LAKEHOUSE_ADVICE === '1') {
      for (const [rule, results] of table) {
        console.log(
          `${rule.padEnd(36)} 15: ${(results.get('15') ?? '-').padEnd(26)} 18: ${results.get('18') ?? '-'}`,
        );
      }
    }
  });
});

/** The plan of a rule that no test server can be relied on to produce; `UPDATE=1` records that of Debian's server. */
function recordedFile(rule: string): string {
  return path.join(adviceFolder, 'recorded', `${rule}.json`);
}

function note(rule: string, server: string, result: string): void {
  const row = table.get(rule) ?? new Map<string, string>();
  row.set(server, result);
  table.set(rule, row);
}

function names(advice: readonly Advice[]): readonly string[] {
  return advice.map(({ rule }) => rule);
}

function adviceOn(text: string): readonly Advice[] {
  const { value } = parseJsonPlan(text);
  return (value?.results ?? []).flatMap((result) =>
    result.kind === 'plan' ? advisePlan(result, computePlan(result)) : [],
  );
}

/** A database with what the statements read. */
class Bed {
  private client: Client | undefined;
  private readonly catalogs = new Map<string, Promise<OpenCatalog>>();

  private constructor(
    private readonly server: TestServer,
    private readonly database: string,
  ) {}

  static async open(server: TestServer, setup: string): Promise<Bed> {
    const bed = new Bed(server, await server.createDatabase('advice'));
    for (const sql of adviceStatements(setup)) {
      await bed.execute(sql);
    }
    // The last counters of a session reach the catalog when it ends.
    await bed.disconnect();
    return bed;
  }

  async execute(sql: string): Promise<void> {
    await (await this.connected()).query(sql);
  }

  async restart(): Promise<void> {
    await this.disconnect();
    await this.server.stop();
    await this.server.start();
  }

  async advise(
    each: Pick<AdviceCase, 'options' | 'role' | 'catalog'>,
    statements: readonly string[],
  ): Promise<readonly Advice[]> {
    const text = await this.explain(each, statements);
    if (!each.catalog) {
      return adviceOn(text);
    }
    const plans = (parseJsonPlan(text).value?.results ?? []).filter((result) => result.kind === 'plan');
    const catalog = await this.catalog(each.role);
    const facts = await readRelationFacts(catalog, planRelations(plans), undefined, neverCancelled);
    return plans.flatMap((plan) => advisePlan(plan, computePlan(plan), facts));
  }

  async explain(each: Pick<AdviceCase, 'options' | 'role'>, statements: readonly string[]): Promise<string> {
    return explainLast(await this.connected(), statements, each);
  }

  async close(): Promise<void> {
    await this.disconnect();
    for (const catalog of this.catalogs.values()) {
      await (await catalog).close();
    }
    await this.server.dispose();
  }

  private catalog(role: string | undefined): Promise<OpenCatalog> {
    const key = role ?? '';
    const known = this.catalogs.get(key);
    const opened =
      known ??
      openCatalog(
        this.server,
        this.database,
        role === undefined ? undefined : { user: role, password: 'rls' },
      );
    this.catalogs.set(key, opened);
    return opened;
  }

  private async connected(): Promise<Client> {
    if (!this.client) {
      this.client = new Client({ connectionString: this.server.url(this.database) });
      await this.client.connect();
    }
    return this.client;
  }

  private async disconnect(): Promise<void> {
    await this.client?.end();
    this.client = undefined;
  }
}
