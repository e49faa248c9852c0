import type { DbtCheck } from '../check';
import type { DbtFinding } from '../finding';
import type { DbtTarget, TargetField } from '../profiles/target';
import type { LiveFacts } from './liveFacts';
import type { LiveStep } from './targetReport';

/** As `_connection_keys` of dbt-postgres lists them; the password is never among them. */
const shownFields = [
  ...['host', 'port', 'user', 'database', 'schema', 'connect_timeout', 'role', 'search_path'],
  ...['keepalives_idle', 'sslmode', 'sslcert', 'sslkey', 'sslrootcert', 'application_name', 'retries'],
];

/** What the profile says, in the order of `dbt debug`. */
export function profileSteps({ fields }: DbtTarget): readonly LiveStep[] {
  return shownFields.flatMap((name) => {
    const field = fields.get(name);
    return field ? [{ label: name, value: shown(field), status: 'info' }] : [];
  });
}

/** Whether connecting worked, in the words of `dbt debug`, and what answered. */
export function connectionSteps({ failure, catalog }: LiveFacts): readonly LiveStep[] {
  const label = 'Connection test';
  if (failure) {
    return [{ label, value: failure.title, status: 'error' }];
  }
  const pooler = catalog?.server.pooler ?? 'none';
  const behind = pooler === 'none' ? '' : `, behind a pooler in ${pooler} mode`;
  return [
    { label, value: 'connection ok', status: 'ok' },
    ...(catalog
      ? [
          {
            label: 'server',
            value: `PostgreSQL ${catalog.server.info.versionText}${behind}`,
            status: 'info',
          } as const,
        ]
      : []),
  ];
}

/** One line for each of the checks that looked at the database. */
export function checkSteps(
  checks: readonly DbtCheck<LiveFacts>[],
  findings: readonly DbtFinding[],
): readonly LiveStep[] {
  return checks.map(({ id, title }) => {
    const own = findings.filter(({ check }) => check === id);
    const errors = own.filter(({ severity }) => severity === 'error').length;
    const rest = own.length - errors;
    const said = [
      ...(errors > 0 ? [count(errors, 'error')] : []),
      ...(rest > 0 ? [count(rest, 'remark')] : []),
    ].join(', ');
    return { label: title, value: said, status: errors > 0 ? 'error' : 'ok' };
  });
}

function count(number: number, word: string): string {
  return `${String(number)} ${word}${number === 1 ? '' : 's'}`;
}

function shown({ value }: TargetField): string {
  switch (value.kind) {
    case 'value':
      return value.value === null ? 'None' : String(value.value);
    case 'secret':
      return '(hidden)';
    case 'structure':
      return '(not one value)';
    case 'unrendered':
      return `(not rendered: ${value.message})`;
  }
}
