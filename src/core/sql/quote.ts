import { UserError } from '../../base/userError';
import { keyWordsToQuote } from './keyWords';

/**
 * A name as it must stand in SQL, with quotes where it needs them, as PostgreSQL's quote_ident() does it.
 * @throws UserError when the name holds the character NUL, which no name can.
 */
export function quoteIdentifier(name: string): string {
  refuseNul(name);
  return /^[a-z_][a-z0-9_]*$/.test(name) && !keyWordsToQuote.has(name)
    ? name
    : `"${name.replaceAll('"', '""')}"`;
}

/** A qualified name, such as schema and relation. */
export function quoteQualified(...parts: readonly string[]): string {
  return parts.map(quoteIdentifier).join('.');
}

/**
 * A text as a literal that means the same whatever standard_conforming_strings says.
 * @throws UserError when the text holds the character NUL, which no value of PostgreSQL can.
 */
export function quoteLiteral(text: string): string {
  refuseNul(text);
  const doubled = text.replaceAll("'", "''");
  return text.includes('\\') ? `E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`;
}

function refuseNul(text: string): void {
  if (text.includes('\0')) {
    throw new UserError('PostgreSQL cannot store the character NUL (code 0). Remove it and try again.');
  }
}
