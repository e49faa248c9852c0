import type { DbtGraph, DbtNode } from '../graph/dbtGraph';
import type { LineageMeasure } from './lineageTexts';
import type { RelationMeasure } from './relationMeasures';

/**
 * What the server says of nodes, by their ids. Whatever is something in the database and is not there is missing; what does not
 * have to be there, as a test without stored failures, is left out.
 */
export function lineageMeasures(
  graph: DbtGraph,
  rows: readonly RelationMeasure[],
): Readonly<Record<string, LineageMeasure>> {
  const known = new Map(rows.map((row) => [keyOf(row), row]));
  return Object.fromEntries(
    [...graph.nodes.values()].flatMap((node): readonly (readonly [string, LineageMeasure])[] => {
      const row = node.relation && known.get(keyOf(node.relation));
      if (row) {
        return [[node.id, { rows: row.rows, bytes: row.bytes }]];
      }
      return isExpected(node) ? [[node.id, 'missing']] : [];
    }),
  );
}

function isExpected({ kind, relation, enabled }: DbtNode): boolean {
  return enabled && relation !== undefined && kind !== 'test' && kind !== 'other';
}

function keyOf({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return JSON.stringify([schema, name]);
}
