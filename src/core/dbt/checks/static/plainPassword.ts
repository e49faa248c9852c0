import type { DbtCheck } from '../../check';
import { writtenPassword } from '../../profiles/writtenPassword';
import { reporter, type StaticFacts, valuePlace } from './staticFacts';

const report = reporter('plain-password');

export const plainPassword: DbtCheck<StaticFacts> = {
  id: 'plain-password',
  title: 'Password in a file that git tracks',
  severity: 'warning',
  explanation:
    'Whoever can read the repository has the password, also after it was removed from the last commit. Put it in an environment variable whose name begins with DBT_ENV_SECRET, which dbt keeps out of its logs, and change it on the server.',
  failsIn: undefined,
  run: ({ project }) =>
    project.profiles?.isTracked === true
      ? project.targets.flatMap((target) =>
          [...target.fields.values()].flatMap((field) => {
            const { key } = field;
            const written = writtenPassword(field);
            if (!written) {
              return [];
            }
            const place = valuePlace(target, field);
            const variable = `DBT_ENV_SECRET_${target.name.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}_PASSWORD`;
            const isPassword = key === 'password' || key === 'pass';
            return [
              report({
                severity: 'warning',
                message:
                  written === 'value'
                    ? `The \`${key}\` of the target \`${target.name}\` stands as text in a file that git tracks.`
                    : `The default of the \`${key}\` of the target \`${target.name}\` stands as text in a file that git tracks.`,
                advice: 'Put it in an environment variable, and change it on the server.',
                place,
                target: target.name,
                fixes: isPassword
                  ? [
                      {
                        kind: 'edit' as const,
                        title: `Read it from the variable ${variable}`,
                        edits: [{ ...place, text: `"{{ env_var('${variable}') }}"` }],
                      },
                    ]
                  : [],
              }),
            ];
          }),
        )
      : [],
};
