import type { DbtCheck } from '../../check';
import { targetText } from '../../profiles/target';
import { isGiven, keyPlace, postgresTargets, reporter, type StaticFacts } from './staticFacts';

const report = reporter('half-certificate');

export const halfCertificate: DbtCheck<StaticFacts> = {
  id: 'half-certificate',
  title: 'Certificate without its other half',
  severity: 'warning',
  explanation:
    'A client certificate needs its private key and the other way round: libpq takes the missing one from ~/.postgresql, where another one may be. `verify-ca` and `verify-full` need the authorities of `sslrootcert`, or ~/.postgresql/root.crt, without which no connection is made.',
  failsIn: 'dbt debug (connection test)',
  run: ({ project }) =>
    postgresTargets(project).flatMap((target) => {
      const pairs = [
        ['sslcert', 'sslkey'],
        ['sslkey', 'sslcert'],
      ] as const;
      const halves = pairs
        .filter(([one, other]) => isGiven(target, one) && !isGiven(target, other))
        .map(([one, other]) =>
          report({
            severity: 'warning',
            message: `The target \`${target.name}\` gives \`${one}\` without \`${other}\`; libpq then looks for it in ~/.postgresql.`,
            place: keyPlace(target, one),
            target: target.name,
          }),
        );
      const mode = targetText(target, 'sslmode') ?? '';
      if (!mode.startsWith('verify-') || isGiven(target, 'sslrootcert')) {
        return halves;
      }
      return [
        ...halves,
        report({
          severity: 'warning',
          message: `With \`sslmode: ${mode}\` and no \`sslrootcert\`, the target \`${target.name}\` connects only where ~/.postgresql/root.crt is.`,
          advice:
            'Give `sslrootcert`, or `sslrootcert: system` for the authorities of the computer (libpq 16 or newer).',
          place: keyPlace(target, 'sslmode'),
          target: target.name,
        }),
      ];
    }),
};
