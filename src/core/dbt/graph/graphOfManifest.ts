import { isRecord } from '../../../base/validate';
import type { DbtGraph, DbtNode } from './dbtGraph';
import type { ManifestEntry } from './manifestEntry';
import { text } from './nodeConfig';

/** What a manifest says of itself. */
export interface ManifestMetadata {
  /** Of its form: 12 for `…/manifest/v12.json`; undefined when it does not say. */
  readonly version: number | undefined;
  readonly dbtVersion: string;
  readonly generatedAt: string;
  /** The name of the project; empty before dbt 1.6, which did not write it. */
  readonly project: string;
  /** Such as `postgres`. */
  readonly adapter: string | undefined;
  /** Artifacts of one command of dbt have the same. */
  readonly invocation: string | undefined;
}

/** The forms that are known. Source: schemas.getdbt.com; 4 is dbt 1.0, 12 is dbt 1.8 and later. */
const knownVersions = { oldest: 4, newest: 12 };

export function manifestMetadata(value: unknown): ManifestMetadata {
  const raw = isRecord(value) ? value : {};
  const version = /\/v(\d+)\.json$/.exec(text(raw['dbt_schema_version']) ?? '')?.[1];
  return {
    version: version === undefined ? undefined : Number(version),
    dbtVersion: text(raw['dbt_version']) ?? '',
    generatedAt: text(raw['generated_at']) ?? '',
    project: text(raw['project_name']) ?? '',
    adapter: text(raw['adapter_type']),
    invocation: text(raw['invocation_id']),
  };
}

/** What a reader of the graph should know about the manifest; empty for one of a known form. */
export function manifestRemarks({ version, dbtVersion }: ManifestMetadata): readonly string[] {
  const by = dbtVersion === '' ? 'dbt' : `dbt ${dbtVersion}`;
  if (version === undefined) {
    return [`The manifest does not say which form it has. What is known of it is read.`];
  }
  if (version > knownVersions.newest) {
    return [
      `The manifest of ${by} has form ${version}, which is newer than ${knownVersions.newest}, the newest known one. What is known of it is read.`,
    ];
  }
  return version < knownVersions.oldest
    ? [
        `The manifest of ${by} has form ${version}, which is older than dbt 1.0. Names of relations may be missing.`,
      ]
    : [];
}

/**
 * The graph of the entries of a manifest. Of two with one id the first counts, so that what is disabled does not hide what is not.
 * @param target for which it was made, where that is known
 */
export function graphOfManifest(
  file: string,
  metadata: ManifestMetadata,
  entries: readonly ManifestEntry[],
  target: string | undefined,
): DbtGraph {
  const nodes = new Map<string, DbtNode>();
  for (const { node } of entries) {
    if (!nodes.has(node.id)) {
      nodes.set(node.id, node);
    }
  }
  for (const [id, columns] of testsByColumn(entries)) {
    const node = nodes.get(id);
    if (node) {
      nodes.set(id, { ...node, columns: withTests(node.columns, columns) });
    }
  }
  const { generatedAt, dbtVersion, project } = metadata;
  return { origin: { kind: 'manifest', file, generatedAt, dbtVersion, target }, project, nodes };
}

type ColumnTests = ReadonlyMap<string, readonly string[]>;

function testsByColumn(entries: readonly ManifestEntry[]): ReadonlyMap<string, ColumnTests> {
  const byNode = new Map<string, Map<string, string[]>>();
  for (const { node, tests } of entries) {
    if (tests && node.enabled) {
      const columns = byNode.get(tests.node) ?? new Map<string, string[]>();
      byNode.set(tests.node, columns);
      columns.set(tests.column, [...(columns.get(tests.column) ?? []), tests.test]);
    }
  }
  return byNode;
}

/** A test may name a column that is not described, or with another case. */
function withTests(columns: DbtNode['columns'], tests: ColumnTests): DbtNode['columns'] {
  return columns.map((column) => {
    const own = tests.get(column.name);
    return own ? { ...column, tests: own } : column;
  });
}
