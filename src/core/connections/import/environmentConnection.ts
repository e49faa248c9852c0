import { type RawParameters, addParameter, toParts } from '../connectionParts';
import { importedFrom, type ImportRead } from './importedConnection';

type Environment = Readonly<Record<string, string | undefined>>;

/** libpq's variables by its parameters. Source: PostgreSQL manual, "Environment Variables". */
const variables: Readonly<Record<string, string>> = {
  PGHOST: 'host',
  PGHOSTADDR: 'hostaddr',
  PGPORT: 'port',
  PGDATABASE: 'dbname',
  PGUSER: 'user',
  PGSSLMODE: 'sslmode',
  PGSSLROOTCERT: 'sslrootcert',
  PGSSLCERT: 'sslcert',
  PGSSLKEY: 'sslkey',
  PGAPPNAME: 'application_name',
  PGCONNECT_TIMEOUT: 'connect_timeout',
  PGOPTIONS: 'options',
  PGTARGETSESSIONATTRS: 'target_session_attrs',
  PGLOADBALANCEHOSTS: 'load_balance_hosts',
  PGREQUIREAUTH: 'require_auth',
  PGCHANNELBINDING: 'channel_binding',
  PGSERVICE: 'service',
};

/** The connection that libpq's variables describe, if they name a host, a database or a user. */
export function readEnvironment(environment: Environment): ImportRead {
  const named = ['PGHOST', 'PGHOSTADDR', 'PGDATABASE', 'PGUSER'].some(
    (name) => (environment[name] ?? '') !== '',
  );
  if (!named) {
    return { value: [], problems: [] };
  }
  const problems: string[] = [];
  const raw: RawParameters = {};
  for (const [name, parameter] of Object.entries(variables)) {
    const value = environment[name];
    if (value !== undefined && value !== '') {
      addParameter(raw, parameter, value, problems);
    }
  }
  const parts = toParts(raw, problems);
  const hasPassword = (environment['PGPASSWORD'] ?? '') !== '';
  const secret = hasPassword
    ? ({ kind: 'environment', variable: 'PGPASSWORD' } as const)
    : ({ kind: 'none' } as const);
  const name = parts.database ?? parts.host ?? 'Environment';
  return { value: [importedFrom(name, parts, problems, secret)], problems: [] };
}
