import type { RelationKind } from '../../../catalog/relationKind';
import { quoteQualified } from '../../../sql/quote';
import type { DbtCheck } from '../../check';
import { type CrossFacts, type OtherRelation, relationKey } from '../../live/liveFacts';
import { aboutTarget, listed, sqlFix } from '../../live/liveFinding';

const id = 'stale-relations';

const dropWords: Readonly<Record<RelationKind, string>> = {
  table: 'TABLE',
  partitionedTable: 'TABLE',
  view: 'VIEW',
  materializedView: 'MATERIALIZED VIEW',
  foreignTable: 'FOREIGN TABLE',
};

export const staleRelations: DbtCheck<CrossFacts> = {
  id,
  title: 'Relations without a model',
  severity: 'warning',
  explanation:
    'dbt never drops the relation of a model that was removed, renamed or disabled. Readers go on reading what nobody fills any more. A run that was killed leaves __dbt_tmp and __dbt_backup behind.',
  failsIn: undefined,
  run: (facts) => {
    // Without a manifest, names are computed by dbt's default rules, and a macro may say otherwise.
    const severity = facts.graph.origin.kind === 'manifest' ? 'warning' : 'hint';
    return bySchema(withoutModel(facts).filter(({ owned }) => owned)).map(([schema, relations]) =>
      aboutTarget(
        facts,
        {
          check: id,
          severity,
          message: `In ${schema} on target ${facts.target.name}, ${listed(relations.map(({ name }) => name))} ${relations.length === 1 ? 'belongs' : 'belong'} to the role of dbt and to no model of this project.`,
          advice: 'Drop what is left of models that are gone; another dbt project may build here, too.',
          fixes: [
            sqlFix(
              'Show what would drop them',
              ...relations.map(({ kind, name }) => `DROP ${dropWords[kind]} ${quoteQualified(schema, name)}`),
            ),
          ],
        },
        'schema',
      ),
    );
  },
};

/** What lies where dbt builds and is no node of the graph. */
export function withoutModel({ graph, catalog }: CrossFacts): readonly OtherRelation[] {
  const known = new Set(
    [...graph.nodes.values()].flatMap(({ relation, enabled }) =>
      relation && enabled ? [relationKey(relation)] : [],
    ),
  );
  return catalog.others.filter((each) => !known.has(relationKey(each)));
}

export function bySchema(
  relations: readonly OtherRelation[],
): readonly (readonly [string, readonly OtherRelation[]])[] {
  const schemas = new Map<string, OtherRelation[]>();
  for (const relation of relations) {
    const own = schemas.get(relation.schema) ?? [];
    own.push(relation);
    schemas.set(relation.schema, own);
  }
  return [...schemas];
}
