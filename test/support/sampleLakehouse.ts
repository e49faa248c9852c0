import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Client, type QueryConfig } from 'pg';
import { splitStatements } from '../../src/core/sql/splitStatements';
import type { TestServer } from './postgres';

/** The folder of the SQL files; the extension ships the same ones. */
const folder = path.join(__dirname, '../../../media/sample');

export interface SampleOptions {
  /** 1 (the default) is about 1,000 customers and 20,000 payments, 100 is millions of rows. */
  readonly scale?: number;
  /** The last day of the data, as `YYYY-MM-DD`. Default: today, so that the current month has rows. */
  readonly today?: string;
}

/**
 * Loads the sample lakehouse into an empty database, statement by statement by the extended protocol, as the
 * extension itself would run the files.
 * @throws Error that names the file and the statement.
 */
export async function loadSampleLakehouse(
  target: Client | string,
  options: SampleOptions = {},
): Promise<void> {
  if (typeof target !== 'string') {
    await load(target, options);
    return;
  }
  const client = new Client({ connectionString: target, application_name: 'sample lakehouse' });
  await client.connect();
  try {
    await load(client, options);
  } finally {
    await client.end();
  }
}

/** One loaded database for each server and scale; tests get copies of it. */
const templates = new WeakMap<TestServer, Map<number, Promise<string>>>();

/** A new database of its own with the sample in it. The first call per server and scale loads, the others copy. */
export async function createSampleDatabase(server: TestServer, scale = 0.1): Promise<string> {
  const loaded = templates.get(server) ?? new Map<number, Promise<string>>();
  templates.set(server, loaded);
  const template = loaded.get(scale) ?? loadTemplate(server, scale);
  loaded.set(scale, template);
  return server.createDatabase('sample', { template: await template });
}

async function loadTemplate(server: TestServer, scale: number): Promise<string> {
  const name = await server.createDatabase('sample_template');
  await server.withAdmin((client) => loadSampleLakehouse(client, { scale }), name);
  return name;
}

async function load(client: Client, options: SampleOptions): Promise<void> {
  const manifest = JSON.parse(await readFile(path.join(folder, 'manifest.json'), 'utf8')) as {
    files: string[];
  };
  await client.query(
    "SELECT set_config('lakehouse.scale', $1, false), set_config('lakehouse.today', $2, false)",
    [String(options.scale ?? 1), options.today ?? ''],
  );
  for (const file of manifest.files) {
    const text = await readFile(path.join(folder, file), 'utf8');
    for (const statement of splitStatements(text)) {
      await runStatement(client, file, statement.text);
    }
  }
}

async function runStatement(client: Client, file: string, text: string): Promise<void> {
  try {
    // @types/pg does not know queryMode yet.
    const query: QueryConfig & { queryMode: 'extended' } = { text, queryMode: 'extended' };
    await client.query(query);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${file}: ${reason}\n${text}`, { cause: error });
  }
}
