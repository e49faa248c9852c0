import type { Lens } from './lens';

/** The commands that row security knows. */
export const matrixCommands = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;
export type MatrixCommand = (typeof matrixCommands)[number];

export interface MatrixRelation {
  readonly schema: string;
  readonly name: string;
}

/** What came of trying one command on one relation as one role. */
export type MatrixOutcome =
  /** It was allowed for so many rows: of all, or of those that were tried one by one. */
  | {
      readonly kind: 'rows';
      readonly rows: number;
      /** Undefined where nobody could count them all. */
      readonly of: number | undefined;
      readonly oneByOne: boolean;
    }
  /** It was allowed, and for how many rows could not be told. */
  | { readonly kind: 'allowed'; readonly message: string }
  | { readonly kind: 'refused'; readonly by: 'privilege' | 'policy'; readonly message: string }
  /** A policy, a trigger or a function failed. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  /** The relation takes no such command from anybody. */
  | { readonly kind: 'notPossible'; readonly message: string }
  | { readonly kind: 'notTried'; readonly reason: string };

/** A cell of the matrix; numbers are indexes of the request. */
export interface MatrixCell {
  readonly lens: number;
  readonly relation: number;
  readonly command: MatrixCommand;
  readonly outcome: MatrixOutcome;
}

export interface MatrixRequest {
  readonly lenses: readonly Lens[];
  readonly relations: readonly MatrixRelation[];
  /** On a connection that must not write, only SELECT is tried. */
  readonly readOnly: boolean;
}

/** In one or two words, for a cell. */
export function outcomeWord(outcome: MatrixOutcome): string {
  switch (outcome.kind) {
    case 'rows': {
      const { rows, of } = outcome;
      return of === undefined || of === rows ? rows.toLocaleString('en') : `${rows} of ${of}`;
    }
    case 'allowed':
      return 'allowed';
    case 'refused':
      return outcome.by === 'privilege' ? 'no privilege' : 'policy';
    case 'failed':
      return 'error';
    case 'notPossible':
      return 'n/a';
    case 'notTried':
      return 'not tried';
  }
}

/** In a sentence. */
export function outcomeSentence(command: MatrixCommand, outcome: MatrixOutcome): string {
  switch (outcome.kind) {
    case 'rows': {
      const { rows, of, oneByOne } = outcome;
      const verb = verbs[command];
      if (oneByOne) {
        return `It may ${verb} ${rows} of the ${of ?? rows} rows that were tried one by one.`;
      }
      return of === undefined
        ? `It may ${verb} ${rows} rows. How many there are, this login cannot know.`
        : `It may ${verb} ${rows} of all ${of} rows.`;
    }
    case 'allowed':
    case 'notPossible':
      return outcome.message;
    case 'refused':
      return outcome.by === 'privilege'
        ? `Refused for want of a privilege: ${outcome.message}.`
        : `Refused by row security: ${outcome.message}.`;
    case 'failed':
      return `It failed: ${outcome.message} (${outcome.code}).`;
    case 'notTried':
      return outcome.reason;
  }
}

const verbs: Readonly<Record<MatrixCommand, string>> = {
  SELECT: 'see',
  INSERT: 'insert copies of',
  UPDATE: 'update',
  DELETE: 'delete',
};
