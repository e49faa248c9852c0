import { UserError } from '../../../base/userError';
import { quoteLiteral } from '../../sql/quote';

/**
 * A pattern of psql: `*` and `?` stand for any characters, a dot parts the schema from the name, letters are lower case
 * outside double quotes, and everything else is a regular expression. Source: PostgreSQL manual, psql, "Patterns".
 */
export interface NamePattern {
  /** As a regular expression; undefined when the pattern names none. */
  readonly schema: string | undefined;
  readonly name: string;
  /** It can match one name only. */
  readonly isExact: boolean;
}

/** @throws UserError for more than three parts, or for another database than this one */
export function parseNamePattern(text: string, database?: string): NamePattern {
  const parts = dottedParts(text);
  if (parts.length > 3) {
    throw new UserError(`The name has too many parts: ${text}. Write schema and name.`);
  }
  if (parts.length === 3 && database !== undefined && parts[0]?.plain !== database) {
    throw new UserError(`${text} is in another database. Connect to it first.`);
  }
  const name = parts.at(-1);
  const schema = parts.at(-2);
  return {
    schema: schema?.expression,
    name: name?.expression ?? '',
    isExact: name?.plain !== undefined && (schema === undefined || schema.plain !== undefined),
  };
}

/** What a pattern is held against, as SQL. */
export interface PatternColumns {
  readonly schema: string | undefined;
  readonly name: string;
  /** Another form of the name that may match, such as the SQL name of a type. */
  readonly otherName?: string;
  /** True for what is found without its schema. */
  readonly visible: string | undefined;
}

/**
 * The condition of a pattern; `true` where it says nothing. Without a schema in the pattern, and without a pattern, only
 * what is visible counts.
 */
export function patternCondition(pattern: NamePattern | undefined, columns: PatternColumns): string {
  const conditions: string[] = [];
  const { schema, name, otherName, visible } = columns;
  if (pattern && pattern.name !== anything) {
    const names = [name, ...(otherName === undefined ? [] : [otherName])];
    conditions.push(`(${names.map((each) => matches(each, pattern.name)).join(' OR ')})`);
  }
  if (pattern?.schema !== undefined) {
    if (schema !== undefined && pattern.schema !== anything) {
      conditions.push(matches(schema, pattern.schema));
    }
  } else if (visible !== undefined) {
    conditions.push(visible);
  }
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

/** Leaves out what belongs to the system, unless it is asked for by `S` or by a pattern. */
export function systemCondition(
  schema: string,
  asked: { readonly system: boolean; readonly pattern: NamePattern | undefined },
): string {
  return asked.system || asked.pattern
    ? 'true'
    : `${schema} <> 'pg_catalog' AND ${schema} OPERATOR(pg_catalog.!~) '^pg_toast' AND ${schema} <> 'information_schema'`;
}

const anything = '.*';

function matches(column: string, expression: string): string {
  return `${column} OPERATOR(pg_catalog.~) ${quoteLiteral(`^(${expression})$`)} COLLATE pg_catalog.default`;
}

interface PatternPart {
  readonly expression: string;
  /** The name itself where the part has no wildcard. */
  readonly plain: string | undefined;
}

function dottedParts(text: string): readonly PatternPart[] {
  const parts: { expression: string; plain: string; isPlain: boolean }[] = [];
  let part = { expression: '', plain: '', isPlain: true };
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') {
      if (quoted && text[at + 1] === '"') {
        part = literally(part, '"');
        at++;
      } else {
        quoted = !quoted;
      }
    } else if (quoted) {
      part = literally(part, character);
    } else if (character === '.') {
      parts.push(part);
      part = { expression: '', plain: '', isPlain: true };
    } else {
      part = outsideQuotes(part, character);
    }
  }
  return [...parts, part].map(({ expression, plain, isPlain }) => ({
    expression,
    plain: isPlain ? plain : undefined,
  }));
}

interface OpenPart {
  expression: string;
  plain: string;
  isPlain: boolean;
}

function literally({ expression, plain, isPlain }: OpenPart, character: string): OpenPart {
  const escaped = /[|*+?()[\]{}.^$\\]/.test(character) ? `\\${character}` : character;
  return { expression: expression + escaped, plain: plain + character, isPlain };
}

function outsideQuotes(part: OpenPart, character: string): OpenPart {
  switch (character) {
    case '*':
      return { ...part, expression: `${part.expression}.*`, isPlain: false };
    case '?':
      return { ...part, expression: `${part.expression}.`, isPlain: false };
    case '$':
      return literally(part, character);
    default: {
      const lower = character.toLowerCase();
      const isPlain = part.isPlain && !/[|+()[\]{}^\\]/.test(character);
      return { expression: part.expression + lower, plain: part.plain + lower, isPlain };
    }
  }
}
