import type { CatalogQuery } from '../../ports';
import { textOf } from '../cells';
import { lockedSql } from './exclusiveLock';

/** One line about a sequence: its bounds, its step and, where it can be read without waiting, its last value. */
export function sequenceFacts(sequenceOid: number): CatalogQuery<string> {
  return {
    name: 'sequenceFacts',
    text: `
  SELECT pg_catalog.format('From %s to %s, step %s, start %s%s', s.seqmin, s.seqmax, s.seqincrement, s.seqstart,
           CASE WHEN s.seqcycle THEN ', cycles' ELSE '' END)
         || CASE WHEN NOT (SELECT ${lockedSql('$1::oid', writerBlocks)}) AND pg_catalog.has_sequence_privilege(s.seqrelid, 'USAGE, SELECT')
                 THEN coalesce('. Last value: ' || pg_catalog.pg_sequence_last_value(s.seqrelid), '. Not used yet') ELSE '' END
    FROM pg_catalog.pg_sequence AS s
   WHERE s.seqrelid = $1::oid`,
    values: [String(sequenceOid)],
    row: ([line]) => textOf(line),
  };
}

// pg_sequence_last_value locks the sequence as nextval does.
const writerBlocks = `'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'`;

/** One line about a function, procedure or aggregate: language, volatility and what the planner may do with it. */
export function functionFacts(functionOid: number): CatalogQuery<string> {
  return {
    name: 'functionFacts',
    text: `
  SELECT pg_catalog.concat_ws(', ', 'Language ' || l.lanname,
           CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
           CASE p.proparallel WHEN 's' THEN 'parallel safe' WHEN 'r' THEN 'parallel restricted' ELSE 'parallel unsafe' END,
           CASE WHEN p.proisstrict THEN 'strict' END, CASE WHEN p.proleakproof THEN 'leakproof' END,
           pg_catalog.array_to_string(p.proconfig, ', '))
    FROM pg_catalog.pg_proc AS p
    JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
   WHERE p.oid = $1::oid`,
    values: [String(functionOid)],
    row: ([line]) => textOf(line),
  };
}

/** One line about a database; its size needs the right to connect. */
export function databaseFacts(databaseOid: number): CatalogQuery<string> {
  return {
    name: 'databaseFacts',
    text: `
  SELECT pg_catalog.concat_ws(', ',
           CASE WHEN pg_catalog.has_database_privilege(d.oid, 'CONNECT')
                THEN pg_catalog.pg_size_pretty(pg_catalog.pg_database_size(d.oid)) END,
           pg_catalog.pg_encoding_to_char(d.encoding), 'collation ' || d.datcollate)
    FROM pg_catalog.pg_database AS d
   WHERE d.oid = $1::oid`,
    values: [String(databaseOid)],
    row: ([line]) => textOf(line),
  };
}

/** One line about a role: how long its password holds, how many sessions it may have, and what is set for it. */
export function roleFacts(roleOid: number): CatalogQuery<string> {
  return {
    name: 'roleFacts',
    text: `
  SELECT pg_catalog.concat_ws('. ',
           'Password valid until ' || r.rolvaliduntil::text,
           CASE WHEN r.rolconnlimit >= 0 THEN 'Sessions at most: ' || r.rolconnlimit END,
           'Set: ' || pg_catalog.array_to_string(r.rolconfig, ', '),
           'Members: ' || (SELECT pg_catalog.string_agg(g.name, ', ' ORDER BY g.name)
              FROM (SELECT DISTINCT pg_catalog.pg_get_userbyid(m.member) AS name
                      FROM pg_catalog.pg_auth_members AS m WHERE m.roleid = r.oid) AS g))
    FROM pg_catalog.pg_roles AS r
   WHERE r.oid = $1::oid`,
    values: [String(roleOid)],
    row: ([line]) => textOf(line),
  };
}
