import { literalText } from '../../../history/literalText';
import { isComment, type Token, tokenize } from '../../../sql/lexer';
import { builtInFunctions } from './builtInFunctions';
import type { NameKind, Pseudonyms } from './pseudonyms';
import { isKeyWord, isReserved, typeWords } from './sqlWords';

/** `statement`: as a person writes it. `expression`: as EXPLAIN writes it, key words in capital letters. */
export type SqlForm = 'statement' | 'expression';

/**
 * SQL with other names and constants: only key words, PostgreSQL's own functions and types, parameters and punctuation
 * stay. What is not known to be one of them is replaced, so a doubt costs readability and never a secret.
 */
export function anonymiseSql(text: string, names: Pseudonyms, form: SqlForm): string {
  const tokens = tokenize(text).filter((token) => !isComment(token));
  const walk: Walk = {
    words: tokens.map(({ start, end }) => text.slice(start, end)),
    tokens,
    names,
    form,
    types: new Set(),
  };
  let result = '';
  let end = 0;
  tokens.forEach((token, index) => {
    result += spaceBetween(text, end, token.start) + tokenText(walk, index);
    end = token.end;
  });
  return result;
}

interface Walk {
  readonly tokens: readonly Token[];
  /** As written. */
  readonly words: readonly string[];
  readonly names: Pseudonyms;
  readonly form: SqlForm;
  /** The indexes of words and parentheses that belong to the name of a type. */
  readonly types: Set<number>;
}

/** A comment leaves a space. */
function spaceBetween(text: string, start: number, end: number): string {
  const space = text.slice(start, end);
  return space === '' || space.trim() === '' ? space : space.includes('\n') ? '\n' : ' ';
}

function tokenText(walk: Walk, index: number): string {
  const { names, words } = walk;
  const word = words[index] ?? '';
  switch (walk.tokens[index]?.kind) {
    case 'word':
      return wordText(walk, index, word);
    case 'quotedIdentifier':
      return /^"\*[A-Z]+\*(?: \d+)?"$/.test(word)
        ? word
        : names.of(
            word.slice(1, word.endsWith('"') ? -1 : undefined).replaceAll('""', '"'),
            kindAt(walk, index),
          );
    case 'string':
    case 'dollarString':
      return names.constant(literalText(word));
    case 'number':
      return isPlanNumber(walk, index) || inType(walk, index) ? word : names.constant(word);
    case 'parameter':
      return /^\$\d+$/.test(word) ? word : names.constant(word);
    case 'openParen':
    case 'closeParen':
    case 'semicolon':
    case 'punctuation':
    case 'operator':
      inType(walk, index);
      return /[\p{L}\p{N}]/u.test(word) ? '?' : word;
    case 'blockComment':
    case 'lineComment':
    case 'jinja':
    case 'metaCommand':
    case 'unknown':
    case undefined:
      return '?';
  }
}

function wordText(walk: Walk, index: number, word: string): string {
  const { names, form } = walk;
  const small = word.toLowerCase();
  if (isTypeWord(walk, index, small)) {
    walk.types.add(index);
    return word;
  }
  if (standsForItself(walk, index, small)) {
    return word;
  }
  const isWrittenAsKeyWord = form === 'statement' || word !== small || lowerWords.has(word);
  const isName = isAfter(walk, index, '.') || isBefore(walk, index, '.');
  if (isWrittenAsKeyWord && !isName && isKeyWord(small) && (isReserved(small) || !names.knows(small))) {
    return word;
  }
  return names.of(small, kindAt(walk, index));
}

/** EXPLAIN writes these in small letters. */
const lowerWords: ReadonlySet<string> = new Set(['true', 'false', 'hashed', 'rescan', 'returns']);

/** PostgreSQL's own functions and schemas, and the columns of a sub-plan. */
function standsForItself(walk: Walk, index: number, small: string): boolean {
  const { names, words } = walk;
  if (isBefore(walk, index, '.')) {
    return small === 'pg_catalog' || small === 'information_schema';
  }
  const isQualified = isAfter(walk, index, '.');
  const qualifier = (words[index - 2] ?? '').toLowerCase();
  if (isQualified && qualifier === ')') {
    return /^col\d+$/.test(small);
  }
  return (
    isBefore(walk, index, '(') &&
    builtInFunctions.has(small) &&
    !names.knows(small) &&
    (!isQualified || qualifier === 'pg_catalog')
  );
}

/** `::integer`, `::timestamp(3) without time zone`, and before a literal in a statement: `date '…'`. */
function isTypeWord(walk: Walk, index: number, small: string): boolean {
  const before = walk.words[index - 1];
  const isType = before === '::' || walk.types.has(index - 1);
  const next = walk.tokens[index + 1]?.kind;
  const isCast = walk.form === 'statement' && (next === 'string' || before?.toLowerCase() === 'as');
  return typeWords.has(small) && (isType || (isCast && !walk.names.knows(small)));
}

/** The length or precision of a type, in its parentheses. */
function inType(walk: Walk, index: number): boolean {
  const word = walk.words[index] ?? '';
  const follows = walk.types.has(index - 1);
  const belongs = follows && (word === '(' || word === ')' || word === ',' || /^\d+$/.test(word));
  if (belongs) {
    walk.types.add(index);
  }
  return belongs;
}

/** `SubPlan 1`, `InitPlan 2`. */
function isPlanNumber({ form, words }: Walk, index: number): boolean {
  return form === 'expression' && /^(?:SubPlan|InitPlan)$/.test(words[index - 1] ?? '');
}

function kindAt(walk: Walk, index: number): NameKind {
  const before = (walk.words[index - 1] ?? '').toLowerCase();
  if (before === '::') {
    return 'type';
  }
  if (isBefore(walk, index, '.')) {
    return 'alias';
  }
  if (isBefore(walk, index, '(') && before !== 'into') {
    return 'function';
  }
  if (walk.form === 'statement' && ['from', 'join', 'into', 'update', 'table', 'only'].includes(before)) {
    return 'table';
  }
  return before === 'as' ? 'alias' : 'column';
}

function isAfter({ words }: Walk, index: number, word: string): boolean {
  return words[index - 1] === word;
}

function isBefore({ words }: Walk, index: number, word: string): boolean {
  return words[index + 1] === word;
}
