import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ConnectionParts } from '../../src/core/connections/connectionParts';

/** Something that a person pastes, and what is to be read from it. */
export interface PastedConnection {
  /** `{port}` stands for the port at which the test listens. */
  readonly input: string;
  /** What psql makes of it, given as its command line or in the place of the database. */
  readonly psql: 'the same' | 'refuses' | 'not its form';
  readonly parts?: Partial<ConnectionParts> | null;
  readonly problems?: readonly string[];
}

const file = path.resolve('test/fixtures/connections/pasted.json');

export function pastedConnections(): readonly PastedConnection[] {
  return JSON.parse(readFileSync(file, 'utf8')) as readonly PastedConnection[];
}

export function writePastedConnections(cases: readonly PastedConnection[]): void {
  writeFileSync(file, `${JSON.stringify(cases, undefined, 2)}\n`);
}
