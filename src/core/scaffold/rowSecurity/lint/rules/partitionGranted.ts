import { quoteIdentifier } from '../../../../sql/quote';
import type { LintRule } from '../lintRule';
import type { SecuredTable, TableGrant } from '../policyCatalog';
import { formFix, listed, sqlFix, sqlName } from '../ruleTools';

export const partitionGranted: LintRule = {
  id: 'partition-granted',
  title: 'A partition that can be read past the policies',
  explanation:
    'The policies of a partitioned table apply to queries of that table. Whoever has a grant on a partition and names it directly sees all of its rows.',
  run: ({ tables }) =>
    tables.flatMap((partition) => {
      const parent = tables.find(({ oid, rowSecurity }) => rowSecurity && partition.ancestors.includes(oid));
      const grants = partition.grants.filter(({ privilege }) => rowPrivileges.has(privilege));
      return parent === undefined || partition.rowSecurity || grants.length === 0
        ? []
        : [
            {
              severity: 'error' as const,
              relation: partition,
              message: `${listed(grantees(grants))} can reach every row of ${sqlName(partition)} directly, past the policies of ${sqlName(parent)}.`,
              fixes: [
                sqlFix('Insert the SQL that takes the grants away', ...revokes(partition, grants)),
                formFix('Protect the partitions…', parent, [], { partitions: 'revoke' }),
              ],
            },
          ];
    }),
};

const rowPrivileges = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE']);

function grantees(grants: readonly TableGrant[]): readonly string[] {
  return [...new Set(grants.map(({ grantee }) => grantee))].map(granteeSql);
}

function granteeSql(grantee: string | undefined): string {
  return grantee === undefined ? 'PUBLIC' : quoteIdentifier(grantee);
}

function revokes(partition: SecuredTable, grants: readonly TableGrant[]): readonly string[] {
  return [...new Set(grants.map(({ grantee }) => grantee))].map((grantee) => {
    const held = grants.filter((grant) => grant.grantee === grantee).map(({ privilege }) => privilege);
    return `REVOKE ${held.join(', ')} ON ${sqlName(partition)} FROM ${granteeSql(grantee)}`;
  });
}
