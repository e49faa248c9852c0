import { formatBytes, formatCounted } from '../format';
import { type CopyPlan, extentWords } from './copyPlan';
import { relationWords } from './trialRelation';

/** Of the connection on which a copy would be made. */
export interface QuestionPlace {
  readonly connection: string;
  readonly database: string;
  readonly production: boolean;
  readonly readOnly: boolean;
  /** The trial executes the statement. */
  readonly executes: boolean;
  /** What stays of the statement although it is rolled back; empty when it only reads. */
  readonly remains: readonly string[];
}

export interface CopyQuestion {
  readonly message: string;
  readonly detail: string;
  /** The button that agrees. */
  readonly yes: string;
}

/** What the user is asked before a copy is made: what is created, how large, how long, and what becomes of it. */
export function copyQuestion(plan: CopyPlan, place: QuestionPlace): CopyQuestion {
  const { indexes } = plan.facts;
  const withIndexes =
    indexes.length === 0 ? '' : ` and of its ${indexes.length === 1 ? 'index' : `${indexes.length} indexes`}`;
  const lines = [
    `A schema ${plan.schema} is created in ${place.database} with an unlogged copy of ${extentWords(plan)}${withIndexes}.`,
    `It needs about ${formatBytes(plan.bytes)} of disk on the server, and more for the new index, and takes about ${secondsWords(plan.seconds)}.`,
    `The table is read once, and nothing of it is changed. Meanwhile only DROP, ALTER TABLE and the like have to wait.`,
    place.executes
      ? 'Then the statement runs on the copy, up to twice without the index and twice with it.'
      : undefined,
    ...(place.executes && place.remains.length > 0
      ? [`Each time it is rolled back, but not all of it can be: ${place.remains.join(' ')}`]
      : []),
    'The schema is dropped afterwards, also after a failure or a cancel.',
    place.production
      ? 'This is a production server: its other users may feel the reading and writing.'
      : undefined,
    place.readOnly
      ? 'This connection is read-only. For this copy alone, a session of its own writes.'
      : undefined,
  ];
  return {
    message: `Try the index on a copy of ${relationWords(plan.table)} on ${place.connection}?`,
    detail: lines
      .filter((line) => line !== undefined)
      .map((line) => `• ${line}`)
      .join('\n'),
    yes: 'Copy and Try',
  };
}

function secondsWords(seconds: number): string {
  return seconds < 90 ? formatCounted(seconds, 'second') : formatCounted(Math.round(seconds / 60), 'minute');
}
