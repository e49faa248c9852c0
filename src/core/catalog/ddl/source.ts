import type { CancelSignal } from '../../../base/cancelSignal';
import type { Database } from '../../ports';
import { optionalText, textOf } from '../cells';
import type { ActionTarget } from '../actions/target';
import { currentTarget } from './currentTarget';
import { readObject } from './ddl';
import { selectRecords } from './records';
import { relationDefinition } from './relationDefinition';
import { viewStatement } from './view';

/** A function, procedure or view whose definition can be replaced. */
export interface SourceName {
  readonly kind: 'function' | 'procedure' | 'view';
  readonly schema: string;
  readonly name: string;
  /** The arguments of a function or procedure, by `pg_get_function_identity_arguments`; empty for a view. */
  readonly signature: string;
}

/** A definition as it was read. */
export interface Source extends SourceName {
  /** The statement that makes it anew. */
  readonly text: string;
  /** Tells this definition from any other. */
  readonly fingerprint: string;
}

/** Whether CREATE OR REPLACE can replace objects of the kind. */
export function hasSource({ kind }: ActionTarget): boolean {
  return kind === 'function' || kind === 'procedure' || kind === 'view';
}

/**
 * Reads a definition to be edited.
 * @throws UserError when the object is gone; otherwise as `Database.read`
 */
export async function readSource(
  database: Database,
  target: ActionTarget,
  signal: CancelSignal,
): Promise<Source> {
  const reading = { database, signal };
  if (target.kind === 'view') {
    const now = await currentTarget(reading, target);
    const view = await readObject(reading, relationDefinition(now.oid), target);
    const { schema, name } = view.target;
    const self: SourceName = { kind: 'view', schema: schema ?? '', name, signature: '' };
    const { fingerprint } = await readObject(reading, sourceNow(self), target);
    const text = `${viewStatement(view, 'CREATE OR REPLACE VIEW')};\n`;
    return { ...self, text, fingerprint: textOf(fingerprint) };
  }
  const row = await readObject(reading, routineQuery(target.oid), target);
  return {
    kind: row.kind === 'p' ? 'procedure' : 'function',
    schema: textOf(row.schema),
    name: textOf(row.name),
    signature: textOf(row.signature),
    text: `${textOf(row.definition).trimEnd()};\n`,
    fingerprint: textOf(row.fingerprint),
  };
}

/**
 * What is there now by the name of a source: its fingerprint and its text, or no row when it is gone. It must run with
 * `search_path = ''`, as catalog queries do, because definitions are printed by it.
 */
export function sourceNow(source: SourceName) {
  return source.kind === 'view'
    ? selectRecords(
        'ddl.viewNow',
        {
          fingerprint: `pg_catalog.md5(pg_catalog.pg_get_viewdef(c.oid) || coalesce(c.reloptions::text, ''))`,
          oid: 'c.oid',
        },
        `pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
       WHERE n.nspname = $1::name AND c.relname = $2::name AND c.relkind = 'v' AND $3::text = ''`,
        [source.schema, source.name, source.signature],
      )
    : selectRecords(
        'ddl.routineNow',
        { fingerprint: routineFingerprint, oid: 'p.oid' },
        `pg_catalog.pg_proc AS p
        JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
       WHERE n.nspname = $1::name AND p.proname = $2::name AND p.prokind <> 'a'
         AND pg_catalog.pg_get_function_identity_arguments(p.oid) = $3::text`,
        [source.schema, source.name, source.signature],
      );
}

/** Such as `view core.open_loans`, as a target to read it again. */
export function sourceTarget(source: SourceName, oid: number): ActionTarget {
  const { kind, schema, name } = source;
  const signature = kind === 'view' ? undefined : optionalText(source.signature);
  return { kind, oid, column: 0, schema, name, relation: undefined, signature };
}

const routineFingerprint = 'pg_catalog.md5(pg_catalog.pg_get_functiondef(p.oid))';

function routineQuery(oid: number) {
  return selectRecords(
    'ddl.source',
    {
      schema: 'n.nspname',
      name: 'p.proname',
      kind: 'p.prokind',
      signature: 'pg_catalog.pg_get_function_identity_arguments(p.oid)',
      definition: 'pg_catalog.pg_get_functiondef(p.oid)',
      fingerprint: routineFingerprint,
    },
    `pg_catalog.pg_proc AS p
    JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
   WHERE p.oid = $1::oid AND p.prokind <> 'a'`,
    [String(oid)],
  );
}
