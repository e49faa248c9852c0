import type { DbtGraph, DbtNode } from '../../src/core/dbt/graph/dbtGraph';
import { nodeConfig } from '../../src/core/dbt/graph/nodeConfig';

/** A node with what a test says of it, and nothing else. */
export function dbtNode(id: string, changes: Partial<DbtNode> = {}): DbtNode {
  const [kind = '', of = '', ...name] = id.split('.');
  return {
    ...{ id, kind: kind as DbtNode['kind'], name: name.join('.'), package: of },
    ...{ relation: undefined, file: '', propertiesFile: undefined, materialized: undefined, enabled: true },
    ...{ tags: [], description: '', columns: [], config: nodeConfig({}), dependsOn: [] },
    ...changes,
  };
}

export function dbtGraphOf(nodes: readonly DbtNode[]): DbtGraph {
  return {
    origin: { kind: 'files', target: undefined },
    project: 'shop',
    nodes: new Map(nodes.map((node) => [node.id, node])),
  };
}
