import type { CancelSignal } from '../../base/cancelSignal';
import type { Cell, Database } from '../ports';
import { type Effect, kindOf } from '../query/statementKind';
import { tokenize } from '../sql/lexer';
import type { ParseOutcome, SqlParser } from '../sql/parser';
import { type ExplainOption, isOn, unwrapExplain } from './explainOptions';
import {
  type ChoiceContext,
  chosenOptions,
  type ExplainChoice,
  explainOptionInfo,
  recommendedChoice,
} from './running/explainChoice';
import { volatileFunctions } from './volatileFunctions';

/** What the user asks for. */
export interface ExplainIntent {
  /** Exactly one statement, with or without an EXPLAIN of its own. */
  readonly text: string;
  /** Of its parameters. */
  readonly values?: readonly Cell[];
  /** EXPLAIN ANALYZE; an ANALYZE in the text asks for the same. */
  readonly analyze: boolean;
  /** The connection must not write: what may write is not executed. */
  readonly readOnly: boolean;
  /** `server_version_num`. */
  readonly serverVersion: number;
  /** The options of EXPLAIN; as recommended unless named. Its ANALYZE is `analyze`. */
  readonly choice?: ExplainChoice;
  /** Run as this role. */
  readonly role?: string | undefined;
  /** What the application of that role sets in its transaction. */
  readonly settings?: readonly ExplainSetting[] | undefined;
  /** How many times it is executed, for the question; once unless named. */
  readonly repeat?: number;
}

/** A setting of the server or of an application, for one transaction. */
export interface ExplainSetting {
  readonly name: string;
  readonly value: string;
}

/** An EXPLAIN, ready to be sent by `runExplain`. */
export interface ExplainRequest {
  /** What is put before the statement. */
  readonly prefix: string;
  readonly statement: string;
  /** Where `statement` begins in the text of the intent, in UTF-16 units. */
  readonly offset: number;
  /** The text of the intent, to which the positions of errors refer. */
  readonly text: string;
  readonly values?: readonly Cell[];
  readonly executes: boolean;
  readonly readOnly: boolean;
  /** Run as this role, within the transaction that is rolled back. */
  readonly role?: string | undefined;
  /** Made in that transaction, as the role. */
  readonly settings?: readonly ExplainSetting[];
  /** Parameters have no values (GENERIC_PLAN): it cannot be sent with bound values, not even with none. */
  readonly generic?: boolean;
  /** Ask this before sending; once for each statement text is enough. */
  readonly question: ExplainQuestion | undefined;
  /** Why the request is not what was asked for: a sentence to show with the plan. */
  readonly note: string | undefined;
}

export interface ExplainQuestion {
  /** What will happen and why it is asked: a sentence or two. */
  readonly message: string;
  /** What stays although everything is rolled back: one sentence each. */
  readonly remains: readonly string[];
}

export type ExplainPreparation =
  | { readonly kind: 'ready'; readonly request: ExplainRequest }
  /** A sentence that says why there is no plan for this statement, and what to do instead. */
  | { readonly kind: 'refused'; readonly reason: string };

/** What the preparation looks things up with. */
export interface ExplainLookup {
  readonly parser: SqlParser;
  /** Knows which functions are volatile. */
  readonly catalog: Pick<Database, 'read'>;
}

/**
 * Decides what is sent for a statement, and whether the user is asked first: ANALYZE executes, so anything is asked about
 * but a query whose own functions are PostgreSQL's or not volatile. The functions behind views, operators and policies
 * cannot be seen in its text.
 * @throws what reading the catalog throws.
 */
export async function prepareExplain(
  intent: ExplainIntent,
  lookup: ExplainLookup,
  signal: CancelSignal,
): Promise<ExplainPreparation> {
  const own = unwrapExplain(intent.text);
  const offset = own?.offset ?? 0;
  const statement = intent.text.slice(offset);
  const asked = intent.analyze || isOn(own?.options.find(({ name }) => name === 'analyze'));
  const generic = !asked && wantsGenericPlan(intent, own?.options ?? []);
  const refused =
    (intent.values || generic ? undefined : refusalOfText(statement)) ?? refusalOfOptions(own?.options ?? []);
  if (refused !== undefined) {
    return { kind: 'refused', reason: refused };
  }
  const understood = understand(await lookup.parser.parse(statement));
  if (understood.refusal !== undefined) {
    return { kind: 'refused', reason: understood.refusal };
  }
  const { effect } = understood;
  const withheld = asked && intent.readOnly && effect.kind === 'mayWrite';
  const executes = asked && !withheld;
  const context = { version: intent.serverVersion, executes, writes: effect.kind === 'mayWrite' };
  const options = explainOptions(intent.choice, context, own?.options ?? []);
  const hint = own === undefined || own.hint === '' ? '' : `${own.hint} `;
  return {
    kind: 'ready',
    request: {
      prefix: `EXPLAIN (${options.join(', ')}) ${hint}`,
      statement,
      offset,
      text: intent.text,
      ...(intent.values && !generic && { values: intent.values }),
      executes,
      readOnly: intent.readOnly,
      role: intent.role,
      ...(intent.settings && { settings: intent.settings }),
      generic,
      question: executes ? repeated(await questionFor(effect, lookup.catalog, signal), intent) : undefined,
      note: withheld
        ? `This connection is read-only, so the statement was not executed. ${reasonOf(effect)}`
        : undefined,
    },
  };
}

interface Understood {
  readonly effect: Effect;
  readonly refusal?: string;
}

/** What the parser cannot read may still be right for this server, which will say so; it counts as writing. */
function understand({ value, problems }: ParseOutcome): Understood {
  const [parsed, ...others] = value ?? [];
  if (value === undefined) {
    const reason = `The statement could not be checked: ${problems[0]?.message ?? 'it was not understood'}.`;
    return { effect: { kind: 'mayWrite', reason } };
  }
  const effect: Effect = parsed === undefined ? { kind: 'reads', functions: [] } : kindOf(parsed).effect;
  if (parsed === undefined) {
    return { effect, refusal: 'There is no statement to explain.' };
  }
  if (others.length > 0) {
    return { effect, refusal: 'Only one statement at a time can be explained.' };
  }
  return explainable.has(parsed.tag) ? { effect } : { effect, refusal: whyNoPlan(parsed.tag) };
}

/** Source: `ExplainableStmt` in PostgreSQL's gram.y, without REFRESH, for which there is no plan. */
const explainable: ReadonlySet<string> = new Set([
  ...['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'],
  ...['DeclareCursorStmt', 'CreateTableAsStmt', 'ExecuteStmt'],
]);

function whyNoPlan(tag: string): string {
  switch (tag) {
    case 'CallStmt':
    case 'DoStmt':
      return 'PostgreSQL has no plan for CALL and DO. Explain the statements inside the procedure one by one.';
    case 'RefreshMatViewStmt':
      return 'PostgreSQL shows no plan for REFRESH MATERIALIZED VIEW. Explain the query of the view instead.';
    case 'CopyStmt':
      return 'PostgreSQL has no plan for COPY. Explain its query alone.';
    case 'PrepareStmt':
      return 'PostgreSQL has no plan for PREPARE. Run it, and then explain its EXECUTE.';
    case 'ExplainStmt':
      return 'The statement begins with EXPLAIN twice. Leave one out.';
    default:
      return (
        'PostgreSQL has no plan for this statement. Plans exist for SELECT, VALUES, INSERT, UPDATE, DELETE, MERGE, ' +
        'CREATE TABLE AS, DECLARE and EXECUTE.'
      );
  }
}

function refusalOfText(statement: string): string | undefined {
  return tokenize(statement).some((token) => token.kind === 'parameter')
    ? 'The statement has parameters such as $1. Put values in their place to see its plan.'
    : undefined;
}

function refusalOfOptions(options: readonly ExplainOption[]): string | undefined {
  const strange = options.find(
    ({ name, value }) => !/^[a-z_]+$/.test(name) || (value !== undefined && !/^(?:\w+|'\w*')$/.test(value)),
  );
  return strange === undefined
    ? undefined
    : `The EXPLAIN option ${strange.name} was not understood. Correct it or leave it out.`;
}

/** GENERIC_PLAN, chosen or written; the server says what a version without it thinks of it. */
function wantsGenericPlan({ choice, serverVersion }: ExplainIntent, own: readonly ExplainOption[]): boolean {
  const written = own.find(({ name }) => name === 'generic_plan');
  return written
    ? isOn(written)
    : choice?.genericPlan === 'on' && serverVersion >= explainOptionInfo.genericPlan.since;
}

/** The options that this server has, overridden by the user's own. The format is ours. */
function explainOptions(
  choice: ExplainChoice | undefined,
  context: ChoiceContext,
  own: readonly ExplainOption[],
): readonly string[] {
  const { executes } = context;
  const options = new Map(chosenOptions(choice ?? recommendedChoice(executes), context));
  for (const { name, value } of own) {
    const needsAnalyze = (name === 'timing' || name === 'wal' || name === 'serialize') && !executes;
    if (name !== 'analyze' && name !== 'format' && !needsAnalyze) {
      options.set(name, value === undefined ? name.toUpperCase() : `${name.toUpperCase()} ${value}`);
    }
  }
  return [...options.values(), 'FORMAT JSON'];
}

/** What happens several times is asked about as such. */
function repeated(
  question: ExplainQuestion | undefined,
  { repeat = 1 }: ExplainIntent,
): ExplainQuestion | undefined {
  return question && repeat > 1
    ? { ...question, message: `${question.message} This happens ${repeat} times, one after the other.` }
    : question;
}

async function questionFor(
  effect: Effect,
  catalog: Pick<Database, 'read'>,
  signal: CancelSignal,
): Promise<ExplainQuestion | undefined> {
  if (effect.kind === 'mayWrite') {
    return question(effect.reason);
  }
  const own = effect.functions.find(takesNumbers);
  if (own !== undefined) {
    return question(`It calls ${own.join('.')}(), which changes a sequence.`);
  }
  if (effect.functions.length === 0) {
    return undefined;
  }
  const [first, ...others] = await catalog.read(volatileFunctions(effect.functions), signal);
  if (first === undefined) {
    return undefined;
  }
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return question(`It calls ${first}()${more}, which may do more than compute: it is marked volatile.`);
}

function takesNumbers(name: readonly string[]): boolean {
  const isBuiltIn = name.length === 1 || name.at(-2) === 'pg_catalog';
  return isBuiltIn && ['nextval', 'setval'].includes(name.at(-1) ?? '');
}

function question(reason: string): ExplainQuestion {
  return {
    message: `EXPLAIN ANALYZE executes the statement and then rolls it back. ${reason}`,
    remains: [
      'Sequences keep the numbers that were taken from them.',
      'What functions do outside the transaction stays: other connections (dblink), files, programs, messages sent.',
      'Advisory locks that are taken for the session stay with it.',
      'Rows that were written and taken back leave dead space until the next VACUUM.',
      'Until it ends, the statement holds its locks, and other sessions wait for them.',
    ],
  };
}

function reasonOf(effect: Effect): string {
  return effect.kind === 'mayWrite' ? effect.reason : '';
}
