import { Client } from 'pg';
import type { TestServer } from '../postgres';

/** What sessions that write all the time saw. */
export interface LoadReport {
  readonly writes: number;
  /** Writes that the server refused, with its words. */
  readonly failed: readonly string[];
  /** The longest time from sending a write to its acknowledgement, in milliseconds. */
  readonly longest: number;
}

/** The table that is written to: `id` by identity, `at` the time, `value` what is compared. */
export async function makeLoadTable(server: TestServer, database: string, rows: number): Promise<void> {
  await server.withAdmin(async (client) => {
    await client.query('CREATE SCHEMA core');
    await client.query(
      'CREATE TABLE core.accounts (id integer PRIMARY KEY, changes bigint NOT NULL DEFAULT 0)',
    );
    await client.query('INSERT INTO core.accounts (id) SELECT generate_series(0, 999)');
    await client.query(`CREATE TABLE core.events (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at timestamptz NOT NULL DEFAULT now(),
      account integer NOT NULL,
      value bigint NOT NULL)`);
    await client.query(
      `INSERT INTO core.events (at, account, value)
       SELECT now() - i * interval '2 seconds', i % 1000, 0 FROM generate_series(1, $1::int) AS i`,
      [rows],
    );
    await client.query('CREATE INDEX events_account_idx ON core.events (account)');
    await client.query(
      'ALTER TABLE core.events ADD CONSTRAINT events_account_fkey FOREIGN KEY (account) REFERENCES core.accounts',
    );
    await client.query('CREATE VIEW core.recent AS SELECT id, at, account, value FROM core.events');
    await client.query('CREATE VIEW core.big AS SELECT id, value FROM core.events WHERE value > 5');
    await client.query('ANALYZE core.events');
  }, database);
}

/**
 * Sessions that insert, update and delete without a break, as an application does: statements of their own, transactions of
 * several statements, and prepared statements. Each writes only rows of its own, so that what every acknowledged write left
 * is known without asking.
 */
export class WriteLoad {
  private readonly writers: Writer[] = [];

  static async start(
    server: TestServer,
    database: string,
    options: { sessions: number; rows: number },
  ): Promise<WriteLoad> {
    const load = new WriteLoad();
    for (let number = 0; number < options.sessions; number++) {
      const client = new Client({ connectionString: server.url(database), application_name: 'load' });
      await client.connect();
      load.writers.push(new Writer(client, { number, ...options }));
    }
    load.writers.forEach((writer) => writer.start());
    return load;
  }

  get writes(): number {
    return this.writers.reduce((sum, writer) => sum + writer.writes, 0);
  }

  /** Settles when every session has made so many more writes. */
  async more(writes: number): Promise<void> {
    await Promise.all(this.writers.map((writer) => writer.reach(writer.writes + writes)));
  }

  async stop(): Promise<LoadReport> {
    await Promise.all(this.writers.map((writer) => writer.stop()));
    return {
      writes: this.writes,
      failed: this.writers.flatMap((writer) => writer.failed),
      longest: Math.max(...this.writers.map((writer) => writer.longest)),
    };
  }

  /** Rows that differ from what the acknowledged writes left: lost, risen again, or with another value. */
  async differences(server: TestServer, database: string, rows: number): Promise<readonly string[]> {
    const found = await server.withAdmin(async (client) => {
      const answer = await client.query<{ id: string; value: string }>(
        'SELECT id, value FROM core.events WHERE value <> 0 OR id > $1',
        [rows],
      );
      const { rows: counted } = await client.query<{ untouched: string; twice: string }>(
        `SELECT count(*) FILTER (WHERE value = 0) AS untouched, count(*) - count(DISTINCT id) AS twice FROM core.events`,
      );
      return { written: new Map(answer.rows.map((row) => [row.id, row.value])), counted: counted[0] };
    }, database);
    const expected = new Map(this.writers.flatMap((writer) => [...writer.expected]));
    const differences = [...expected].flatMap(([id, value]) => {
      const is = found.written.get(id);
      return is === value ? [] : [`${id} should be ${value ?? 'gone'} and is ${is ?? 'gone'}`];
    });
    const unknown = [...found.written.keys()].filter((id) => !expected.has(id));
    const touched = [...expected.keys()].filter((id) => Number(id) <= rows).length;
    const untouched = Number(found.counted?.untouched);
    return [
      ...differences,
      ...unknown.map((id) => `${id} was never acknowledged`),
      ...(untouched === rows - touched ? [] : [`${rows - touched} untouched rows are ${untouched} now`]),
      ...(found.counted?.twice === '0' ? [] : [`${String(found.counted?.twice)} ids are there twice`]),
    ];
  }
}

class Writer {
  /** The value of each row that was written, by its id; undefined when it was deleted. */
  readonly expected = new Map<string, string | undefined>();
  readonly failed: string[] = [];
  writes = 0;
  longest = 0;
  private readonly own: string[] = [];
  private readonly waiting: { readonly writes: number; readonly done: () => void }[] = [];
  private stopped = false;
  private next: number;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly client: Client,
    private readonly share: { readonly number: number; readonly sessions: number; readonly rows: number },
  ) {
    this.next = share.number + 1;
    client.on('error', (error) => this.failed.push(error.message));
  }

  start(): void {
    this.loop = this.write();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.loop;
    await this.client.end();
  }

  reach(writes: number): Promise<void> {
    return new Promise((resolve) => this.waiting.push({ writes, done: resolve }));
  }

  private async write(): Promise<void> {
    for (let turn = 1; !this.stopped; turn++) {
      const start = performance.now();
      try {
        await this.oneOf(turn);
        this.writes++;
      } catch (error) {
        this.failed.push(error instanceof Error ? error.message : String(error));
        await this.client.query('ROLLBACK').catch(() => undefined);
      }
      this.longest = Math.max(this.longest, performance.now() - start);
      for (const { writes, done } of this.waiting) {
        if (this.writes + this.failed.length >= writes) {
          done();
        }
      }
    }
    this.waiting.forEach(({ done }) => done());
  }

  private async oneOf(turn: number): Promise<void> {
    const value = String(turn);
    switch (turn % 4) {
      case 0:
        return this.insertAndChange(value);
      case 1:
        return this.insert(value);
      case 2:
        return this.update(value);
      default:
        return this.remove(turn);
    }
  }

  private async insert(value: string): Promise<void> {
    const { rows } = await this.client.query<{ id: string }>({
      name: 'insert',
      text: 'INSERT INTO core.events (account, value) VALUES ($1, $2) RETURNING id',
      values: [this.share.number, value],
    });
    this.wrote(rows[0]?.id, value);
  }

  private async update(value: string): Promise<void> {
    const id = this.take();
    const { rowCount } = await this.client.query({
      name: 'update',
      text: 'UPDATE core.events SET value = $2 WHERE id = $1',
      values: [id, value],
    });
    this.oneRow(rowCount);
    this.wrote(id, value);
    const read = await this.client.query(
      'SELECT r.value FROM core.recent AS r LEFT JOIN core.big AS b ON b.id = r.id WHERE r.id = $1',
      [id],
    );
    this.oneRow(read.rows.length);
  }

  private async remove(turn: number): Promise<void> {
    const id = turn % 8 === 3 ? (this.own.shift() ?? this.take()) : this.take();
    const { rowCount } = await this.client.query('DELETE FROM core.events WHERE id = $1', [id]);
    this.oneRow(rowCount);
    this.expected.set(id, undefined);
  }

  private async insertAndChange(value: string): Promise<void> {
    const id = this.take();
    await this.client.query('BEGIN');
    await this.client.query('UPDATE core.accounts SET changes = changes + 1 WHERE id = $1', [
      this.share.number,
    ]);
    const { rows } = await this.client.query<{ id: string }>(
      'INSERT INTO core.events (at, account, value) VALUES (clock_timestamp(), 7, $1) RETURNING id',
      [value],
    );
    const { rowCount } = await this.client.query(
      `UPDATE core.events SET value = $2, at = at + interval '1 second' WHERE id = $1`,
      [id, value],
    );
    await this.client.query('COMMIT');
    this.oneRow(rowCount);
    this.wrote(rows[0]?.id, value);
    this.wrote(id, value);
  }

  /** A row of the first ones, which nobody else writes, and each only once. */
  private take(): string {
    const id = this.next;
    this.next += this.share.sessions;
    if (id > this.share.rows) {
      throw new Error('The load has no rows left: make the table larger.');
    }
    return String(id);
  }

  private wrote(id: string | undefined, value: string): void {
    if (id !== undefined) {
      this.own.push(id);
      this.expected.set(id, value);
    }
  }

  private oneRow(count: number | null): void {
    if (count !== 1) {
      throw new Error(`A row that must be there was not found: ${String(count)} rows were written.`);
    }
  }
}
