import type { QualifiedName } from '../catalog/queries/partitionAncestors';
import type { FoundObject, SearchKind } from '../catalog/queries/searchObjects';
import type { ExplorerNode } from './nodes';

/** Tells the child of a node at which the way to an object goes on. */
export type RevealStep = (child: ExplorerNode) => boolean;

/**
 * The way from a connection down to an object.
 * @param database Undefined for the connection's own database.
 * @param ancestors The partitioned tables above a partition, the topmost first.
 */
export function revealSteps(
  database: string | undefined,
  object: FoundObject,
  ancestors: readonly QualifiedName[] = [],
): readonly RevealStep[] {
  const [top] = ancestors;
  const schema = object.kind === 'schema' ? object.name : (top?.schema ?? object.schema);
  const steps: RevealStep[] = [
    (child) =>
      child.kind === 'database' && (database === undefined ? child.row.own : child.row.name === database),
    (child) => child.kind === 'schema' && child.row.name === schema,
  ];
  const group = groups[object.kind];
  if (group !== undefined) {
    steps.push((child) => child.kind === 'group' && child.holds === group);
    steps.push((child) => child.kind === 'object' && child.row.name === object.name);
  } else if (object.kind !== 'schema') {
    for (const ancestor of ancestors) {
      steps.push(isRelation(ancestor), (child) => child.kind === 'folder' && child.holds === 'partitions');
    }
    steps.push(isRelation(object));
  }
  return steps;
}

const groups: Partial<Record<SearchKind, string>> = {
  function: 'functions',
  procedure: 'functions',
  aggregate: 'functions',
  sequence: 'sequences',
  type: 'types',
};

function isRelation({ schema, name }: QualifiedName): RevealStep {
  return (child) => child.kind === 'relation' && child.row.schema === schema && child.row.name === name;
}
