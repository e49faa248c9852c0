import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { neverCancelled } from '../../src/base/cancelSignal';
import { ConnectError } from '../../src/core/connections/connectError';
import { pooledRefusal } from '../../src/core/query/pooledRefusal';
import { runStatements } from '../../src/core/query/runStatements';
import { RunStore } from '../../src/core/query/runStore';
import type { Session } from '../../src/core/query/session';
import type { MakeRows } from '../../src/core/query/storedRows';
import { splitStatements } from '../../src/core/sql/splitStatements';
import type { Connector } from '../../src/node/pg/connector';
import { PgParser } from '../../src/node/sql/pgParser';
import { testedMajor } from './postgresBinaries';
import { repositoryRoot } from './sourceFiles';

/** One row of the table: what a person does in a situation, and what comes of it, word for word. */
export interface Row {
  readonly situation: string;
  readonly action: string;
  readonly outcome: string;
}

const file = path.join(repositoryRoot, 'test/fixtures/reach/situations.json');

export function knownRows(): readonly Row[] {
  return JSON.parse(readFileSync(file, 'utf8')) as readonly Row[];
}

/** Compares one outcome with the table; with `UPDATE=1` the table takes it over. */
export function checkRow(situation: string, action: string, outcome: string): void {
  const rows = knownRows();
  const index = rows.findIndex((row) => row.situation === situation && row.action === action);
  const row = { situation, action, outcome };
  if (process.env.UPDATE === '1') {
    const updated = index < 0 ? [...rows, row] : rows.map((each, at) => (at === index ? row : each));
    writeFileSync(file, `${JSON.stringify(updated, undefined, 2)}\n`);
  } else {
    assert.equal(comparable(outcome), comparable(rows[index]?.outcome ?? 'not in the table'));
  }
}

/** The table has the words of PostgreSQL 18; those of the server differ a little between versions. */
function comparable(outcome: string): string {
  return testedMajor() === 18 ? outcome : outcome.replace(/ It says: .*?\.(?= )/, '');
}

/** Connects as the extension does, and says how it went. */
export async function connectOutcome(connector: Connector): Promise<string> {
  try {
    const session = await connector.openSession(neverCancelled);
    await session.close();
    return 'works';
  } catch (error) {
    return plain(error instanceof ConnectError ? error.message : String(error));
  } finally {
    await connector.close();
  }
}

/** What the statements answer is of no interest here. */
const dropRows: MakeRows = () => ({
  count: 0,
  bytes: 0,
  append: () => undefined,
  window: () => Promise.resolve([]),
  part: () => Promise.resolve({ bytes: new Uint8Array(), total: undefined }),
  block: () => Promise.resolve({ bytes: new Uint8Array(0), rows: 0, open: false }),
  cell: () => Promise.resolve({ text: null, bytes: 0 }),
  path: '',
  readBytes: () => Promise.resolve(new Uint8Array(0)),
  blockAt: () => Promise.resolve({ bytes: new Uint8Array(0), rows: 0, open: false }),
  rowsAt: () => Promise.resolve([]),
  dispose: () => undefined,
});

const parser = new PgParser();

/** Runs a text as an editor does: refused before anything is sent, or run statement by statement. */
export async function runOutcome(session: Session, text: string): Promise<string> {
  const statements = splitStatements(text).map(({ text: sql, range }) => ({ text: sql, range }));
  if (session.server.transactionPooled) {
    const reason = await pooledRefusal(
      parser,
      statements.map((each) => each.text),
    );
    if (reason !== undefined) {
      return `refused: ${reason}`;
    }
  }
  const store = new RunStore(statements, { rowCap: 10, byteCap: 1_000_000 }, dropRows);
  const end = await runStatements(store, {
    execute: (request, sink) => session.execute(request, sink, neverCancelled),
    clock: { now: () => performance.now() },
    signal: neverCancelled,
    describe: String,
    setting: () => session.server,
  });
  switch (end.kind) {
    case 'completed':
      return 'works';
    case 'cancelled':
      return 'cancelled';
    case 'failed':
    case 'lost': {
      const { message, server } = end.error;
      return plain([message, server?.hint].filter((each) => each !== undefined).join(' — '));
    }
  }
}

/** Without ports, folders and numbers that differ from run to run. */
export function plain(text: string): string {
  return text
    .replaceAll(/(?<=The SSH server )\S+@127\.0\.0\.1:\d+/g, 'ana@bastion.example:22')
    .replaceAll(/127\.0\.0\.1:\d+/g, 'db.example:5432')
    .replaceAll('lakehouse_admin', 'ana')
    .replaceAll(/\b(?:test|other)_[0-9a-f]{8}\b/g, 'lake')
    .replace(/^UserError: /, '');
}
