import type { DbtCheck } from '../../check';
import { postgresTargets, reporter, type StaticFacts, valuePlace } from './staticFacts';

const report = reporter('port-range');

export const portRange: DbtCheck<StaticFacts> = {
  id: 'port-range',
  title: 'Port out of range',
  severity: 'warning',
  explanation: 'A port lies between 1 and 65535. dbt hands on what stands there, and the connection fails.',
  failsIn: 'dbt debug (connection test)',
  run: ({ project }) =>
    postgresTargets(project).flatMap((target) => {
      const field = target.fields.get('port');
      const port = field?.value.kind === 'value' ? field.value.value : undefined;
      if (!field || typeof port !== 'number' || (port >= 1 && port <= 65_535)) {
        return [];
      }
      return [
        report({
          severity: 'warning',
          message: `The \`port\` of the target \`${target.name}\` is ${String(port)}, and ports lie between 1 and 65535.`,
          place: valuePlace(target, field),
          target: target.name,
        }),
      ];
    }),
};
