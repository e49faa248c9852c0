import type { CancelSignal } from '../../base/cancelSignal';
import type { Database } from '../ports';
import type { Scaffold, ScaffoldPlan } from './scaffold';
import type { FieldProblem, FormSection, FormValues } from './scaffoldForm';

/** What a scaffold can be asked for in the sidebar. */
export type ScaffoldPlace = 'database' | 'schema' | 'table' | 'partitionedTable' | 'view';

/** An entry of the list: what is known of a scaffold before its code is loaded. */
export interface ScaffoldEntry {
  readonly id: string;
  /** As in the scaffold itself. */
  readonly title: string;
  /** A few words beside the title. */
  readonly hint: string;
  /** The nodes of the sidebar that offer it. */
  readonly on: readonly ScaffoldPlace[];
  /** Loads its code. */
  readonly load: () => Promise<AnyScaffold>;
}

/** A scaffold of any kind: its specs and facts stay its own business. */
export interface AnyScaffold {
  readonly id: string;
  readonly title: string;
  readonly explain: string;
  readonly form: readonly FormSection[];
  /**
   * Reads what exists and makes the steps for what stands in the form.
   * @throws as `Scaffold.facts`
   */
  plan(values: FormValues, database: Database, signal: CancelSignal): Promise<ScaffoldOutcome>;
}

export type ScaffoldOutcome =
  | { readonly kind: 'plan'; readonly plan: ScaffoldPlan }
  /** The form is not filled in rightly: the server was not asked. */
  | { readonly kind: 'form'; readonly problems: readonly FieldProblem[] };

/** The only registry. Code is loaded when a scaffold is opened. */
export const scaffolds: readonly ScaffoldEntry[] = [
  {
    id: 'partitions',
    title: 'Create partitions',
    hint: 'a partitioned table, or the next partitions of one',
    on: ['schema', 'partitionedTable'],
    load: async () => anyScaffold((await import('./partitions/partitionsScaffold')).partitionsScaffold),
  },
  {
    id: 'partitionIndex',
    title: 'Index a partitioned table',
    hint: 'one partition after the other, while writes go on',
    on: ['partitionedTable'],
    load: async () =>
      anyScaffold((await import('./partitionIndex/partitionIndexScaffold')).partitionIndexScaffold),
  },
  {
    id: 'partitionAttach',
    title: 'Attach a table as a partition',
    hint: 'checked and indexed before, so that nothing is read under a lock',
    on: ['partitionedTable'],
    load: async () =>
      anyScaffold((await import('./partitionAttach/partitionAttachScaffold')).partitionAttachScaffold),
  },
  {
    id: 'partitionDetach',
    title: 'Detach partitions',
    hint: 'retention: keep, move or drop what is old',
    on: ['partitionedTable'],
    load: async () =>
      anyScaffold((await import('./partitionDetach/partitionDetachScaffold')).partitionDetachScaffold),
  },
  {
    id: 'partitionMaintenance',
    title: 'Maintain partitions automatically',
    hint: 'by pg_partman and pg_cron: next partitions, retention, ANALYZE',
    on: ['partitionedTable'],
    load: async () =>
      anyScaffold(
        (await import('./partitionMaintenance/partitionMaintenanceScaffold')).partitionMaintenanceScaffold,
      ),
  },
  {
    id: 'schema',
    title: 'Create schema',
    hint: 'a schema with its owner and comment',
    on: ['database'],
    load: async () => anyScaffold((await import('./schema/schemaScaffold')).schemaScaffold),
  },
  {
    id: 'schemaLayout',
    title: 'Schema layout',
    hint: 'schemas with owner, access, default privileges and search_path',
    on: ['database'],
    load: async () => anyScaffold((await import('./schemaLayout/schemaLayoutScaffold')).schemaLayoutScaffold),
  },
  {
    id: 'lakehouseTables',
    title: 'Lakehouse tables',
    hint: 'lineage, job log, imports with their load function, audit columns',
    on: ['database', 'schema', 'table'],
    load: async () =>
      anyScaffold((await import('./lakehouseTables/lakehouseTablesScaffold')).lakehouseTablesScaffold),
  },
  {
    id: 'roles',
    title: 'Roles',
    hint: 'groups with rights, logins, and what they will have on new tables',
    on: ['database', 'schema'],
    load: async () => anyScaffold((await import('./roles/rolesScaffold')).rolesScaffold),
  },
  {
    id: 'grants',
    title: 'Rights',
    hint: 'grant and revoke privileges',
    on: ['database', 'schema', 'table', 'partitionedTable', 'view'],
    load: async () => anyScaffold((await import('./grants/grantsScaffold')).grantsScaffold),
  },
  {
    id: 'columnProtection',
    title: 'Protect columns',
    hint: 'column grants, a masking view, or encryption',
    on: ['database', 'schema', 'table', 'partitionedTable', 'view'],
    load: async () =>
      anyScaffold((await import('./columnProtection/columnProtectionScaffold')).columnProtectionScaffold),
  },
  {
    id: 'rowSecurity',
    title: 'Row level security',
    hint: 'policies, and what they need around them',
    on: ['table', 'partitionedTable'],
    load: async () => anyScaffold((await import('./rowSecurity/rowSecurityScaffold')).rowSecurityScaffold),
  },
];

/** The entry with this id; undefined for any other text. */
export function scaffoldEntry(id: string): ScaffoldEntry | undefined {
  return scaffolds.find((entry) => entry.id === id);
}

/** Hides the types of a scaffold's spec and facts. */
export function anyScaffold<Spec, Facts>(scaffold: Scaffold<Spec, Facts>): AnyScaffold {
  const { id, title, explain, form } = scaffold;
  return {
    id,
    title,
    explain,
    form,
    plan: async (values, database, signal) => {
      const checked = scaffold.spec(values);
      if (checked.kind === 'problems') {
        return { kind: 'form', problems: checked.problems };
      }
      const facts = await scaffold.facts(database, checked.spec, signal);
      return { kind: 'plan', plan: scaffold.generate(checked.spec, facts) };
    },
  };
}
