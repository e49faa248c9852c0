import type { CancelSignal } from '../../../base/cancelSignal';
import { jsonTexts } from '../../catalog/jsonCell';
import type { Database } from '../../ports';
import { ServerError } from '../../sql/serverError';
import type { CatalogFacts, IndexFacts, PlanRelation, RelationAnswer, RelationFacts } from '../relationFacts';
import {
  definitionQuery,
  type IndexDefinition,
  type RelationDefinitions,
  serverFactsQuery,
} from './definitionQuery';
import { relationQuery } from './relationQuery';
import type { FoundRelation } from './relationRow';

/** More relations than these are not read at once: a plan over thousands of partitions names the same structure again. */
export const mostRelations = 100;

/**
 * Reads what the catalog knows of relations, in three queries over the catalog's own lines: nothing of it happens in an
 * editor's transaction. It never waits for a lock of somebody else: what is locked exclusively comes without its sizes and
 * definitions, and says so.
 * @param role Whose row security is meant; the login's own unless named.
 * @throws what `Database.read` throws, except for locks and time limits of the parts that can be left out
 */
export async function readRelationFacts(
  database: Database,
  relations: readonly PlanRelation[],
  role: string | undefined,
  signal: CancelSignal,
): Promise<CatalogFacts> {
  const [server] = await database.read(serverFactsQuery, signal);
  const asked = relations.slice(0, mostRelations);
  const found = asked.length === 0 ? [] : await database.read(relationQuery(asked, role), signal);
  const definitions = await readDefinitions(
    database,
    found.map(({ facts }) => facts.oid),
    signal,
  );
  return {
    relations: [
      ...asked.map((each, index) => answerFor(each, index + 1, { found, definitions })),
      ...relations.slice(mostRelations).map((each): RelationAnswer => {
        return {
          kind: 'unknown',
          asked: each,
          reason: `Only ${mostRelations} relations are looked up at once.`,
        };
      }),
    ],
    server: {
      version: database.server.version,
      blockSize: server?.blockSize ?? 8192,
      extensions: jsonTexts(server?.extensions),
      availableExtensions: jsonTexts(server?.available),
      countersResetAgo: server?.resetAgo,
      role: role ?? server?.role ?? database.server.user,
    },
  };
}

interface Definitions {
  readonly byOid: ReadonlyMap<number, RelationDefinitions>;
  /** Why there are none. */
  readonly missing: string | undefined;
}

const attempts = 3;

/** A lock that was taken between looking and opening is seen by the next attempt. */
async function readDefinitions(
  database: Database,
  oids: readonly number[],
  signal: CancelSignal,
): Promise<Definitions> {
  for (let attempt = 1; oids.length > 0; attempt++) {
    try {
      const rows = await database.read(definitionQuery(oids), signal);
      return { byOid: new Map(rows.map((row) => [row.oid, row])), missing: undefined };
    } catch (error) {
      if (!(error instanceof ServerError) || !leftOut.has(error.code)) {
        throw error;
      }
      if (error.code !== lockNotAvailable || attempt === attempts) {
        return { byOid: new Map(), missing: missingReason(error) };
      }
    }
  }
  return { byOid: new Map(), missing: undefined };
}

const lockNotAvailable = '55P03';
const queryCanceled = '57014';
const undefinedTable = '42P01';
const insufficientPrivilege = '42501';
/** A relation that is dropped meanwhile makes the functions fail in one of several ways. */
const internalError = 'XX000';

const leftOut: ReadonlySet<string> = new Set([
  ...[lockNotAvailable, queryCanceled, undefinedTable, insufficientPrivilege, internalError],
]);

function missingReason(error: ServerError): string {
  switch (error.code) {
    case lockNotAvailable:
      return 'Its size and the definitions of its indexes were not read: other sessions lock it exclusively again and again.';
    case queryCanceled:
      return 'Its size and the definitions of its indexes were not read: the server took longer than 10 seconds.';
    default:
      return `Its size and the definitions of its indexes were not read: ${error.message}.`;
  }
}

interface Read {
  readonly found: readonly FoundRelation[];
  readonly definitions: Definitions;
}

function answerFor(asked: PlanRelation, place: number, { found, definitions }: Read): RelationAnswer {
  const candidates = found.filter((each) => each.place === place).map(({ facts }) => facts);
  // Without a schema the user's own tables are meant first: EXPLAIN without VERBOSE leaves out what the search path finds.
  const own = candidates.filter(({ schema }) => !isSystemSchema(schema));
  const [facts, ...others] = own.length > 0 ? own : candidates;
  if (facts === undefined) {
    return { kind: 'unknown', asked, reason: `The catalog knows no relation ${shownName(asked)} any more.` };
  }
  if (others.length > 0) {
    const schemas = [facts, ...others].map(({ schema }) => schema).join(', ');
    return {
      kind: 'unknown',
      asked,
      reason: `The plan does not say in which schema ${asked.relation} is, and there is one in each of ${schemas}. EXPLAIN with VERBOSE says it.`,
    };
  }
  return { kind: 'found', asked, facts: complete(facts, definitions) };
}

function isSystemSchema(schema: string): boolean {
  return schema === 'pg_catalog' || schema === 'information_schema' || schema === 'pg_toast';
}

function shownName({ schema, relation }: PlanRelation): string {
  return schema === undefined ? relation : `${schema}.${relation}`;
}

function complete(facts: RelationFacts, { byOid, missing }: Definitions): RelationFacts {
  const read = byOid.get(facts.oid);
  const definitions = new Map(read?.indexes.map((index) => [index.oid, index]));
  const gaps = [
    missing,
    read?.locked
      ? 'Its size and the definitions of its indexes were not read: another session locks it exclusively.'
      : undefined,
    facts.columns.some(({ withoutStatistics }) => withoutStatistics === 'notReadable')
      ? 'The statistics of some columns are not shown: the role may not read them (pg_stats hides them).'
      : undefined,
  ];
  return {
    ...facts,
    storage: { ...facts.storage, bytes: read?.bytes, totalBytes: read?.totalBytes },
    indexes: facts.indexes.map((index) => withDefinition(index, definitions.get(index.oid))),
    gaps: gaps.filter((gap) => gap !== undefined),
  };
}

function withDefinition(index: IndexFacts, read: IndexDefinition | undefined): IndexFacts {
  return {
    ...index,
    keys: index.keys.map((key, place) => ({ ...key, expression: read?.keys[place] ?? key.expression })),
    bytes: read?.bytes,
    definition: read?.definition,
    predicate: read?.predicate,
  };
}
