import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { neverCancelled } from '../../../../src/base/cancelSignal';
import { editContext } from '../../../../src/core/dbt/editContext';
import type { DbtFix, DbtPlace } from '../../../../src/core/dbt/finding';
import type { DbtTarget } from '../../../../src/core/dbt/profiles/target';
import type { DbtProject } from '../../../../src/core/dbt/project/dbtProject';
import { targetChecks } from '../../../../src/core/dbt/live/targetChecks';
import type { TargetReport } from '../../../../src/core/dbt/live/targetReport';
import { grantsScaffold } from '../../../../src/core/scaffold/grants/grantsScaffold';
import { readFormValues } from '../../../../src/core/scaffold/formValues';
import { checkLive } from '../../../../src/node/dbt/live/checkTargets';
import { runAll } from '../../../support/catalog';
import { dbtGraph, dbtProject, dbtTarget } from '../../../support/dbtLiveBed';
import { freePort, startPostgres, type TestServer } from '../../../support/postgres';
import { crossFaults } from './crossFaults';
import { cleanNodes, cleanStatements, type LiveFault, liveRoles } from './faultBase';
import { liveFaults } from './liveFaults';

const faults: readonly LiveFault[] = [...liveFaults, ...crossFaults];

for (const major of [14, 18] as const) {
  describe(`Live checks of a dbt target on PostgreSQL ${String(major)}`, () => {
    let server: TestServer;
    let clean: string;
    let root: string;

    before(async () => {
      server = await startPostgres({ major });
      await runAll(server, 'postgres', liveRoles);
      clean = await server.createDatabase('clean');
      await runAll(server, clean, cleanStatements);
      root = await mkdtemp(path.join(os.tmpdir(), 'lhpg-dbt-'));
      await Promise.all(['models', 'macros'].map((folder) => mkdir(path.join(root, folder))));
      for (const [file, text] of Object.entries(modelFiles)) {
        await writeFile(path.join(root, file), text);
      }
    });

    after(async () => {
      await server.dispose();
      await rm(root, { recursive: true, force: true });
    });

    const check = async (
      database: string,
      fault: Partial<LiveFault> = {},
      openText?: (file: string) => string | undefined,
    ): Promise<TargetReport> => {
      const values = {
        host: server.host,
        port: server.port,
        user: 'dbt_user',
        database,
        schema: 'marts',
        threads: 4,
      };
      const target = dbtTarget('dev', { type: 'postgres', ...values, ...fault.values?.(await freePort()) });
      const graph = dbtGraph(fault.nodes?.(cleanNodes) ?? cleanNodes);
      const [report] = await checkLive(
        shop(root, target, fault.endOfRun),
        graph,
        {
          passwordOf: () => Promise.resolve(fault.password ?? 'secret of dbt'),
          mayConnect: () => Promise.resolve(true),
          runs: fault.runs ?? new Map(),
          ...(openText && { openText }),
        },
        neverCancelled,
      );
      assert.ok(report);
      return report;
    };

    it('finds nothing where nothing is wrong', async () => {
      const report = await check(clean);
      assert.deepEqual(report.findings, [], JSON.stringify(report.findings, undefined, 1));
      assert.equal(report.state, 'checked');
      assert.ok(report.steps.every(({ status }) => status !== 'error'));
    });

    it('makes its edits for the text that an editor shows', async () => {
      const fault = faults.find((each) => each.check === 'incremental-index');
      const database = await server.createDatabase('open', { template: clean });
      await runAll(server, database, fault?.sql ?? []);
      const shown = `-- not saved\n${modelFiles['models/events.sql'] ?? ''}`;
      const { findings } = await check(database, fault, (file) =>
        file.endsWith('events.sql') ? shown : undefined,
      );
      const [fix] = findings.find((each) => each.check === fault?.check)?.fixes ?? [];
      const [edit] = fix?.kind === 'edit' ? fix.edits : [];
      assert.ok(edit);
      assert.equal(
        shown.slice(0, edit.range.start) + edit.text + shown.slice(edit.range.end),
        `-- not saved\n${fault?.edited ?? ''}`,
      );
      assert.equal(edit.context, editContext(shown, edit.range));
    });

    it('finds nothing that the end of each run makes anew', async () => {
      const database = await server.createDatabase('fault', { template: clean });
      await runAll(server, database, ['GRANT SELECT ON marts.orders TO bi_reader']);
      const endOfRun = 'grant select on all tables in schema marts to bi_reader';
      assert.deepEqual((await check(database, { endOfRun })).findings, []);
    });

    for (const fault of faults.filter(({ majors }) => majors?.includes(major) ?? true)) {
      it(`finds ${fault.check}: ${fault.about}`, async () => {
        const database = await server.createDatabase('fault', { template: clean });
        await runAll(
          server,
          database,
          (fault.sql ?? []).map((sql) => sql.replaceAll('$database', database)),
        );
        const report = await check(database, fault);
        const found = report.findings.filter((each) => each.check === fault.check);
        const said = JSON.stringify(report.findings, undefined, 1);
        assert.ok(found.length > 0, said);
        assert.match(found.map(({ message }) => message).join('\n'), fault.says, said);
        if (fault.at !== undefined) {
          assert.equal(textAt(found[0]?.place), fault.at, said);
        }
        const beside = report.findings.filter(
          ({ check: id }) => id !== fault.check && !fault.also?.includes(id),
        );
        assert.deepEqual(beside, [], said);
        assert.equal(
          report.steps.some(({ value }) => /secret of dbt/.test(value)),
          false,
        );
        const edited = found.flatMap(({ fixes }) => fixes).find(({ kind }) => kind === 'edit');
        assert.equal(edited && applied(edited), fault.edited, said);
        for (const fix of found.flatMap(({ fixes }) => fixes)) {
          assertScaffold(fix);
        }
        if (fault.fixed !== false) {
          const statements = found.flatMap(({ fixes }) =>
            fixes.flatMap((fix) => (fix.kind === 'sql' ? fix.statements : [])),
          );
          assert.notEqual(statements.length, 0, said);
          await runAll(server, database, statements);
          const left = (await check(database, fault)).findings.filter((each) => each.check === fault.check);
          assert.deepEqual(left, [], JSON.stringify(left, undefined, 1));
        }
      });
    }
  });
}

describe('Live checks of a dbt target', () => {
  const behindPoolers = ['pooler-search-path', 'pooler-role', 'pooler-size'];

  it('have a planted fault each', () => {
    const planted = new Set([...faults.map(({ check }) => check), ...behindPoolers]);
    assert.deepEqual(
      targetChecks.map(({ id }) => id).filter((id) => !planted.has(id)),
      [],
    );
  });

  it('are named once', () => {
    const ids = targetChecks.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)]);
  });
});

/** The project of the tests, whose hooks call one macro. */
function shop(root: string, target: DbtTarget, endOfRun?: string): DbtProject {
  const project = dbtProject(root, [target], Object.keys(modelFiles));
  const hook = { kind: 'scalar', value: endOfRun ?? '', quoted: true, range: nowhere } as const;
  const settings = {
    kind: 'map',
    entries: [{ key: 'on-run-end', keyRange: nowhere, value: hook }],
    range: nowhere,
  } as const;
  return {
    ...project,
    macros: [{ name: 'close_rows', file: `${root}/macros/close_rows.sql`, range: nowhere }],
    document: { ...project.document, ...(endOfRun !== undefined && { root: settings }) },
  };
}

const nowhere = { start: 0, end: 0 };

const modelFiles: Readonly<Record<string, string>> = {
  'macros/close_rows.sql': `{% macro close_rows(relation) %}{{ secure(relation) }}alter table {{ relation }} enable row level security{% endmacro %}\n`,
  'models/orders.sql': `{{ config(materialized='table') }}\nselect 1 as id\n`,
  'models/events.sql': `{{\n  config(\n    materialized='incremental',\n    unique_key='id'\n  )\n}}\nselect 1 as id\n`,
  'models/daily.sql': `select 1 as id\n`,
  'models/schema.yml': `models:\n  - name: orders\n    columns:\n      - name: id\n      - name: amount\n`,
  'models/sources.yml': `sources:\n  - name: core\n    tables:\n      - name: customers\n`,
};

function textAt(place: DbtPlace | undefined): string | undefined {
  const [, text] = Object.entries(modelFiles).find(([name]) => place?.file.endsWith(name)) ?? [];
  return place && text?.slice(place.range.start, place.range.end);
}

function applied(fix: DbtFix): string {
  const [edit] = fix.kind === 'edit' ? fix.edits : [];
  assert.ok(edit);
  const file = Object.entries(modelFiles).find(([name]) => edit.file.endsWith(name));
  assert.ok(file);
  const [, text] = file;
  return text.slice(0, edit.range.start) + edit.text + text.slice(edit.range.end);
}

/** The form takes the values as they are. */
function assertScaffold(fix: DbtFix): void {
  if (fix.kind === 'scaffold' && fix.scaffold === 'grants') {
    const read = grantsScaffold.spec(readFormValues(grantsScaffold.form, fix.values));
    assert.equal(read.kind, 'spec', JSON.stringify(read));
  }
}
