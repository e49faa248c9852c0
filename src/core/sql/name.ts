import { bytesFromUtf16, utf16FromBytes } from './positions';

/**
 * The most bytes of UTF-8 that a name can have (NAMEDATALEN - 1). PostgreSQL cuts a longer one at the end of a character,
 * and two long names may then be one. Source: truncate_identifier() in PostgreSQL's src/backend/parser/scansup.c.
 */
export const longestName = 63;

/** The length of a name as PostgreSQL counts it, in a database of UTF-8. */
export function nameBytes(name: string): number {
  return bytesFromUtf16(name, name.length);
}

/** The longest beginning of a name, in whole characters, that has no more bytes. */
export function cutName(name: string, bytes: number = longestName): string {
  return name.slice(0, utf16FromBytes(name, bytes));
}

/** Why PostgreSQL would not keep the name as it stands; undefined when it would. */
export function whyNotName(name: string, called = 'The name'): string | undefined {
  if (name === '') {
    return 'A name is missing.';
  }
  if (name.includes('\0')) {
    return 'A name cannot hold the character NUL (code 0).';
  }
  const bytes = nameBytes(name);
  return bytes > longestName
    ? `${called} has ${String(bytes)} bytes, and PostgreSQL keeps only ${String(longestName)} of a name. Shorten it.`
    : undefined;
}
