import type { CatalogFacts } from '../../../core/plan/relationFacts';
import type { FileOfRelation } from '../../explorer/dbtMarks';

/** Notes which relations a dbt project of the workspace builds. */
export function withDbtFiles(facts: CatalogFacts, fileOf: FileOfRelation): CatalogFacts {
  return {
    ...facts,
    relations: facts.relations.map((answer) => {
      const path = answer.kind === 'found' ? fileOf(answer.facts.schema, answer.facts.name) : undefined;
      return answer.kind === 'found' && path !== undefined
        ? { ...answer, facts: { ...answer.facts, dbt: { kind: 'file', path } } }
        : answer;
    }),
  };
}
