import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import fc from 'fast-check';
import { neverCancelled } from '../../../src/base/cancelSignal';
import type { Scaffold, ScaffoldPlan, ScaffoldStep } from '../../../src/core/scaffold/scaffold';
import type { FieldProblem } from '../../../src/core/scaffold/scaffoldForm';
import { PgParser } from '../../../src/node/sql/pgParser';
import { snapshotDifference } from '../catalogSnapshot';
import type { TestServer } from '../postgres';
import { PropertyBed } from './propertyBed';

export interface PropertyOptions<Spec> {
  readonly server: TestServer;
  /** Default: `LAKEHOUSE_PROPERTY_RUNS`, or 100. */
  readonly runs?: number;
  /**
   * What is there before the scaffold, such as the table that it speaks of. Schemas and roles that it makes are dropped
   * after the spec; for whatever else it leaves, the next spec gets a database of its own.
   */
  readonly prepare?: (spec: Spec) => readonly string[];
  /** What is there before all specs, where it does not depend on them; they share one database then. */
  readonly prepareOnce?: readonly string[];
  /** Looks at the database after the downs, such as at its rows, which the comparison of catalogs does not see. */
  readonly afterDowns?: (bed: PropertyBed, spec: Spec) => Promise<void>;
  /** Whether a spec may be answered by this problem instead of steps. Default: none may. */
  readonly mayRefuse?: (problem: FieldProblem, spec: Spec) => boolean;
}

/** What was run, for the table of `npm run test:scaffolds`. */
export interface PropertyReport {
  readonly scaffold: string;
  readonly major: number;
  readonly specs: number;
  /** Statements that were applied, over all specs. */
  readonly statements: number;
  /** Specs that were answered by a problem, as they may. */
  readonly refused: number;
}

/**
 * Generates specs and checks for each on a real server: every statement and every `down` is one statement to
 * PostgreSQL's own parser; they apply; `readBack` finds what was specified; a second run finds everything present and has
 * nothing to do; the downs, last step first, restore the catalogs of database and cluster; and the same statements apply
 * again after that to the same end.
 * @param readBack looks at the database after the statements have run; it throws (assert) when something is not as specified.
 * @throws an error with the smallest spec that failed, and why.
 */
export async function propertyRun<Spec, Facts, Made extends Spec>(
  scaffold: Scaffold<Spec, Facts>,
  arbitrarySpec: fc.Arbitrary<Made>,
  readBack: (bed: PropertyBed, spec: Made) => Promise<void>,
  options: PropertyOptions<Made>,
): Promise<PropertyReport> {
  const { server, prepare, runs = Number(process.env.LAKEHOUSE_PROPERTY_RUNS ?? 100) } = options;
  const counts = { specs: 0, statements: 0, refused: 0 };
  const parser = new PgParser();
  let shared: PropertyBed | undefined;
  const property = fc.asyncProperty(arbitrarySpec, async (spec) => {
    const bed = (shared ??= await PropertyBed.open(server, options.prepareOnce));
    let isAsBefore = false;
    try {
      await bed.prepare(prepare?.(spec) ?? []);
      const statements = await checkSpec({ scaffold, spec, bed, readBack, parser, options });
      counts.specs++;
      counts.statements += statements ?? 0;
      counts.refused += statements === undefined ? 1 : 0;
      isAsBefore = prepare === undefined || (await bed.reset());
    } finally {
      if (!isAsBefore) {
        shared = undefined;
        await bed.close();
      }
    }
  });
  try {
    await fc.assert(property, { numRuns: runs, includeErrorInReport: true });
  } finally {
    await shared?.close();
  }
  const report = { scaffold: scaffold.id, major: server.major, ...counts };
  await writeReport(report);
  return report;
}

interface Check<Spec, Facts, Made extends Spec> {
  readonly scaffold: Scaffold<Spec, Facts>;
  readonly spec: Made;
  readonly bed: PropertyBed;
  readonly readBack: (bed: PropertyBed, spec: Made) => Promise<void>;
  readonly parser: PgParser;
  readonly options: PropertyOptions<Made>;
}

/** Answers how many statements ran; undefined when the spec was refused, as it may be. */
async function checkSpec<Spec, Facts, Made extends Spec>(
  check: Check<Spec, Facts, Made>,
): Promise<number | undefined> {
  const { spec, bed, readBack, parser, options } = check;
  const plan = await generate(check);
  if (plan.problems.length > 0) {
    assert.deepEqual(plan.steps, [], 'A plan with problems has no steps.');
    const unwanted = plan.problems.filter((problem) => options.mayRefuse?.(problem, spec) !== true);
    assert.deepEqual(unwanted, [], 'The spec was refused.');
    return undefined;
  }
  await checkStatements(parser, plan.steps);
  const steps = plan.steps.filter((step) => step.present !== true);
  await applySteps(bed, steps);
  await readBack(bed, spec);
  const applied = await bed.snapshot();
  const again = await generate(check);
  assert.deepEqual(again.problems, [], 'A second run is refused.');
  assert.deepEqual(
    again.steps.filter((step) => step.present !== true).map(({ sql }) => sql),
    [],
    'A second run does not find everything present.',
  );
  if (await undoSteps(bed, steps)) {
    assertSame(bed.before, await bed.snapshot(), 'The downs do not restore the catalog.');
    await options.afterDowns?.(bed, spec);
    await applySteps(bed, steps);
    assertSame(applied, await bed.snapshot(), 'Up, down and up again is not the same as up.');
    await undoSteps(bed, steps);
  }
  return steps.length;
}

/** Facts are read and the plan is made twice, because Apply compares a plan with one that was previewed. */
async function generate<Spec, Facts, Made extends Spec>({
  scaffold,
  spec,
  bed,
}: Check<Spec, Facts, Made>): Promise<ScaffoldPlan> {
  const plan = scaffold.generate(spec, await scaffold.facts(bed.catalog, spec, neverCancelled));
  const same = scaffold.generate(spec, await scaffold.facts(bed.catalog, spec, neverCancelled));
  assert.deepEqual(same, plan, 'The same spec and catalog give another plan.');
  return plan;
}

async function checkStatements(parser: PgParser, steps: readonly ScaffoldStep[]): Promise<void> {
  for (const { title, sql, down, irreversible } of steps) {
    assert.ok(
      down !== undefined || irreversible !== undefined,
      `${title}: has no down and does not say why.`,
    );
    for (const text of [sql, ...(down ?? [])]) {
      const { value, problems } = await parser.parse(text);
      assert.deepEqual(problems, [], `${title}: ${text}`);
      assert.equal(value?.length, 1, `${title}: is not one statement: ${text}`);
      assert.doesNotMatch(text, /;\s*$/, `${title}: ends with a semicolon`);
    }
  }
}

/** What may share a transaction does, as in Apply. */
export async function applySteps({ client }: PropertyBed, steps: readonly ScaffoldStep[]): Promise<void> {
  let isOpen = false;
  for (const step of steps) {
    if (isOpen && step.alone === true) {
      await client.query('COMMIT');
      isOpen = false;
    } else if (!isOpen && step.alone !== true) {
      await client.query('BEGIN');
      isOpen = true;
    }
    await runSaying(client, step.sql);
  }
  if (isOpen) {
    await client.query('COMMIT');
  }
}

/** Runs the downs, last step first; false when some step has none, and nothing was undone then. */
export async function undoSteps({ client }: PropertyBed, steps: readonly ScaffoldStep[]): Promise<boolean> {
  if (steps.some(({ down }) => down === undefined)) {
    return false;
  }
  for (const sql of steps.toReversed().flatMap(({ down }) => down ?? [])) {
    await runSaying(client, sql);
  }
  return true;
}

async function runSaying(client: PropertyBed['client'], sql: string): Promise<void> {
  try {
    await client.query(sql);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason}\n\n${sql}`, { cause: error });
  }
}

function assertSame(wanted: readonly string[], actual: readonly string[], message: string): void {
  const difference = snapshotDifference(wanted, actual);
  assert.equal(difference.length, 0, `${message}\n${difference.join('\n')}`);
}

async function writeReport(report: PropertyReport): Promise<void> {
  const file = process.env.LAKEHOUSE_PROPERTY_REPORT;
  if (file) {
    await appendFile(file, `${JSON.stringify(report)}\n`);
  }
}
