import { isRecord, isString } from '../../../base/validate';
import type { DbtIndex, DbtNodeConfig, SourceFreshness } from './dbtGraph';

/** What dbt's own names of the settings hold: as `config` of a manifest, or as files give them, merged. */
export type RawConfig = Readonly<Record<string, unknown>>;

/** One for all: a project has thousands of empty lists. */
export const nothing: readonly never[] = [];

/** Reads the settings that concern the database. What is not of the expected form counts as not given. */
export function nodeConfig(config: RawConfig, contract: unknown = config['contract']): DbtNodeConfig {
  return {
    indexes: list(config['indexes']).flatMap(indexOf),
    grants: grantsOf(config['grants']),
    uniqueKey: texts(config['unique_key']),
    incrementalStrategy: text(config['incremental_strategy']),
    contract: isRecord(contract) && contract['enforced'] === true,
    persistDocs: isRecord(config['persist_docs']) && Object.values(config['persist_docs']).includes(true),
    unlogged: config['unlogged'] === true,
    preHooks: hooks(config['pre-hook'] ?? config['pre_hook']),
    postHooks: hooks(config['post-hook'] ?? config['post_hook']),
  };
}

/** How old a source may be. @param loadedAt the column that tells; undefined when dbt asks the server's statistics */
export function sourceFreshness(freshness: unknown, loadedAt: unknown): SourceFreshness | undefined {
  if (!isRecord(freshness)) {
    return undefined;
  }
  const [warnAfter, errorAfter] = [seconds(freshness['warn_after']), seconds(freshness['error_after'])];
  return warnAfter === undefined && errorAfter === undefined
    ? undefined
    : {
        ...{ loadedAt: text(loadedAt), warnAfter, errorAfter },
        ...(text(freshness['filter']) === undefined ? {} : { filtered: true }),
      };
}

/** One text, or the texts of a list. */
export function texts(value: unknown): readonly string[] {
  const items = isString(value) ? [value] : list(value);
  return items === nothing ? nothing : items.filter(isString);
}

/** Text that is not empty. */
export function text(value: unknown): string | undefined {
  return isString(value) && value !== '' ? value : undefined;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) && value.length > 0 ? (value as readonly unknown[]) : nothing;
}

function indexOf(value: unknown): readonly DbtIndex[] {
  const columns = isRecord(value) ? texts(value['columns']) : [];
  return isRecord(value) && columns.length > 0
    ? [{ columns, unique: value['unique'] === true, type: text(value['type']) ?? 'btree' }]
    : [];
}

/** A `+` before a privilege adds to what is inherited. */
function grantsOf(value: unknown): ReadonlyMap<string, readonly string[]> {
  const entries = isRecord(value) ? Object.entries(value) : [];
  return new Map(entries.map(([privilege, roles]) => [privilege.replace(/^\+/, ''), texts(roles)]));
}

function hooks(value: unknown): readonly string[] {
  const all = isString(value) || isRecord(value) ? [value] : list(value);
  return all.flatMap((hook) => text(isRecord(hook) ? hook['sql'] : hook) ?? []);
}

const lengths: ReadonlyMap<unknown, number> = new Map([
  ['minute', 60],
  ['hour', 3600],
  ['day', 86_400],
]);

function seconds(value: unknown): number | undefined {
  const length = isRecord(value) ? lengths.get(value['period']) : undefined;
  const count = isRecord(value) ? value['count'] : undefined;
  return length !== undefined && typeof count === 'number' ? count * length : undefined;
}

/** The settings of what is nothing in the database: one for all, because a project has thousands of tests. */
export const noConfig: DbtNodeConfig = nodeConfig({});
