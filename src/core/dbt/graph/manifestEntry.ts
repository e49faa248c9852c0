import { isRecord } from '../../../base/validate';
import type { DbtColumn, DbtNode, DbtNodeKind, DbtRelation } from './dbtGraph';
import { noConfig, nodeConfig, nothing, type RawConfig, sourceFreshness, text, texts } from './nodeConfig';
import { readRelationName } from './relationName';

/** The parts of a manifest that hold nodes, in the order in which an id of an earlier one counts. */
export const manifestSections = [
  ...['nodes', 'sources', 'exposures', 'unit_tests'],
  ...['metrics', 'semantic_models', 'saved_queries', 'functions', 'disabled'],
] as const;

/** The fields of an entry that are read. */
export const manifestFields: ReadonlySet<string> = new Set([
  ...['resource_type', 'name', 'package_name', 'source_name', 'original_file_path', 'path', 'patch_path'],
  ...[
    'relation_name',
    'database',
    'schema',
    'alias',
    'identifier',
    'config',
    'contract',
    'tags',
    'description',
  ],
  ...[
    'columns',
    'depends_on',
    'freshness',
    'loaded_at_field',
    'test_metadata',
    'attached_node',
    'column_name',
  ],
]);

/** A node of a manifest, and what it says about others. */
export interface ManifestEntry {
  readonly node: DbtNode;
  /** Of a generic test: the node and the column that it tests. */
  readonly tests?: { readonly node: string; readonly column: string; readonly test: string };
}

/**
 * Reads one entry of a part of the manifest. Fields that a version of dbt does not write count as not given.
 * @returns undefined when it is no node at all
 */
export function manifestEntry(id: string, value: unknown, enabled = true): ManifestEntry | undefined {
  // What is disabled is a list: files may define the same name more than once.
  const raw: unknown = Array.isArray(value) ? value[0] : value;
  if (!isRecord(raw)) {
    return undefined;
  }
  const config = isRecord(raw['config']) ? raw['config'] : {};
  const kind = kindOf(raw['resource_type'], id);
  const file = fileOf(text(raw['original_file_path']) ?? text(raw['path']) ?? '');
  const node: DbtNode = {
    ...{ id, kind, name: text(raw['name']) ?? id, package: text(raw['package_name']) ?? '' },
    ...(kind === 'source' ? { sourceName: text(raw['source_name']) ?? '' } : {}),
    relation: relationOf(raw, kind),
    file,
    propertiesFile: propertiesFile(raw, kind, file),
    materialized: built.has(kind) ? text(config['materialized']) : undefined,
    enabled: enabled && config['enabled'] !== false,
    tags: texts(raw['tags'] ?? config['tags']),
    description: text(raw['description']) ?? '',
    columns: columnsOf(raw['columns']),
    config: configOf(raw, config, kind),
    dependsOn: isRecord(raw['depends_on']) ? [...new Set(texts(raw['depends_on']['nodes']))] : [],
  };
  const tests = testedBy(raw, node);
  return tests ? { node, tests } : { node };
}

const kinds: ReadonlyMap<unknown, DbtNodeKind> = new Map<unknown, DbtNodeKind>([
  ...(['model', 'seed', 'snapshot', 'source', 'exposure', 'test', 'analysis', 'operation'] as const).map(
    (kind) => [kind, kind] as const,
  ),
  ['unit_test', 'test'],
  ['sql operation', 'analysis'],
]);
const built: ReadonlySet<DbtNodeKind> = new Set(['model', 'seed', 'snapshot']);

function kindOf(resourceType: unknown, id: string): DbtNodeKind {
  return kinds.get(resourceType ?? id.split('.')[0]) ?? 'other';
}

/** dbt on Windows writes the separators of Windows. */
function fileOf(path: string): string {
  return path.replaceAll('\\', '/').replace(/^\.\//, '');
}

function relationOf(raw: RawConfig, kind: DbtNodeKind): DbtRelation | undefined {
  if (!built.has(kind) && kind !== 'source') {
    return undefined;
  }
  const written = raw['relation_name'];
  if (written === null) {
    return undefined;
  }
  const [schema, name] = [text(raw['schema']), text(raw['alias'] ?? raw['identifier'] ?? raw['name'])];
  const config = raw['config'];
  if (isRecord(config) && config['materialized'] === 'ephemeral') {
    return undefined;
  }
  const said = readRelationName(text(written) ?? '');
  return said ?? (schema && name ? { database: text(raw['database']), schema, name } : undefined);
}

function propertiesFile(raw: RawConfig, kind: DbtNodeKind, file: string): string | undefined {
  if (kind === 'source' || kind === 'exposure' || kind === 'other') {
    return file;
  }
  const patch = text(raw['patch_path']);
  return patch === undefined ? undefined : fileOf(patch.replace(/^[^:]*:\/\//, ''));
}

function columnsOf(columns: unknown): readonly DbtColumn[] {
  const entries = isRecord(columns) ? Object.entries(columns) : [];
  return entries.length === 0
    ? nothing
    : entries.map(([key, column]) => ({
        name: (isRecord(column) ? text(column['name']) : undefined) ?? key,
        description: (isRecord(column) ? text(column['description']) : undefined) ?? '',
        dataType: isRecord(column) ? text(column['data_type']) : undefined,
        tests: nothing,
      }));
}

function configOf(raw: RawConfig, config: RawConfig, kind: DbtNodeKind): DbtNode['config'] {
  if (kind !== 'source' && !built.has(kind)) {
    return noConfig;
  }
  const common = nodeConfig(config, config['contract'] ?? raw['contract']);
  const freshness =
    kind === 'source'
      ? sourceFreshness(raw['freshness'] ?? config['freshness'], raw['loaded_at_field'])
      : undefined;
  return freshness ? { ...common, freshness } : common;
}

/** Before dbt 1.5 a test does not name its node: then it is the last of those it reads, after the one it compares with. */
function testedBy(raw: RawConfig, node: DbtNode): ManifestEntry['tests'] {
  const metadata = isRecord(raw['test_metadata']) ? raw['test_metadata'] : {};
  const name = text(metadata['name']);
  const column = text(raw['column_name']);
  const tested = text(raw['attached_node']) ?? node.dependsOn.at(-1);
  if (name === undefined || column === undefined || tested === undefined) {
    return undefined;
  }
  const namespace = text(metadata['namespace']);
  return { node: tested, column, test: namespace === undefined ? name : `${namespace}.${name}` };
}
