import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../sql/quote';
import { flagOf, textOf } from '../cells';
import { jsonTexts } from '../jsonCell';
import { type ActionTarget, ownName } from '../actions/target';
import { created, type Ddl, ddl, type DdlReading, linked, readObject } from './ddl';
import { commentStatement, objectOf, ownerStatement } from './describe';
import { grantStatements } from './grants';
import { readOptions, storageParameters } from './options';
import { selectRecords } from './records';

/** A tablespace; those that every server has are only named. */
export async function tablespaceDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const query = selectRecords(
    'ddl.tablespace',
    {
      name: 's.spcname',
      owner: 'pg_catalog.pg_get_userbyid(s.spcowner)',
      location: `pg_catalog.pg_tablespace_location(s.oid)`,
      options: 'pg_catalog.to_json(s.spcoptions)',
      comment: `pg_catalog.shobj_description(s.oid, 'pg_tablespace')`,
    },
    'pg_catalog.pg_tablespace AS s WHERE s.oid = $1::oid',
    [String(target.oid)],
  );
  const row = await readObject(reading, query, target);
  const self = objectOf('tablespace', undefined, textOf(row.name));
  const options = storageParameters(readOptions(row.options));
  const isBuiltIn = row.location === '';
  const location = `OWNER ${quoteIdentifier(textOf(row.owner))} LOCATION ${quoteLiteral(textOf(row.location))}`;
  const described = [
    commentStatement(self, row.comment),
    ...(await grantStatements(reading, target.oid, {
      on: `TABLESPACE ${ownName(self)}`,
      acl: 's.spcacl',
      owner: 's.spcowner',
      from: 'pg_catalog.pg_tablespace AS s WHERE s.oid = $1::oid',
      standard: `'t'`,
    })),
  ];
  return isBuiltIn
    ? ddl(
        created(
          ownerStatement(self, row.owner),
          options === undefined ? undefined : `ALTER TABLESPACE ${ownName(self)} SET ${options}`,
          ...described,
        ),
        'Every server has this tablespace: it cannot be made.',
      )
    : ddl(
        created(
          `CREATE TABLESPACE ${ownName(self)} ${location}${options === undefined ? '' : ` WITH ${options}`}`,
          ...described,
        ),
        'The folder must exist on the server, be empty and belong to the user that runs it.',
      );
}

/** An extension in its version; it makes its objects by itself. */
export async function extensionDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const query = selectRecords(
    'ddl.extension',
    {
      name: 'e.extname',
      schema: 'n.nspname',
      version: 'e.extversion',
      owner: 'pg_catalog.pg_get_userbyid(e.extowner)',
      comment: `pg_catalog.obj_description(e.oid, 'pg_extension')`,
    },
    `pg_catalog.pg_extension AS e
    JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
   WHERE e.oid = $1::oid`,
    [String(target.oid)],
  );
  const row = await readObject(reading, query, target);
  const self = objectOf('extension', undefined, textOf(row.name));
  const version = quoteLiteral(textOf(row.version));
  return ddl(
    created(
      `CREATE EXTENSION IF NOT EXISTS ${ownName(self)} WITH SCHEMA ${quoteIdentifier(textOf(row.schema))} VERSION ${version}`,
      commentStatement(self, row.comment) ?? `COMMENT ON EXTENSION ${ownName(self)} IS NULL`,
    ),
    `Its owner is ${textOf(row.owner)}: whoever creates it. What it consists of must be installed on the server.`,
  );
}

/** An event trigger. */
export async function eventTriggerDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const query = selectRecords(
    'ddl.eventTrigger',
    {
      name: 'v.evtname',
      event: 'v.evtevent',
      tags: 'pg_catalog.to_json(v.evttags)',
      function: `(SELECT pg_catalog.json_build_array(n.nspname, p.proname)
              FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
             WHERE p.oid = v.evtfoid)`,
      state: 'v.evtenabled',
      owner: 'pg_catalog.pg_get_userbyid(v.evtowner)',
      comment: `pg_catalog.obj_description(v.oid, 'pg_event_trigger')`,
    },
    'pg_catalog.pg_event_trigger AS v WHERE v.oid = $1::oid',
    [String(target.oid)],
  );
  const row = await readObject(reading, query, target);
  const self = objectOf('eventTrigger', undefined, textOf(row.name));
  const tags = jsonTexts(row.tags).map(quoteLiteral);
  const state = eventTriggerStates[textOf(row.state)];
  return ddl(
    linked(
      [
        `CREATE EVENT TRIGGER ${ownName(self)} ON ${quoteIdentifier(textOf(row.event))}`,
        ...(tags.length === 0 ? [] : [`WHEN TAG IN (${tags.join(', ')})`]),
        `EXECUTE FUNCTION ${quoteQualified(...jsonTexts(row.function))}()`,
      ].join('\n    '),
      state === undefined ? undefined : `ALTER EVENT TRIGGER ${ownName(self)} ${state}`,
      ownerStatement(self, row.owner),
      commentStatement(self, row.comment),
    ),
    flagOf(row.state === 'O' ? 't' : 'f')
      ? 'It fires as soon as it exists, also for the statements after it.'
      : undefined,
  );
}

/** `pg_event_trigger.evtenabled`; it is enabled as it is made. */
const eventTriggerStates: Readonly<Record<string, string>> = {
  D: 'DISABLE',
  R: 'ENABLE REPLICA',
  A: 'ENABLE ALWAYS',
};
