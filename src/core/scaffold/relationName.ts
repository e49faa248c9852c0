import { tokenize } from '../sql/lexer';
import { quoteQualified } from '../sql/quote';

/** A relation as the catalog names it. */
export interface RelationName {
  readonly schema: string;
  readonly name: string;
}

/**
 * Reads `schema.relation` as SQL writes it: what is not quoted is folded to small letters. Undefined for anything else, a
 * name without a schema among it.
 */
export function readRelationName(written: string): RelationName | undefined {
  const tokens = tokenize(written);
  const texts = tokens.map(({ start, end }) => written.slice(start, end));
  const isName = (place: number): boolean => {
    const token = tokens[place];
    return token?.kind === 'word' || (token?.kind === 'quotedIdentifier' && token.terminated);
  };
  if (tokens.length !== 3 || texts[1] !== '.' || !isName(0) || !isName(2)) {
    return undefined;
  }
  const [schema, , name] = texts.map(nameOf);
  return schema === undefined || schema === '' || name === undefined || name === ''
    ? undefined
    : { schema, name };
}

/** As `readRelationName` reads it back. */
export function writeRelationName({ schema, name }: RelationName): string {
  return quoteQualified(schema, name);
}

/** In UTF-8 databases PostgreSQL folds the letters of ASCII only. */
function nameOf(written: string): string {
  return written.startsWith('"')
    ? written.slice(1, -1).replaceAll('""', '"')
    : written.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
