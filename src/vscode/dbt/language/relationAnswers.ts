import type { DbtNode } from '../../../core/dbt/graph/dbtGraph';
import { type RelationAnswer, relationAnswer } from '../../../core/dbt/language/relationAnswer';
import type { DbtTarget } from '../../../core/dbt/profiles/target';
import type { Database } from '../../../core/ports';
import type { ConnectedDatabases } from '../../connections/connectionService';
import { connectedDatabaseOf } from '../connectedTarget';

/** How long an answer is good, in milliseconds: long enough for a walk through a model, too short to mislead. */
const freshFor = 15_000;

/** How long somebody who hovers waits, in milliseconds. */
const patience = 2500;

interface Kept {
  readonly at: number;
  readonly answer: Promise<RelationAnswer | 'missing' | undefined>;
}

/** What the server of a target says of relations. Nothing is connected for it: only what is connected anyway is asked. */
export class RelationAnswers {
  private kept = new WeakMap<Database, Map<string, Kept>>();

  constructor(private readonly connected: ConnectedDatabases) {}

  /** Undefined when the database of the target is not connected, and when it does not answer in time. */
  async answer(
    node: DbtNode,
    target: DbtTarget | undefined,
  ): Promise<RelationAnswer | 'missing' | undefined> {
    const { relation } = node;
    const database = relation && target && (await connectedDatabaseOf(this.connected, target));
    if (!relation || !database) {
      return undefined;
    }
    const answers = this.kept.get(database) ?? new Map<string, Kept>();
    this.kept.set(database, answers);
    const key = JSON.stringify([relation.schema, relation.name]);
    const known = answers.get(key);
    if (known && Date.now() - known.at < freshFor) {
      return known.answer;
    }
    const answer = ask(database, relation.schema, relation.name);
    answers.set(key, { at: Date.now(), answer });
    return answer;
  }
}

async function ask(
  database: Database,
  schema: string,
  name: string,
): Promise<RelationAnswer | 'missing' | undefined> {
  try {
    const [row] = await database.read(relationAnswer(schema, name), AbortSignal.timeout(patience));
    return row ?? 'missing';
  } catch {
    // A hover says what the files say when the server does not answer.
    return undefined;
  }
}
