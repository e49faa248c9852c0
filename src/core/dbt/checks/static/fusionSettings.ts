import type { DbtCheck } from '../../check';
import type { DbtFinding } from '../../finding';
import type { DbtTarget } from '../../profiles/target';
import type { DbtProject } from '../../project/dbtProject';
import { type YamlNode, yamlValue } from '../../yaml/yamlNode';
import { edit, isGiven, keyPlace, postgresTargets, reporter, type StaticFacts } from './staticFacts';

const report = reporter('fusion-settings');

/** Source: dbt-core main (dbt 2 beta), crates/dbt-auth/src/postgres. */
const ignored = [
  'sslmode',
  'sslcert',
  'sslkey',
  'sslrootcert',
  'role',
  'search_path',
  'keepalives_idle',
  'connect_timeout',
  'retries',
  'application_name',
];

export const fusionSettings: DbtCheck<StaticFacts> = {
  id: 'fusion-settings',
  title: 'What dbt 2 does with a target',
  severity: 'error',
  explanation:
    'dbt 2 (Fusion, beta) uses only user, password, host, port and database of a target for PostgreSQL. It does not know `pass`, and it does nothing with sslmode, role, search_path and the like: the line is then not protected as it says, and tables belong to another role.',
  failsIn: 'dbt run (dbt 2)',
  run: ({ project }) => (runsFusion(project) ? postgresTargets(project).flatMap(told) : []),
};

function told(target: DbtTarget): readonly DbtFinding[] {
  const password = target.fields.get('password');
  const refused =
    password?.key === 'pass'
      ? [
          report({
            severity: 'error',
            message: `dbt 2 does not know \`pass\`, so the target \`${target.name}\` has no password for it.`,
            place: keyPlace(target, 'password'),
            target: target.name,
            fixes: [edit('Rename it to password', keyPlace(target, 'password'), 'password')],
          }),
        ]
      : [];
  const useless = ignored
    .filter((field) => isGiven(target, field))
    .map((field) =>
      report({
        severity: 'warning',
        message: `dbt 2 does nothing with \`${field}\` of the target \`${target.name}\`.`,
        place: keyPlace(target, field),
        target: target.name,
      }),
    );
  return [...refused, ...useless];
}

function runsFusion({ surroundings, document }: DbtProject): boolean {
  if (surroundings.engine !== 'unknown') {
    return surroundings.engine === 'v2';
  }
  const required = yamlValue(document.root, 'require-dbt-version');
  return scalars(required).some((each) => /^\s*(?:>=|==|=|~=)?\s*2\./.test(each));
}

function scalars(node: YamlNode | undefined): readonly string[] {
  if (node?.kind === 'list') {
    return node.items.flatMap(scalars);
  }
  return node?.kind === 'scalar' ? [String(node.value)] : [];
}
