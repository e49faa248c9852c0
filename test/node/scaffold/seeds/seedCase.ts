import assert from 'node:assert/strict';
import type { Client } from 'pg';
import type { AnyScaffold } from '../../../../src/core/scaffold/scaffolds';
import type { FormValues } from '../../../../src/core/scaffold/scaffoldForm';

/** A place of a seed document that is wrong, and the scaffold that takes its place. */
export interface SeedCase {
  /** The number of the document, and where in it. */
  readonly place: string;
  readonly scaffold: AnyScaffold;
  /** What is in the database beside the tables of the guide. */
  readonly needs?: readonly string[];
  /** What the document says to run. */
  readonly seed: readonly string[];
  /** What the last of these statements is refused with; undefined when they all run. */
  readonly error?: RegExp;
  /** Shows what is wrong after the seed has run. */
  readonly wrong?: (client: Client) => Promise<void>;
  /** What stands in the form; the other fields are as they are when it opens. */
  readonly form: FormValues;
  /** Shows that it is right after the scaffold's statements have run. */
  readonly right: (client: Client) => Promise<void>;
}

/** Runs statements as a role, and goes back. */
export async function as(client: Client, role: string, work: () => Promise<void>): Promise<void> {
  await client.query(`SET ROLE "${role}"`);
  try {
    await work();
  } finally {
    await client.query('RESET ROLE');
  }
}

export async function refuses(client: Client, sql: string, error: RegExp): Promise<void> {
  await assert.rejects(client.query(sql), (reason: Error) => {
    assert.match(reason.message, error, sql);
    return true;
  });
}

/** The first column of the first row. */
export async function answer(client: Client, sql: string): Promise<unknown> {
  const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
  return rows[0]?.[0];
}
