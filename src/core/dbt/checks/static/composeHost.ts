import { isLocalHost } from '../../../connections/connectionProfile';
import type { DbtCheck } from '../../check';
import type { DbtFinding, DbtFix } from '../../finding';
import { type DbtTarget, targetText } from '../../profiles/target';
import type { DbtProject } from '../../project/dbtProject';
import { edit, postgresTargets, reporter, sourceText, type StaticFacts, valuePlace } from './staticFacts';

const report = reporter('compose-host');

/** Names that PostgreSQL usually has in compose files, and no machine has. */
const usualNames: readonly string[] = [
  'postgres',
  'postgresql',
  'db',
  'database',
  'pg',
  'pgbouncer',
  'timescaledb',
  'postgis',
];

export const composeHost: DbtCheck<StaticFacts> = {
  id: 'compose-host',
  title: 'Host that only containers know',
  severity: 'warning',
  explanation:
    'The names of compose services are hosts inside of the network of the containers only. On the computer itself the server is at localhost and the port that `ports` publishes; inside of a container, localhost is the container.',
  failsIn: 'dbt debug (connection test)',
  run: ({ project }) => postgresTargets(project).flatMap((target) => told(project, target)),
};

function told(project: DbtProject, target: DbtTarget): readonly DbtFinding[] {
  const field = target.fields.get('host');
  const host = targetText(target, 'host');
  if (!field || host === undefined) {
    return [];
  }
  const { inContainer, composeServices } = project.surroundings;
  const place = valuePlace(target, field);
  if (inContainer) {
    return isLocalHost(host) && !host.startsWith('/') && composeServices.length > 0
      ? [
          report({
            severity: 'hint',
            message: `Inside of this container \`${host}\` is the container itself.`,
            advice: 'Use the name of the compose service that has PostgreSQL.',
            place,
            target: target.name,
          }),
        ]
      : [];
  }
  const service = composeServices.find(({ name }) => name === host);
  if (!service && !usualNames.includes(host)) {
    return [];
  }
  const where = service ? `the compose service of ${service.file}` : 'the usual name of a compose service';
  const port = service?.published;
  return [
    report({
      severity: service ? 'warning' : 'hint',
      message: `The host \`${host}\` of the target \`${target.name}\` is ${where}, which only containers can reach by this name.`,
      advice:
        port === undefined
          ? 'Publish its port with `ports` and use localhost.'
          : `From this computer it is localhost, port ${String(port)}.`,
      place,
      target: target.name,
      fixes: port === undefined ? [] : fixOf(project, target, port),
    }),
  ];
}

function fixOf(project: DbtProject, target: DbtTarget, port: number): readonly DbtFix[] {
  const host = target.fields.get('host');
  const given = target.fields.get('port');
  if (!host || !given || sourceText(project, valuePlace(target, host)).includes('{{')) {
    return [];
  }
  const hostEdit = { ...valuePlace(target, host), text: 'localhost' };
  const isSame = targetText(target, 'port') === String(port);
  return isSame
    ? [edit('Use localhost', hostEdit, 'localhost')]
    : [
        {
          kind: 'edit',
          title: `Use localhost and port ${String(port)}`,
          edits: [hostEdit, { ...valuePlace(target, given), text: String(port) }],
        },
      ];
}
