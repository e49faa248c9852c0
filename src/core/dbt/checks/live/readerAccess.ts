import { quoteIdentifier, quoteQualified } from '../../../sql/quote';
import type { DbtCheck } from '../../check';
import type { DbtFinding, DbtFix } from '../../finding';
import type { DbtNode } from '../../graph/dbtGraph';
import { onGraph } from '../../live/connectCheck';
import { sameRight, wantedGrants } from '../../live/grantConfig';
import { hookSays } from '../../live/hooks';
import type { CrossFacts, LiveFacts, TargetGrant } from '../../live/liveFacts';
import { aboutNode, grantFix, listed, sqlFix } from '../../live/liveFinding';
import { replaced } from '../../live/replaced';

const id = 'reader-access';

/** On a relation: rights on a schema do not go with it. */
const grants = /\bgrant\s+(?!usage\b|create\b)/i;

interface Loss {
  readonly schema: string;
  readonly grantee: string;
  readonly privilege: string;
  readonly nodes: DbtNode[];
}

export const readerAccess: DbtCheck<LiveFacts> = {
  id,
  title: 'Readers keep their access',
  severity: 'error',
  explanation:
    'A relation that dbt replaces loses its grants: Superset and the other readers are locked out after the next run. Default privileges of the role that builds, or +grants in the project, give them anew.',
  failsIn: undefined,
  run: onGraph((facts) => losses(facts).map((loss) => finding(facts, loss))),
};

function losses(facts: CrossFacts): readonly Loss[] {
  const found = new Map<string, Loss>();
  for (const { node, relation } of replaced(facts)) {
    const anew = facts.catalog.schemas.get(relation.schema)?.defaultGrants ?? [];
    const wanted = wantedGrants(node);
    const granted = hookSays(facts, node, grants);
    const kept = (grant: TargetGrant) =>
      granted ||
      grant.needless ||
      grant.grantee === facts.catalog.role.name ||
      [...anew, ...wanted].some((each) => sameRight(each, grant));
    for (const grant of relation.grants.filter((each) => !kept(each))) {
      const key = JSON.stringify([relation.schema, grant.grantee, grant.privilege]);
      const { schema } = relation;
      const loss = found.get(key) ?? { ...grant, schema, nodes: [] };
      loss.nodes.push(node);
      found.set(key, loss);
    }
  }
  return [...found.values()];
}

function finding(facts: CrossFacts, { schema, grantee, privilege, nodes }: Loss): DbtFinding {
  const { target, catalog } = facts;
  const who = grantee === '' ? 'PUBLIC' : grantee;
  const first = nodes[0];
  if (!first) {
    throw new Error('A loss without a model.');
  }
  const builder = catalog.role.name;
  const names = listed(nodes.map(({ name }) => `${schema}.${name}`));
  return aboutNode(facts, first, {
    check: id,
    severity: privilege === 'SELECT' ? 'error' : 'warning',
    message: `After the next run on target ${target.name}, ${who} has no ${privilege} on ${names} any more.`,
    advice: `Give it by default privileges of ${builder} in ${schema}, or by +grants in the project.`,
    fixes: fixes({ schema, grantee, privilege, builder }),
  });
}

interface Wanted {
  readonly schema: string;
  readonly grantee: string;
  readonly privilege: string;
  readonly builder: string;
}

function fixes({ schema, grantee, privilege, builder }: Wanted): readonly DbtFix[] {
  const to = grantee === '' ? 'PUBLIC' : quoteIdentifier(grantee);
  return [
    grantFix('Grant it on new tables of the role that builds', {
      privileges: [privilege],
      on: 'newTables',
      schema,
      creator: builder,
      ...(grantee === '' ? { everybody: true } : { role: grantee }),
    }),
    sqlFix(
      'Show the statement',
      `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdentifier(builder)} IN SCHEMA ${quoteQualified(schema)} GRANT ${privilege} ON TABLES TO ${to}`,
    ),
  ];
}
