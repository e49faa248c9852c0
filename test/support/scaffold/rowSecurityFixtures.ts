import { readFileSync } from 'node:fs';
import path from 'node:path';
import { splitStatements } from '../../../src/core/sql/splitStatements';

export const rowSecurityFixtures = path.join('test', 'fixtures', 'scaffold', 'rowSecurity');

/** The statements of a file of the fixtures of row security. */
export function fixtureStatements(name: string): readonly string[] {
  const text = readFileSync(path.join(rowSecurityFixtures, `${name}.sql`), 'utf8');
  return splitStatements(text).map((statement) => statement.text);
}
