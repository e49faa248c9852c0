import { quoteIdentifier, quoteQualified } from '../../../sql/quote';
import type { DbtCheck } from '../../check';
import type { DbtFinding } from '../../finding';
import { existing } from '../../live/existing';
import { isTablePrivilege, sameRight, wantedGrants } from '../../live/grantConfig';
import type { CrossFacts, DefaultGrant, TargetRelation } from '../../live/liveFacts';
import { aboutNode, listed, sqlFix } from '../../live/liveFinding';
import { configKeyPlace } from '../../live/modelConfig';
import type { RelationNode } from '../../live/builtNodes';

const id = 'grants-drift';

export const grantsDrift: DbtCheck<CrossFacts> = {
  id,
  title: 'Grants of the config',
  severity: 'error',
  explanation:
    'With +grants dbt grants at each run what the config says, and revokes what it granted otherwise where the relation stays. A role that does not exist fails the run.',
  failsIn: 'dbt run',
  run: (facts) => existing(facts).flatMap(({ node, relation }) => drift(facts, node, relation)),
};

function drift(facts: CrossFacts, node: RelationNode, relation: TargetRelation): readonly DbtFinding[] {
  const wanted = wantedGrants(node);
  const unknown = wanted.filter(({ grantee }) => grantee !== '' && !facts.catalog.roles.has(grantee));
  const has = (right: DefaultGrant) =>
    right.grantee === relation.owner || relation.grants.some((grant) => sameRight(grant, right));
  const missing = wanted.filter((each) => !has(each) && !unknown.includes(each));
  // dbt revokes what its own role granted, and only where it does not make the relation anew.
  const stays = node.materialized === 'incremental' || node.kind === 'seed' || node.kind === 'snapshot';
  const extra = relation.grants.filter(
    (grant) =>
      stays &&
      wanted.length > 0 &&
      grant.grantor === facts.catalog.role.name &&
      !wanted.some((each) => sameRight(each, grant)),
  );
  const known = missing.filter(({ privilege }) => isTablePrivilege(privilege));
  const name = quoteQualified(relation.schema, relation.name);
  const on = `${name} on target ${facts.target.name}`;
  return [
    ...finding(unknown, (what) => ({
      severity: 'error' as const,
      message: `The config of ${node.name} grants to a role that target ${facts.target.name} does not have: ${what}.`,
      advice: 'Create the role, or correct +grants.',
    })),
    ...finding(missing, (what) => ({
      severity: 'warning' as const,
      message: `The config of ${node.name} grants what is not granted on ${on}: ${what}.`,
      advice: 'The next run grants it.',
      fixes:
        known.length === 0 ? [] : [sqlFix('Grant it now', ...known.map((each) => statement(name, each)))],
    })),
    ...finding(extra, (what) => ({
      severity: 'warning' as const,
      message: `The next run of ${node.name} revokes what +grants does not say on ${on}: ${what}.`,
      advice: 'Add it to +grants, if it is wanted.',
    })),
  ].map((text) => aboutNode(facts, node, { check: id, ...text }, configKeyPlace(facts, node, 'grants')));
}

function finding<T>(rights: readonly DefaultGrant[], make: (what: string) => T): readonly T[] {
  const words = rights.map(({ privilege, grantee }) => `${privilege} to ${grantee || 'PUBLIC'}`);
  return rights.length === 0 ? [] : [make(listed(words))];
}

function statement(relation: string, { privilege, grantee }: DefaultGrant): string {
  const to = grantee === '' ? 'PUBLIC' : quoteIdentifier(grantee);
  return `GRANT ${privilege} ON ${relation} TO ${to}`;
}
