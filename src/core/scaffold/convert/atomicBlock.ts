import { quoteLiteral } from '../../sql/quote';

/**
 * Statements as one, which the server runs as one transaction: they hold their locks only while the server works, however far
 * away it is. A plpgsql block has no names that they could mistake for its own, because each is executed as a text.
 */
export function atomicBlock(statements: readonly string[]): string {
  const body = ['BEGIN', ...statements.map((sql) => `EXECUTE ${quoteLiteral(sql)};`), 'END'].join('\n');
  return `DO ${quoteLiteral(body)}`;
}
