import { type DbtTarget, targetText } from '../profiles/target';

/**
 * The role that dbt takes: it says `set role` with the text as it is, so PostgreSQL reads it in lower case unless it
 * stands in quotes. Undefined when the target has none.
 */
export function dbtRole(target: DbtTarget): string | undefined {
  const text = targetText(target, 'role')?.trim();
  if (text === undefined || text === '') {
    return undefined;
  }
  const quoted = /^"((?:[^"]|"")*)"$/.exec(text)?.[1];
  return quoted?.replaceAll('""', '"') ?? text.toLowerCase();
}
