import { textOf } from '../catalog/cells';
import type { CatalogQuery } from '../ports';

/** The settings that the policies of a database read by current_setting(), in the order of their names. */
export const policySettings: CatalogQuery<string> = {
  name: 'rowSecurity.policySettings',
  text: `
SELECT DISTINCT m.found[1] AS name
  FROM pg_catalog.pg_policy AS p
 CROSS JOIN LATERAL pg_catalog.regexp_matches(
         pg_catalog.concat_ws(' ', pg_catalog.pg_get_expr(p.polqual, p.polrelid),
                                   pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)),
         'current_setting\\(''([^'']+)''', 'g') AS m(found)
 ORDER BY name
 LIMIT 100`,
  values: [],
  row: ([name]) => textOf(name),
};
