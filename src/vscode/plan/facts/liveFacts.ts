import type { CancelSignal } from '../../../base/cancelSignal';
import { conditionColumns } from '../../../core/plan/facts/conditionColumns';
import { planRelations, relationKey } from '../../../core/plan/facts/planRelations';
import { mostRelations, readRelationFacts } from '../../../core/plan/facts/readRelationFacts';
import { relationSections } from '../../../core/plan/facts/relationSections';
import type { PlanDocument, PlannedStatement, PlanNode } from '../../../core/plan/planModel';
import type { CatalogFacts, PlanRelation, RelationAnswer } from '../../../core/plan/relationFacts';
import type { Database } from '../../../core/ports';
import type { NodeFactsView } from '../../../protocol/planFacts';

export interface LiveFactsParts {
  /** The catalog of the database in which the plan was made. */
  readonly database: () => Promise<Database>;
  /** As which the statement ran. */
  readonly role: string | undefined;
  /** Adds what the workspace says of how the relations are built. */
  readonly withDbt: (facts: CatalogFacts) => Promise<CatalogFacts>;
}

/** What the live catalog knows of the relations of one plan: read at the first question, then kept with the plan. */
export class LiveFacts {
  private readonly known = new Map<string, RelationAnswer>();
  private reading: Promise<CatalogFacts> | undefined;

  constructor(private readonly parts: LiveFactsParts) {}

  /** The facts of all relations of the plan. Throws as `readRelationFacts`; the next call then tries again. */
  all(document: PlanDocument, signal: CancelSignal): Promise<CatalogFacts> {
    const relations = planRelations(document.results.filter((result) => result.kind === 'plan'));
    this.reading ??= this.read(relations, signal).catch((error: unknown) => {
      this.reading = undefined;
      throw error;
    });
    return this.reading;
  }

  /** What is known of the relation that a node reads or writes. Throws as `all`. */
  async node(document: PlanDocument, place: NodePlace, signal: CancelSignal): Promise<NodeFactsView> {
    const statement = document.results[place.plan];
    const node = statement?.kind === 'plan' ? statement.nodes[place.node] : undefined;
    const relation = node && relationOf(node);
    if (statement?.kind !== 'plan' || !node || !relation) {
      return { kind: 'none' };
    }
    await this.all(document, signal);
    const answer = await this.answer(relation, signal);
    return answer?.kind === 'found'
      ? { kind: 'facts', facts: sectionsOf(answer, node, statement) }
      : { kind: 'unknown', reason: answer?.reason ?? 'Nothing is known of its table.' };
  }

  /** A plan can have more relations than are read at once: then this one is read alone. */
  private async answer(relation: PlanRelation, signal: CancelSignal): Promise<RelationAnswer | undefined> {
    const key = relationKey(relation);
    if (!this.known.has(key)) {
      await this.read([relation], signal);
    }
    return this.known.get(key);
  }

  private async read(relations: readonly PlanRelation[], signal: CancelSignal): Promise<CatalogFacts> {
    const database = await this.parts.database();
    const read = await readRelationFacts(database, relations, this.parts.role, signal);
    const facts = await this.parts.withDbt(read);
    facts.relations.slice(0, mostRelations).forEach((answer) => {
      this.known.set(relationKey(answer.asked), answer);
    });
    return facts;
  }
}

/** A node: the plan by its place among the statement's plans. */
export interface NodePlace {
  readonly plan: number;
  readonly node: number;
}

function relationOf({ schema, relation, targets }: PlanNode): PlanRelation | undefined {
  const [target] = targets;
  return relation === undefined ? target : { schema, relation };
}

function sectionsOf(
  answer: RelationAnswer & { readonly kind: 'found' },
  node: PlanNode,
  statement: PlannedStatement,
) {
  const names = answer.facts.columns.map(({ name }) => name);
  return relationSections(answer.facts, conditionColumns(node, statement, names));
}
