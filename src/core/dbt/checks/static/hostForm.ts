import type { DbtCheck } from '../../check';
import type { DbtFinding, DbtFix } from '../../finding';
import type { DbtTarget } from '../../profiles/target';
import { type SecretOrigin, targetText } from '../../profiles/target';
import { postgresTargets, reporter, type StaticFacts, valuePlace } from './staticFacts';

const report = reporter('host-form');

export const hostForm: DbtCheck<StaticFacts> = {
  id: 'host-form',
  title: 'Host that is no host',
  severity: 'warning',
  explanation:
    '`host` is a name or an address alone: the port stands in `port`, and a URL is not taken apart.',
  failsIn: 'dbt debug (connection test)',
  run: ({ project }) => postgresTargets(project).flatMap(told),
};

function told(target: DbtTarget): readonly DbtFinding[] {
  const field = target.fields.get('host');
  if (!field) {
    return [];
  }
  const place = valuePlace(target, field);
  const tell = (message: string, fixes: readonly DbtFix[] = []) => [
    report({ severity: 'warning', message, place, target: target.name, fixes }),
  ];
  if (field.value.kind === 'secret') {
    return isSecretVariable(field.value.from)
      ? []
      : tell(
          `The \`host\` of the target \`${target.name}\` has a password in it; dbt wants the name of the server alone.`,
        );
  }
  const host = targetText(target, 'host');
  if (host === undefined) {
    return [];
  }
  if (host === '') {
    return tell(`The \`host\` of the target \`${target.name}\` is empty; libpq then takes a local socket.`);
  }
  if (host.includes('://')) {
    return tell(
      `The \`host\` of the target \`${target.name}\` is a URL; dbt wants the name of the server alone.`,
    );
  }
  const [, name, port] = /^([^:\s/]+):(\d+)$/.exec(host) ?? [];
  if (name === undefined || port === undefined) {
    return /[\s]/.test(host) ? tell(`The \`host\` of the target \`${target.name}\` has a blank in it.`) : [];
  }
  const given = target.fields.get('port');
  const canFix = given && field.node.kind === 'scalar' && field.node.value === host;
  const portEdits = given ? [{ ...valuePlace(target, given), text: port }] : [];
  return tell(
    `The \`host\` of the target \`${target.name}\` has a port in it, which belongs into \`port\`.`,
    canFix
      ? [
          {
            kind: 'edit',
            title: `Use ${name} and port ${port}`,
            edits: [{ ...place, text: name }, ...portEdits],
          },
        ]
      : [],
  );
}

/** Such a variable is never shown, whatever it holds: its value may well be the name of a server. */
function isSecretVariable(from: SecretOrigin): boolean {
  return from.kind === 'environment' && from.variables.some((name) => name.startsWith('DBT_ENV_SECRET'));
}
