import type { DbtCheck } from '../../check';
import { fieldAliases, knownFields, meantField } from './knownKeys';
import { keyPlace, postgresTargets, reporter, type StaticFacts } from './staticFacts';

const report = reporter('unknown-key');

/** What people look for in dbt-postgres and how it is done instead. */
const instead: ReadonlyMap<string, string> = new Map([
  ['options', 'dbt-postgres passes no options; use `search_path`, or ALTER ROLE … SET.'],
  ['statement_timeout', 'Set it with ALTER ROLE … SET statement_timeout.'],
  ['lock_timeout', 'Set it with ALTER ROLE … SET lock_timeout.'],
  ['timezone', 'Set it with ALTER ROLE … SET timezone.'],
  ['target_session_attrs', 'Set the variable PGTARGETSESSIONATTRS, which libpq reads.'],
  ['channel_binding', 'Set the variable PGCHANNELBINDING, which libpq reads.'],
  ['sslcrl', 'Set the variable PGSSLCRL, which libpq reads.'],
  ['passfile', 'Set the variable PGPASSFILE; the password in the profile still comes first.'],
  ['service', 'Set the variable PGSERVICE; what the profile says still comes first.'],
  ['keepalives_interval', 'dbt-postgres passes only `keepalives_idle`.'],
  ['keepalives_count', 'dbt-postgres passes only `keepalives_idle`.'],
  ['warehouse', 'It is a field of Snowflake.'],
  ['account', 'It is a field of Snowflake.'],
  ['path', 'It is a field of DuckDB.'],
]);

export const unknownKey: DbtCheck<StaticFacts> = {
  id: 'unknown-key',
  title: 'Unknown field',
  severity: 'hint',
  explanation: 'dbt accepts keys that it does not know without a word and does nothing with them.',
  failsIn: undefined,
  run: ({ project }) =>
    postgresTargets(project).flatMap((target) =>
      [...target.fields].flatMap(([name, field]) => {
        const { key } = field;
        if (knownFields.has(name) || fieldAliases.has(name) || meantField(key) !== undefined) {
          return [];
        }
        // A password whose key is missing is a key itself.
        const isBare = field.node.kind === 'scalar' && field.node.value === null;
        const advice = instead.get(key.toLowerCase());
        return [
          report({
            severity: 'hint',
            message: isBare
              ? 'dbt-postgres does not know this key, which has no value, and does nothing with it.'
              : `dbt-postgres does not know the key \`${key}\` and does nothing with it.`,
            ...(advice === undefined ? {} : { advice }),
            place: keyPlace(target, name),
            target: target.name,
          }),
        ];
      }),
    ),
};
