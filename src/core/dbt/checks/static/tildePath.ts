import type { DbtCheck } from '../../check';
import { targetText } from '../../profiles/target';
import { postgresTargets, reporter, type StaticFacts, valuePlace } from './staticFacts';

const report = reporter('tilde-path');

export const tildePath: DbtCheck<StaticFacts> = {
  id: 'tilde-path',
  title: 'Path with ~',
  severity: 'warning',
  explanation:
    'It is the shell that puts the home folder in the place of `~`. dbt and libpq do not: they look for a folder of that name, do not find the certificate, and with `require` go on without checking the server.',
  failsIn: 'dbt debug (connection test)',
  run: ({ project }) =>
    postgresTargets(project).flatMap((target) =>
      ['sslcert', 'sslkey', 'sslrootcert'].flatMap((name) => {
        const field = target.fields.get(name);
        return field && /^(?:~|\$\{?HOME\b)/.test(targetText(target, name) ?? '')
          ? [
              report({
                severity: 'warning',
                message: `libpq does not know what \`~\` or \`$HOME\` stands for, so it does not find the \`${name}\` of the target \`${target.name}\`.`,
                advice: 'Write the whole path, or "{{ env_var(\'HOME\') }}/…".',
                place: valuePlace(target, field),
                target: target.name,
              }),
            ]
          : [];
      }),
    ),
};
