import type { DbtFinding } from '../../src/core/dbt/finding';
import type { DbtGraph, DbtNode } from '../../src/core/dbt/graph/dbtGraph';
import type { NodeRun } from '../../src/core/dbt/graph/runState';
import type { DbtTarget, RenderedValue } from '../../src/core/dbt/profiles/target';
import type { DbtProject } from '../../src/core/dbt/project/dbtProject';
import type { DbtProjectState } from '../../src/core/dbt/view/dbtState';

/** The moment of the states below, in milliseconds since 1970. */
export const stateTime = Date.parse('2026-11-21T12:00:00Z');

const nowhere = { start: 0, end: 0 };

/** A target whose fields have these values. */
export function exampleTarget(
  name: string,
  values: Readonly<Record<string, string | number | RenderedValue>>,
  isDefault = false,
): DbtTarget {
  return {
    profile: 'shop',
    name,
    isDefault,
    place: { file: '/home/ana/.dbt/profiles.yml', range: { start: 18, end: 21 } },
    fields: new Map(
      Object.entries(values).map(([key, value]) => [
        key,
        {
          key,
          keyRange: nowhere,
          node: { kind: 'scalar', value: null, quoted: false, range: nowhere },
          value: typeof value === 'object' ? value : { kind: 'value', value },
        },
      ]),
    ),
  };
}

export const exampleTargets: readonly DbtTarget[] = [
  exampleTarget(
    'dev',
    {
      ...{
        type: 'postgres',
        host: 'localhost',
        port: 5432,
        user: 'ana',
        database: 'warehouse',
        schema: 'ana',
      },
      password: { kind: 'secret', from: { kind: 'text', empty: false, type: 'string' } },
    },
    true,
  ),
  exampleTarget('prod', {
    ...{
      type: 'postgres',
      host: 'db.example',
      port: 6432,
      user: 'dbt',
      database: 'warehouse',
      schema: 'marts',
    },
    password: {
      kind: 'secret',
      from: { kind: 'environment', variables: ['DBT_PASSWORD'], empty: false, type: 'string' },
    },
  }),
  exampleTarget('laptop', { type: 'duckdb', path: 'shop.duckdb' }),
];

export function exampleProject(change: Partial<DbtProject> = {}): DbtProject {
  const text = 'name: shop\nprofile: shop\n';
  return {
    root: '/work/shop',
    name: 'shop',
    document: { file: '/work/shop/dbt_project.yml', text, root: undefined, problems: [] },
    files: [],
    profileName: 'shop',
    profiles: {
      document: {
        file: '/home/ana/.dbt/profiles.yml',
        text: 'shop:\n  outputs:\n    dev:\n',
        root: undefined,
        problems: [],
      },
      foundBy: 'home',
      isTracked: undefined,
    },
    profilesSearched: ['/work/shop/profiles.yml', '/home/ana/.dbt/profiles.yml'],
    targets: exampleTargets,
    defaultTarget: 'dev',
    rendered: new Map(),
    macros: [],
    surroundings: { engine: 'unknown', inContainer: false, composeServices: [] },
    problems: [],
    ...change,
  };
}

export function exampleFinding(change: Partial<DbtFinding> & Pick<DbtFinding, 'check'>): DbtFinding {
  return { severity: 'warning', message: `${change.check} was found.`, fixes: [], ...change };
}

export function exampleNode(change: Partial<DbtNode> & Pick<DbtNode, 'id' | 'kind' | 'name'>): DbtNode {
  return {
    package: 'shop',
    relation: undefined,
    file: `models/${change.name}.sql`,
    propertiesFile: undefined,
    materialized: undefined,
    enabled: true,
    tags: [],
    description: '',
    columns: [],
    config: {
      ...{ indexes: [], grants: new Map(), uniqueKey: [], incrementalStrategy: undefined, contract: false },
      ...{ persistDocs: false, unlogged: false, preHooks: [], postHooks: [] },
    },
    dependsOn: [],
    ...change,
  };
}

export function exampleGraph(nodes: readonly DbtNode[]): DbtGraph {
  return {
    origin: { kind: 'files', target: 'dev' },
    project: 'shop',
    nodes: new Map(nodes.map((node) => [node.id, node])),
  };
}

export function exampleRun(status: string, change: Partial<NodeRun> = {}): NodeRun {
  return { status, at: '2026-11-21T10:00:00Z', seconds: 1.5, message: undefined, rows: undefined, ...change };
}

export function exampleState(change: Partial<DbtProjectState> = {}): DbtProjectState {
  return {
    project: exampleProject(),
    findings: [],
    checkedAt: stateTime,
    graph: undefined,
    runs: new Map(),
    remarks: [],
    shown: exampleTargets[0],
    live: new Map(),
    ...change,
  };
}
