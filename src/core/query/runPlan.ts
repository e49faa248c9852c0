import type { TextRange } from '../../base/textRange';
import { tokenize } from '../sql/lexer';
import { type Statement, splitStatements, statementAt } from '../sql/splitStatements';
import { isAnsweredPsqlCommand, psqlAlternative, psqlCommandName } from './psqlCommand';
import type { SentText } from './sentText';

/** What the user asked to run. Offsets and ranges are UTF-16 units of the document. */
export type RunTarget =
  | { readonly kind: 'cursors'; readonly offsets: readonly number[] }
  | { readonly kind: 'selections'; readonly ranges: readonly TextRange[] }
  | { readonly kind: 'document' };

/** One statement as it is sent, and where it stands in the document at this moment. */
export interface PlannedStatement {
  readonly text: string;
  readonly range: TextRange;
  /** A backslash command of psql, which `preparePsql` turns into queries. */
  readonly isMetaCommand?: true;
  /** How it is called where the text would not say enough. */
  readonly title?: string;
  /** What is sent instead of the text. */
  readonly sent?: SentText;
  /** What is answered without asking the server, line by line. */
  readonly says?: readonly string[];
}

/** The statements to run in order, or one sentence that says why nothing is sent. */
export type RunPlan =
  | { readonly kind: 'run'; readonly statements: readonly PlannedStatement[] }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Decides what is sent. It refuses the whole run, before anything is sent, where the server would get another text
 * than the one the user means: templates, backslash commands, data of a COPY, a NUL character.
 * `split` are the statements of the whole text, where the caller has them already.
 */
export function planRun(
  text: string,
  target: RunTarget,
  split: readonly Statement[] = splitStatements(text),
): RunPlan {
  const template = split.find((statement) => statement.hasJinja);
  if (template) {
    return refused(jinjaReason(text, template));
  }
  const chosen = chooseStatements(text, target, split);
  const reason = chosen.length === 0 ? emptyReason(target, split) : firstObstacle(text, chosen);
  return reason === undefined ? { kind: 'run', statements: chosen.map(planned) } : refused(reason);
}

/** The SQL that the server gets for a statement; undefined for one that is answered without it. */
export function sentSql({ text, sent, says }: PlannedStatement): string | undefined {
  return says ? undefined : (sent?.text ?? text);
}

/** The first line of a statement, shortened, for tabs and messages. */
export function statementTitle(sql: string): string {
  const line = /\S.*/.exec(sql)?.[0].replace(/\s+/g, ' ').trim() ?? '';
  const isWhole = line.length <= titleLength && !/\n\s*\S/.test(sql.trim());
  const characters = Array.from(line.slice(0, 2 * titleLength));
  return isWhole ? line : `${characters.slice(0, titleLength).join('').trimEnd()} …`;
}

const titleLength = 60;

function planned({ text, range, isMetaCommand }: Statement): PlannedStatement {
  return { text, range, ...(isMetaCommand && { isMetaCommand }) };
}

function refused(reason: string): RunPlan {
  return { kind: 'refused', reason };
}

function chooseStatements(
  text: string,
  target: RunTarget,
  split: readonly Statement[],
): readonly Statement[] {
  switch (target.kind) {
    case 'document':
      return split;
    case 'selections':
      return [...target.ranges]
        .sort((a, b) => a.start - b.start)
        .flatMap((range) => splitSelection(text, range));
    case 'cursors': {
      const found = target.offsets.map((offset) => statementAt(split, offset));
      return split.filter((statement, index) => {
        const before = split[index - 1];
        // A backslash command that ends a statement instead of a semicolon belongs to it.
        const endsChosen = statement.isMetaCommand && before?.terminated === false && found.includes(before);
        return found.includes(statement) || endsChosen;
      });
    }
  }
}

/** A selection is text of its own: only what is selected is sent, also when it is a part of a statement. */
function splitSelection(text: string, range: TextRange): readonly Statement[] {
  return splitStatements(text.slice(range.start, range.end)).map((statement) => ({
    ...statement,
    range: shifted(statement.range, range.start),
    full: shifted(statement.full, range.start),
    reach: shifted(statement.reach, range.start),
    copyData: statement.copyData && shifted(statement.copyData, range.start),
  }));
}

function shifted(range: TextRange, by: number): TextRange {
  return { start: range.start + by, end: range.end + by };
}

function emptyReason(target: RunTarget, split: readonly Statement[]): string {
  if (split.length === 0) {
    return 'There is no SQL statement in this file.';
  }
  return target.kind === 'selections'
    ? 'There is no SQL statement in the selection.'
    : 'There is no SQL statement at the cursor. Put the cursor into one, or select the text to run.';
}

function jinjaReason(text: string, statement: Statement): string {
  const token = tokenize(statement.text).find((each) => each.kind === 'jinja');
  const opening = token ? statement.text.slice(token.start, token.start + 2) : '{{';
  const sample = { '{{': '{{ … }}', '{%': '{% … %}', '{#': '{# … #}' }[opening] ?? '{{ … }}';
  const line = lineNumber(text, statement.range.start + (token?.start ?? 0));
  return (
    `This file contains Jinja (${sample} on line ${line}), which only dbt can turn into SQL. ` +
    'Compile the model and run the compiled SQL. Nothing was sent.'
  );
}

/** Why the server must not get these statements, if so. */
function firstObstacle(text: string, statements: readonly Statement[]): string | undefined {
  for (const statement of statements) {
    const line = lineNumber(text, statement.range.start);
    if (statement.hasJinja) {
      return jinjaReason(text, statement);
    }
    if (statement.isMetaCommand && !isAnsweredPsqlCommand(statement.text)) {
      const alternative = psqlAlternative(statement.text);
      return `${psqlCommandName(statement.text)} on line ${line} is a command of psql, not SQL. ${alternative} Nothing was sent.`;
    }
    if (statement.copyData) {
      return `The COPY … FROM STDIN on line ${line} is followed by lines of data, which only psql sends. Run this file with psql. Nothing was sent.`;
    }
    const nul = statement.text.indexOf('\0');
    if (nul >= 0) {
      const at = lineNumber(text, statement.range.start + nul);
      return `Line ${at} contains a NUL character, at which PostgreSQL would stop reading. Remove it. Nothing was sent.`;
    }
  }
  return undefined;
}

function lineNumber(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
  }
  return line;
}
