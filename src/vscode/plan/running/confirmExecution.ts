import { displayName } from '../../../core/explorer/displayName';
import type { ExplainQuestion } from '../../../core/plan/explainRequest';
import type { Confirm } from '../../query/questions';

/** Asks whether a statement may be executed and rolled back. @param place the name of the connection, and as whom */
export function confirmExecution(
  confirm: Confirm,
  place: string,
  { message, remains }: ExplainQuestion,
): Promise<boolean> {
  return confirm({
    message: `Execute this statement on ${displayName(place)} and roll it back?`,
    detail: [message, '', 'What is not rolled back:', ...remains.map((each) => `• ${each}`)].join('\n'),
    yes: 'Execute and Roll Back',
  });
}
