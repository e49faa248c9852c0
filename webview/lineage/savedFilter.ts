import { isOneOf, isRecord, isString } from '../../src/base/validate';
import { lineageStates } from '../../src/core/dbt/lineage/lineageState';
import { vscodeApi } from '../shared/vscodeApi';
import type { LineageFilter } from './lineagePlan';

/** What the user arranged for a question, from before VS Code threw the hidden page away. */
export function savedFilter(question: number): LineageFilter | undefined {
  const state = vscodeApi.getState();
  if (!isRecord(state) || state['question'] !== question) {
    return undefined;
  }
  const { select, folder, tag, tests } = state;
  const chosen = isOneOf(lineageStates, state['state']) ? state['state'] : '';
  return isString(select) && isString(folder) && isString(tag)
    ? { select, folder, tag, state: chosen, tests: tests === true }
    : undefined;
}

export function saveFilter(question: number, filter: LineageFilter): void {
  vscodeApi.setState({ question, ...filter });
}
