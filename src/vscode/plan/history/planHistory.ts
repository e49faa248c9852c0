import { UserError } from '../../../base/userError';
import type { EntryPlan, HistoryEntry } from '../../../core/history/historyEntry';
import { redactSql } from '../../../core/history/redactSql';
import { statementKey } from '../../../core/history/statementKey';
import { parseJsonPlan } from '../../../core/plan/parseJson';
import type { FoundPlan } from '../../../core/plan/read/planReading';
import type { History } from '../../history/history';

/** An EXPLAIN of the history whose plan is still kept. */
export type PlanEntry = HistoryEntry & { readonly plan: EntryPlan };

/** So many plans are listed unless asked for more. */
const listed = 50;

/** The plans of the history, the newest first. */
export class PlanHistory {
  constructor(private readonly history: Pick<History, 'open'>) {}

  /** Plans of any statement. */
  recent(limit = listed): Promise<readonly PlanEntry[]> {
    return this.list(() => true, limit);
  }

  /** Plans of this statement, however it is written; its secrets make no difference either. */
  ofStatement(text: string, limit = listed): Promise<readonly PlanEntry[]> {
    const key = statementKey(redactSql(text).text);
    return this.list(({ statement }) => statement === key, limit);
  }

  /** @throws UserError when the plan is not kept any more */
  async read(entry: Pick<HistoryEntry, 'id'>): Promise<FoundPlan> {
    const { plans } = await this.history.open();
    const text = await plans.read(entry.id);
    const { value, problems } = parseJsonPlan(text ?? '');
    if (text === undefined || value === undefined) {
      throw new UserError(
        'The plan of this run is not kept any more. Explain the statement again. ' +
          'How long and how much is kept is set by lakehouse.history.keepDays and keepSize.',
      );
    }
    return { document: value, format: 'json', text, line: 1, problems, logged: undefined };
  }

  /** Day by day, so that the newest plans are found without reading everything. */
  private async list(fits: (plan: EntryPlan) => boolean, limit: number): Promise<readonly PlanEntry[]> {
    const { files, plans } = await this.history.open();
    const kept = await plans.ids();
    const found: PlanEntry[] = [];
    for (const day of await files.days()) {
      for (const entry of await files.read(day)) {
        if (isPlanEntry(entry) && kept.has(entry.id) && fits(entry.plan)) {
          found.push(entry);
        }
      }
      if (found.length >= limit) {
        break;
      }
    }
    return found.slice(0, limit);
  }
}

export function isPlanEntry(entry: HistoryEntry): entry is PlanEntry {
  return entry.plan !== undefined;
}
