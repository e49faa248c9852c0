import { targetKeywords } from '../../../catalog/actions/target';
import { quoteQualified } from '../../../sql/quote';
import type { DbtCheck } from '../../check';
import { readSources } from '../../live/builtNodes';
import { type CrossFacts, type OtherRelation, relationKey } from '../../live/liveFacts';
import { aboutTarget, listed, sqlFix } from '../../live/liveFinding';

const id = 'stale-relations';

export const staleRelations: DbtCheck<CrossFacts> = {
  id,
  title: 'Relations without a model',
  severity: 'warning',
  explanation:
    'dbt never drops the relation of a model that was removed, renamed or disabled. Readers go on reading what nobody fills any more. A run that was killed leaves __dbt_tmp and __dbt_backup behind.',
  failsIn: undefined,
  run: (facts) => {
    // Without a manifest, names are computed by dbt's default rules, and a macro may say otherwise.
    const sure = facts.graph.origin.kind === 'manifest';
    const shared = new Set(readSources(facts.graph).map(({ relation }) => relation.schema));
    const left = withoutModel(facts).filter((each) => isOwn(facts, each));
    return bySchema(left).map(([schema, relations]) =>
      aboutTarget(
        facts,
        {
          check: id,
          // Where sources lie, too, a table without a model is nothing strange.
          severity: sure && schema !== 'public' && !shared.has(schema) ? 'warning' : 'hint',
          message: `In ${schema} on target ${facts.target.name}, ${listed(relations.map(({ name }) => name))} ${relations.length === 1 ? 'belongs' : 'belong'} to the role of dbt and to no model of this project.`,
          advice: 'Drop what is left of models that are gone; another dbt project may build here, too.',
          fixes: [
            sqlFix(
              'Show what would drop them',
              ...relations.map(
                ({ kind, name }) => `DROP ${targetKeywords[kind]} ${quoteQualified(schema, name)}`,
              ),
            ),
          ],
        },
        'schema',
      ),
    );
  },
};

/** Whether the role that builds made it, as far as the owner tells. A superuser may do everything with what others made. */
export function isOwn({ catalog }: CrossFacts, { owner, owned }: OtherRelation): boolean {
  const { name, superuser } = catalog.role;
  return superuser ? owner === name : owned;
}

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
