import type { GrantRule } from '../grantRule';
import { rightSources } from '../heldRights';

/** What lies in a schema cannot be named without USAGE on it. */
export const noUsage: GrantRule = {
  id: 'noUsage',
  run: (spec, facts) => {
    const given = (role: string | undefined, schema: string) =>
      spec.changes.some(
        (each) =>
          each.change === 'grant' &&
          each.role === role &&
          each.target.kind === 'schema' &&
          each.target.name === schema &&
          each.privileges.includes('USAGE'),
      );
    return spec.changes.flatMap(({ change, role, target }, place) => {
      const schema = target.kind === 'relation' || target.kind === 'sequence' ? target.schema : undefined;
      const lacks =
        change === 'grant' &&
        schema !== undefined &&
        rightSources(facts, role, { kind: 'schema', name: schema }, 'USAGE').length === 0 &&
        !given(role, schema);
      return lacks
        ? [
            {
              field: `changes.${String(place)}.role`,
              message: `${role ?? 'Everybody'} lacks USAGE on schema ${schema}, without which the grant has no effect. Grant that, too.`,
            },
          ]
        : [];
    });
  },
};
