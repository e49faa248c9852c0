import type { DbtGraph, DbtNode, DbtNodeConfig } from '../../src/core/dbt/graph/dbtGraph';
import type { DbtTarget, RenderedValue, TargetField } from '../../src/core/dbt/profiles/target';
import type { DbtProject } from '../../src/core/dbt/project/dbtProject';

/** The values of a target's fields, by dbt's names of them. */
export type TargetValues = Readonly<Record<string, string | number>>;

const nowhere = { start: 0, end: 0 };

/** A target as the reader of profiles.yml would make it; the password is never part of it. */
export function dbtTarget(name: string, values: TargetValues): DbtTarget {
  const fields = new Map(
    Object.entries(values).map(([key, value], line): [string, TargetField] => [
      key,
      field(key, line, { kind: 'value', value }),
    ]),
  );
  const password: RenderedValue = {
    kind: 'secret',
    from: { kind: 'environment', variables: ['DBT_ENV_SECRET_PASSWORD'], empty: false, type: 'string' },
  };
  fields.set('password', field('password', 99, password));
  return {
    profile: 'shop',
    name,
    isDefault: name === 'dev',
    place: { file: '/shop/profiles.yml', range: nowhere },
    fields,
  };
}

function field(key: string, line: number, value: RenderedValue): TargetField {
  const range = { start: line * 10, end: line * 10 + key.length };
  return { key, keyRange: range, node: { kind: 'scalar', value: '', quoted: false, range }, value };
}

export function dbtProject(
  root: string,
  targets: readonly DbtTarget[],
  files: readonly string[] = [],
): DbtProject {
  return {
    root,
    name: 'shop',
    document: { file: `${root}/dbt_project.yml`, text: '', root: undefined, problems: [] },
    files: files.map((relative) => ({
      kind: relative.endsWith('.sql') ? 'model' : 'properties',
      file: `${root}/${relative}`,
      relative,
    })),
    profileName: 'shop',
    profiles: undefined,
    profilesSearched: [],
    targets,
    defaultTarget: 'dev',
    rendered: new Map(),
    macros: [],
    surroundings: { engine: 'v1', inContainer: false, composeServices: [] },
    problems: [],
  };
}

/** What a test says of a node; the rest is as dbt has it where nobody says anything. */
export type NodeText = Partial<Omit<DbtNode, 'config' | 'relation'>> &
  Pick<DbtNode, 'kind' | 'name'> & {
    readonly schema: string;
    readonly config?: Partial<DbtNodeConfig>;
  };

export function dbtNode({ schema, config = {}, ...node }: NodeText): DbtNode {
  const middle = node.kind === 'source' ? `shop.${schema}.` : 'shop.';
  return {
    id: `${node.kind}.${middle}${node.name}`,
    package: 'shop',
    relation: { database: undefined, schema, name: node.name },
    file: node.kind === 'source' ? 'models/sources.yml' : `models/${node.name}.sql`,
    propertiesFile: node.kind === 'source' ? 'models/sources.yml' : 'models/schema.yml',
    materialized: node.kind === 'model' ? 'table' : undefined,
    enabled: true,
    tags: [],
    description: '',
    columns: [],
    dependsOn: [],
    ...node,
    config: {
      indexes: [],
      grants: new Map(),
      uniqueKey: [],
      incrementalStrategy: undefined,
      contract: false,
      persistDocs: false,
      unlogged: false,
      preHooks: [],
      postHooks: [],
      ...config,
    },
  };
}

export function dbtGraph(nodes: readonly DbtNode[], target: string | undefined = 'dev'): DbtGraph {
  return {
    origin: {
      kind: 'manifest',
      file: '/shop/target/manifest.json',
      generatedAt: '2026-11-21T10:00:00Z',
      dbtVersion: '1.11.16',
      target,
    },
    project: 'shop',
    nodes: new Map(nodes.map((node) => [node.id, node])),
  };
}
