import { tlsModes } from '../../../connections/connectionProfile';
import type { DbtCheck } from '../../check';
import { targetText } from '../../profiles/target';
import { nearName } from '../../refs/nearName';
import { edit, postgresTargets, reporter, type StaticFacts, valuePlace } from './staticFacts';

const report = reporter('unknown-tls-mode');

export const unknownTlsMode: DbtCheck<StaticFacts> = {
  id: 'unknown-tls-mode',
  title: 'Unknown sslmode',
  severity: 'warning',
  explanation:
    'dbt hands `sslmode` on as it stands, and libpq refuses what is none of disable, allow, prefer, require, verify-ca and verify-full.',
  failsIn: 'dbt debug (connection test)',
  run: ({ project }) =>
    postgresTargets(project).flatMap((target) => {
      const field = target.fields.get('sslmode');
      const mode = targetText(target, 'sslmode');
      if (!field || mode === undefined || mode === '' || tlsModes.some((each) => each === mode)) {
        return [];
      }
      const place = valuePlace(target, field);
      const meant =
        nearName(mode, tlsModes) ?? (/^(?:true|on|yes|required)$/i.test(mode) ? 'require' : undefined);
      return [
        report({
          severity: 'warning',
          message: `libpq knows no \`sslmode\` called \`${mode}\`, so the target \`${target.name}\` cannot connect.`,
          advice: `It knows ${tlsModes.join(', ')}.`,
          place,
          target: target.name,
          fixes: meant === undefined ? [] : [edit(`Use ${meant}`, place, meant)],
        }),
      ];
    }),
};
