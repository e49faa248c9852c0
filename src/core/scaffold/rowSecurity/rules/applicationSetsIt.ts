import type { RowSecurityRule } from '../rowSecurityRule';

export const applicationSetsIt: RowSecurityRule = {
  id: 'application-sets-it',
  run: ({ policies }) => {
    const place = policies.findIndex(({ rule }) => rule.kind === 'tenant');
    const rule = policies[place]?.rule;
    return rule?.kind !== 'tenant'
      ? []
      : [
          {
            message: `Whoever can run SQL as these roles can set ${rule.setting}: the policy trusts the application, not a person. Set it in each transaction, SELECT set_config('${rule.setting}', …, true); behind PgBouncer a plain SET reaches the next client.`,
            field: `policies.${String(place)}.setting`,
          },
        ];
  },
};
