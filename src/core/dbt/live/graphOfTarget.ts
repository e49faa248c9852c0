import type { DbtGraph, DbtNode, DbtRelation } from '../graph/dbtGraph';
import { type DbtTarget, targetText } from '../profiles/target';

/**
 * A graph that was made for one target, with the relations of another: what lies in the schema of the first, or in one
 * that begins with its name as dbt's default macro makes them, lies in that of the other. Sources stay where they are.
 * dbt builds in one database only, so the one that the models name stands for that of the target, also where a variable
 * of the environment named another when the manifest was written.
 */
export function graphOfTarget(graph: DbtGraph, targets: readonly DbtTarget[], wanted: DbtTarget): DbtGraph {
  const from = madeFor(graph, targets);
  const [before, after] = [schemaOf(from), schemaOf(wanted)];
  const inPlace = from === wanted || before === undefined || after === undefined;
  const databaseBefore = builtDatabase(graph);
  const moved = (node: DbtNode): DbtNode => {
    if (node.relation === undefined) {
      return node;
    }
    const { database, schema } = node.relation;
    const relation: DbtRelation = {
      ...node.relation,
      database: database === databaseBefore ? undefined : database,
      schema: inPlace || node.kind === 'source' ? schema : movedSchema(schema, before, after),
    };
    return { ...node, relation };
  };
  return { ...graph, nodes: new Map([...graph.nodes].map(([id, node]) => [id, moved(node)])) };
}

function builtDatabase({ nodes }: DbtGraph): string | undefined {
  const built = [...nodes.values()].find(({ kind, relation }) => kind !== 'source' && relation?.database);
  return built?.relation?.database;
}

function movedSchema(schema: string, before: string, after: string): string {
  return schema === before || schema.startsWith(`${before}_`) ? after + schema.slice(before.length) : schema;
}

/** A manifest seldom says its target: then it is the one whose schema the models lie in, the default one first. */
function madeFor({ origin, nodes }: DbtGraph, targets: readonly DbtTarget[]): DbtTarget | undefined {
  const named = targets.find(({ name }) => name === origin.target);
  if (named) {
    return named;
  }
  const schemas = [...nodes.values()].flatMap(({ kind, relation }) =>
    kind !== 'source' && relation ? [relation.schema] : [],
  );
  const score = (target: DbtTarget): number => {
    const schema = schemaOf(target);
    return schema === undefined
      ? 0
      : schemas.filter((each) => each === schema || each.startsWith(`${schema}_`)).length;
  };
  const byDefault = targets.toSorted((one, other) => Number(other.isDefault) - Number(one.isDefault));
  const best = Math.max(0, ...byDefault.map(score));
  return best === 0 ? undefined : byDefault.find((target) => score(target) === best);
}

function schemaOf(target: DbtTarget | undefined): string | undefined {
  return target && targetText(target, 'schema');
}
