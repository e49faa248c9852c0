import type { DbtCheck } from '../../check';
import { targetText } from '../../profiles/target';
import { isGiven, keyPlace, postgresTargets, reporter, type StaticFacts } from './staticFacts';

const report = reporter('pooler-settings');

export const poolerSettings: DbtCheck<StaticFacts> = {
  id: 'pooler-settings',
  title: 'Settings that a pooler does not keep',
  severity: 'warning',
  explanation:
    'dbt sends `search_path` as a startup option, which PgBouncer refuses, and `role` as SET ROLE after the login, which a pooler in transaction mode gives to whoever gets the connection next.',
  failsIn: 'dbt debug (connection test)',
  run: ({ project }) =>
    postgresTargets(project).flatMap((target) => {
      const host = targetText(target, 'host') ?? '';
      const isPooler =
        targetText(target, 'port') === '6432' || /pgbouncer|pooler|pgcat|odyssey|supavisor/i.test(host);
      if (!isPooler) {
        return [];
      }
      return (['search_path', 'role'] as const)
        .filter((field) => isGiven(target, field) && targetText(target, field) !== '')
        .map((field) =>
          report({
            severity: 'warning',
            message:
              field === 'search_path'
                ? `The target \`${target.name}\` seems to go through a pooler, which refuses \`search_path\`.`
                : `The target \`${target.name}\` seems to go through a pooler; in transaction mode \`role\` stays on a connection that others get.`,
            advice: `Use ALTER ROLE … SET ${field}, a pool in session mode, or the server itself.`,
            place: keyPlace(target, field),
            target: target.name,
          }),
        );
    }),
};
