import { isComment, tokenize } from '../../sql/lexer';
import type { PlanShape, RowClass, ShapeNode } from './planShape';

/** The shapes of the statements of one SQL file, as they are kept beside it. */
export interface BaselineFile {
  readonly statements: readonly BaselineStatement[];
}

export interface BaselineStatement {
  /** Its place in the SQL file when the baseline was saved, from 1. */
  readonly number: number;
  /** The statement on one line, without comments and constants, shortened. */
  readonly sql: string;
  readonly shape: PlanShape;
}

/** A part of a baseline that was not understood. */
export interface BaselineProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** The name of the baseline of an SQL file: `loans.sql` has `loans.plan-baseline`. */
export function baselineName(sqlFile: string): string {
  return `${sqlFile.replace(/\.[^./\\]*$/, '')}${baselineEnding}`;
}

export const baselineEnding = '.plan-baseline';

/** Writes a baseline; the same shapes give the same text. */
export function writeBaseline({ statements }: BaselineFile): string {
  const sorted = [...statements].sort((a, b) => a.number - b.number);
  return [
    ...header,
    ...sorted.flatMap(({ number, sql, shape }) => ['', `statement ${number}: ${sql}`, ...shapeLines(shape)]),
    '',
  ].join('\n');
}

/** A line for each node. */
export function shapeLines(shape: PlanShape): readonly string[] {
  return shape.map(({ depth, role, action, index, target, many, rows }) =>
    [
      `  ${'  '.repeat(depth)}`,
      role === undefined ? '' : `${role}: `,
      many ? 'each ' : '',
      action,
      index === undefined ? '' : ` using ${index}`,
      target === undefined ? '' : ` on ${target}`,
      rows === undefined ? '' : ` | rows 10^${rows.exponent}`,
    ].join(''),
  );
}

/** Reads a baseline. What is not understood is left out and told. */
export function readBaseline(text: string): {
  readonly value: BaselineFile;
  readonly problems: readonly BaselineProblem[];
} {
  const statements: { number: number; sql: string; shape: ShapeNode[] }[] = [];
  const problems: BaselineProblem[] = [];
  text.split(/\r?\n/).forEach((line, index) => {
    const head = /^statement (\d{1,6}): ?(.*)$/.exec(line);
    const current = statements.at(-1);
    if (line.trim() === '' || line.startsWith('#')) {
      return;
    }
    if (head) {
      statements.push({ number: Number(head[1]), sql: head[2] ?? '', shape: [] });
    } else if (current && line.startsWith('  ')) {
      current.shape.push(readLine(line, current.shape));
    } else {
      problems.push({ line: index + 1, message: 'This line is neither a statement nor a node of a plan.' });
    }
  });
  return { value: { statements }, problems };
}

/** The longest text of a statement that is kept. */
const longest = 160;

/** A statement on one line, so that it is found again after a change of its constants, comments or layout. */
export function statementLine(sql: string): string {
  const words: string[] = [];
  for (const token of tokenize(sql).filter((each) => !isComment(each) && each.kind !== 'semicolon')) {
    const constant = ['string', 'dollarString', 'number', 'parameter'].includes(token.kind);
    const word = constant ? '?' : sql.slice(token.start, token.end);
    const repeated = word === '?' && words.at(-1) === ',' && words.at(-2) === '?';
    if (repeated) {
      words.pop();
    } else {
      words.push(token.kind === 'word' ? word.toLowerCase() : word);
    }
  }
  const line = words
    .join(' ')
    .replace(/\s+/g, ' ')
    .replace(/ ([,.)])/g, '$1')
    .replace(/([.(]) /g, '$1');
  return Array.from(line).length > longest ? `${Array.from(line).slice(0, longest).join('')}…` : line;
}

const header: readonly string[] = [
  '# Plan baseline 1: the shapes of the plans of the SQL file beside this one.',
  '# A line is a node of a plan. Rows are estimates, as powers of ten. docs/BASELINES.md explains the format.',
];

function readLine(line: string, above: readonly ShapeNode[]): ShapeNode {
  const spaces = /^ */.exec(line)?.[0].length ?? 0;
  // A line cannot stand deeper than right below the one before it.
  const depth = Math.min(Math.max(0, Math.floor(spaces / 2) - 1), (above.at(-1)?.depth ?? -1) + 1);
  const [words, rows] = withoutRows(line.trim());
  const role = /^(InitPlan|SubPlan|CTE (?:"(?:[^"]|"")*"|[^\s":]+)): /.exec(words);
  const rest = role ? words.slice(role[0].length) : words;
  const many = rest.startsWith('each ');
  const [action, index, target] = parts(many ? rest.slice('each '.length) : rest);
  return { depth, role: role?.[1], action, index, target, many, rows };
}

function withoutRows(line: string): readonly [string, RowClass | undefined] {
  const found = / \| rows 10\^(\d{1,3})$/.exec(line);
  return found
    ? [line.slice(0, found.index), { exponent: Number(found[1]), estimate: undefined }]
    : [line, undefined];
}

/** `Index Scan using loans_pkey on core.loans l`; the words between may stand in a quoted name. */
function parts(text: string): readonly [string, string | undefined, string | undefined] {
  const on = outsideQuotes(text, ' on ');
  const target = on === undefined ? undefined : text.slice(on + ' on '.length);
  const before = on === undefined ? text : text.slice(0, on);
  const using = outsideQuotes(before, ' using ');
  return using === undefined
    ? [before, undefined, target]
    : [before.slice(0, using), before.slice(using + ' using '.length), target];
}

function outsideQuotes(text: string, wanted: string): number | undefined {
  let quotes = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') {
      quotes = !quotes;
    } else if (!quotes && text.startsWith(wanted, at)) {
      return at;
    }
  }
  return undefined;
}
