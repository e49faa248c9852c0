import type { DbtCheck } from '../../check';
import type { DbtFinding } from '../../finding';
import { type DbtTarget, targetText } from '../../profiles/target';
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
    'dbt 2 (Fusion, beta) takes PostgreSQL as an experimental adapter only, and refuses it unless DBT_ALLOW_EXPERIMENTAL_ADAPTERS is true. It uses only user, password, host, port and database of a target, which it puts into a URL as they are. It does not know `pass`, and it does nothing with sslmode, role, search_path and the like: the line is then not protected as it says, and tables belong to another role.',
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
  const broken = ['user', 'database']
    .filter((field) => /[@/?#:%\s]/.test(targetText(target, field) ?? ''))
    .map((field) =>
      report({
        severity: 'warning',
        message: `dbt 2 puts \`${field}\` of the target \`${target.name}\` into a URL as it is, and a character in it has a meaning there.`,
        place: keyPlace(target, field),
        target: target.name,
      }),
    );
  return [experimental(target), ...refused, ...broken, ...useless];
}

/** Source: dbt-core main (dbt 2 beta), crates/dbt-adapter-core/src/lib.rs and crates/dbt-adapter/src/lib.rs. */
function experimental(target: DbtTarget): DbtFinding {
  return report({
    severity: 'warning',
    message: `dbt 2 refuses the target \`${target.name}\`: PostgreSQL is an experimental adapter of it.`,
    advice: 'Run the project with dbt 1, or set DBT_ALLOW_EXPERIMENTAL_ADAPTERS to true.',
    place: keyPlace(target, 'type'),
    target: target.name,
  });
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
