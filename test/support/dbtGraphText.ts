import type { DbtGraph, DbtNode, DbtNodeKind } from '../../src/core/dbt/graph/dbtGraph';

/**
 * A graph from one line for each node: its kind, its name with what stands before it (`shop.orders`, of a source
 * `shop.raw.events`), its relation where it has one, `disabled`. Columns follow as `(id, name)`, a description after `--`.
 */
export function dbtGraph(text: string): DbtGraph {
  const nodes = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(nodeOf);
  return {
    origin: { kind: 'files', target: 'dev' },
    project: 'shop',
    nodes: new Map(nodes.map((node) => [node.id, node])),
  };
}

function nodeOf(line: string): DbtNode {
  const [before = '', description = ''] = line.split(' -- ');
  const columns = /\((.*)\)/.exec(before)?.[1]?.split(', ') ?? [];
  const [kind = '', path = '', relation = ''] = before.replace(/\(.*\)/, '').split(' ');
  const [package_ = '', ...names] = path.split('.');
  const [schema = '', name] = relation.split('.');
  const last = names.at(-1) ?? '';
  return {
    ...{ id: `${kind}.${path}`, kind: kind as DbtNodeKind, name: last, package: package_ },
    ...(names.length > 1 ? { sourceName: names[0] ?? '' } : {}),
    relation: name === undefined ? undefined : { database: undefined, schema, name },
    file: kind === 'source' ? 'models/sources.yml' : `models/${last}.sql`,
    propertiesFile: 'models/schema.yml',
    materialized: name === undefined ? 'ephemeral' : 'table',
    enabled: !before.endsWith(' disabled'),
    ...{ tags: [], description, dependsOn: [] },
    columns: columns.map((column) => ({ name: column, description: '', dataType: undefined, tests: [] })),
    config: {
      ...{ indexes: [], grants: new Map(), uniqueKey: [], incrementalStrategy: undefined, contract: false },
      ...{ persistDocs: false, unlogged: false, preHooks: [], postHooks: [] },
    },
  };
}
