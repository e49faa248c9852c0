import { redactSecrets } from '../../connections/redact';
import { quoteIdentifier, quoteLiteral } from '../../sql/quote';
import { flagOf, textOf } from '../cells';
import { jsonTexts } from '../jsonCell';
import { type ActionTarget, ownName } from '../actions/target';
import { created, type Ddl, ddl, type DdlReading, readObject, readRows } from './ddl';
import { commentStatement, objectOf, ownerStatement } from './describe';
import { type CatalogRecord, selectRecords } from './records';

/** A subscription, not connected and not enabled, so that running the text starts no replication by itself. */
export async function subscriptionDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const isReadable = (await readRows(reading, connectionReadable)).some((row) => flagOf(row.readable));
  const { version } = reading.database.server;
  const row = await readObject(reading, subscriptionQuery(target.oid, version, isReadable), target);
  const self = objectOf('subscription', undefined, textOf(row.name));
  const connection = row.connection === null ? undefined : withoutPassword(row.connection);
  const slot = row.slot === null ? 'NONE' : quoteLiteral(row.slot);
  const publications = jsonTexts(row.publications).map(quoteIdentifier).join(', ');
  return ddl(
    created(
      [
        `CREATE SUBSCRIPTION ${ownName(self)}`,
        `CONNECTION ${quoteLiteral(connection?.shown ?? 'host=… dbname=…')}`,
        `PUBLICATION ${publications}`,
        `WITH (${['connect = false', `slot_name = ${slot}`, ...options(row)].join(', ')})`,
      ].join('\n    '),
      ownerStatement(self, row.owner),
      commentStatement(self, row.comment),
    ),
    connection === undefined ? 'The server shows the connection to superusers only.' : undefined,
    connection?.hadPassword === true ? 'Its password is left out: secrets are never shown.' : undefined,
    flagOf(row.enabled)
      ? `It is enabled. This text leaves it off; ALTER SUBSCRIPTION ${ownName(self)} ENABLE and REFRESH PUBLICATION start it.`
      : undefined,
  );
}

function options(row: SubscriptionCells): readonly string[] {
  const isOn = (cell: string | null): boolean => cell === 't' || cell === 'true';
  return [
    isOn(row.binary) ? 'binary = true' : undefined,
    row.streaming === null ? undefined : streamings[row.streaming],
    row.synchronousCommit === 'off'
      ? undefined
      : `synchronous_commit = ${quoteLiteral(textOf(row.synchronousCommit))}`,
    row.twoPhase === null || row.twoPhase === 'd' ? undefined : 'two_phase = true',
    isOn(row.disableOnError) ? 'disable_on_error = true' : undefined,
    row.passwordRequired === null || isOn(row.passwordRequired) ? undefined : 'password_required = false',
    isOn(row.runAsOwner) ? 'run_as_owner = true' : undefined,
    row.origin === null || row.origin === 'any' ? undefined : `origin = ${quoteLiteral(row.origin)}`,
    isOn(row.failover) ? 'failover = true' : undefined,
  ].filter((option) => option !== undefined);
}

/** `pg_subscription.substream`: a boolean before PostgreSQL 16; parallel is the usual one since 18. */
const streamings: Readonly<Record<string, string | undefined>> = {
  t: 'streaming = on',
  true: 'streaming = on',
  f: 'streaming = off',
  false: 'streaming = off',
  p: 'streaming = parallel',
};

/** Takes the password out of a connection string of either form. */
function withoutPassword(connection: string): { readonly shown: string; readonly hadPassword: boolean } {
  const shown = /^\s*postgres(ql)?:/.test(connection)
    ? redactSecrets(connection)
    : connection
        .replace(/(^|\s)(ssl)?password\s*=\s*('(?:[^'\\]|\\.)*'?|(?:[^\s\\]|\\.)*)/gs, '')
        .trimStart();
  return { shown, hadPassword: shown !== connection };
}

const connectionReadable = selectRecords(
  'ddl.subscriptionReadable',
  {
    readable: `pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'subconninfo', 'SELECT')`,
  },
  '(VALUES (1)) AS one',
  [],
);

type SubscriptionCells = CatalogRecord<
  | 'binary'
  | 'streaming'
  | 'synchronousCommit'
  | 'twoPhase'
  | 'disableOnError'
  | 'passwordRequired'
  | 'runAsOwner'
  | 'origin'
  | 'failover'
>;

// Whoever is no superuser may read named columns only, so that to_jsonb of the row is refused.
function subscriptionQuery(oid: number, version: number, isReadable: boolean) {
  const since = (first: number, column: string): string => (version >= first ? column : 'NULL');
  return selectRecords(
    'ddl.subscription',
    {
      name: 'u.subname',
      owner: 'pg_catalog.pg_get_userbyid(u.subowner)',
      connection: isReadable ? 'u.subconninfo' : 'NULL',
      enabled: 'u.subenabled',
      slot: 'u.subslotname',
      publications: 'pg_catalog.to_json(u.subpublications)',
      synchronousCommit: 'u.subsynccommit',
      binary: since(140000, 'u.subbinary'),
      streaming: since(140000, 'u.substream'),
      twoPhase: since(150000, 'u.subtwophasestate'),
      disableOnError: since(150000, 'u.subdisableonerr'),
      passwordRequired: since(160000, 'u.subpasswordrequired'),
      runAsOwner: since(160000, 'u.subrunasowner'),
      origin: since(160000, 'u.suborigin'),
      failover: since(170000, 'u.subfailover'),
      comment: `pg_catalog.obj_description(u.oid, 'pg_subscription')`,
    },
    'pg_catalog.pg_subscription AS u WHERE u.oid = $1::oid',
    [String(oid)],
  );
}
