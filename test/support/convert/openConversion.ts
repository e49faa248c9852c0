import { neverCancelled } from '../../../src/base/cancelSignal';
import type { QualifiedName } from '../../../src/core/catalog/queries/partitionAncestors';
import type { ConversionFacts } from '../../../src/core/scaffold/convert/conversionFacts';
import type { ConversionSpec } from '../../../src/core/scaffold/convert/conversionSpec';
import {
  type ConversionRequest,
  proposeConversion,
} from '../../../src/core/scaffold/convert/proposeConversion';
import type { Database } from '../../../src/core/ports';
import { Connector } from '../../../src/node/pg/connector';
import { type ConversionLines, ConversionRun } from '../../../src/node/scaffold/convert/conversionRun';
import type { TestServer } from '../postgres';
import { passwords, profileFor } from '../sessions';

export const monthly: ConversionRequest = {
  key: 'at',
  period: 'month',
  width: '1000000',
  count: 3,
  withDefault: true,
};

/** A conversion with lines of its own; close it. */
export interface OpenConversion {
  readonly lines: ConversionLines;
  readonly run: ConversionRun;
  readonly database: Database;
  facts(): Promise<ConversionFacts>;
  propose(changes?: Partial<ConversionRequest>): Promise<ConversionSpec>;
  close(): Promise<void>;
}

export async function openConversion(
  server: TestServer,
  name: string,
  table: QualifiedName,
  as: { readonly user: string; readonly password: string } = server,
): Promise<OpenConversion> {
  const connector = new Connector(
    profileFor(server, { database: name, user: as.user }),
    passwords(as.password),
  );
  const database = await connector.openDatabase(neverCancelled);
  const lines: ConversionLines = {
    openSession: (signal) => connector.openSession(signal),
    database: () => Promise.resolve(database),
  };
  const run = new ConversionRun(lines, table);
  const { signal } = new AbortController();
  const facts = () => run.facts(signal);
  return {
    lines,
    run,
    database,
    facts,
    propose: async (changes = {}) =>
      proposeConversion(database, await facts(), { ...monthly, ...changes }, signal),
    close: async () => {
      await run.pause();
      run.dispose();
      await database.close();
      await connector.close();
    },
  };
}
