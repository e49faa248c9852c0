import { neverCancelled } from '../../../src/base/cancelSignal';
import type { Database } from '../../../src/core/ports';
import { readFormValues } from '../../../src/core/scaffold/formValues';
import type { Scaffold, ScaffoldPlan } from '../../../src/core/scaffold/scaffold';
import type { FormValues } from '../../../src/core/scaffold/scaffoldForm';

/** Tables without partitions, as they are handed over to extensions that make them. */
export const maintainedTables = [
  'CREATE SCHEMA core',
  'CREATE TABLE core.loans (id bigint GENERATED ALWAYS AS IDENTITY, ts timestamptz NOT NULL, note text, twice int GENERATED ALWAYS AS (length(note) * 2) STORED, PRIMARY KEY (id, ts)) PARTITION BY RANGE (ts)',
  'CREATE TABLE core.numbers (id bigint NOT NULL) PARTITION BY RANGE (id)',
];

/** What a scaffold makes of a form in which only these values were touched. */
export async function planOf<Spec, Facts>(
  scaffold: Scaffold<Spec, Facts>,
  values: FormValues,
  catalog: Database,
): Promise<ScaffoldPlan> {
  const checked = scaffold.spec(readFormValues(scaffold.form, values));
  return checked.kind === 'problems'
    ? { steps: [], warnings: [], problems: checked.problems }
    : scaffold.generate(checked.spec, await scaffold.facts(catalog, checked.spec, neverCancelled));
}
