import { tokenize } from '../../sql/lexer';

/** The same statement in the form that a transaction takes: without the word CONCURRENTLY, which is no name unless quoted. */
export function withoutConcurrently(sql: string): string {
  const words = tokenize(sql).filter(
    ({ kind, start, end }) => kind === 'word' && sql.slice(start, end).toUpperCase() === 'CONCURRENTLY',
  );
  return words.reduceRight((text, { start, end }) => text.slice(0, start) + text.slice(end).trimStart(), sql);
}
