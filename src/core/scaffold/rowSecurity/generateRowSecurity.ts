import type { ScaffoldPlan, ScaffoldStep } from '../scaffold';
import { dbtHook, jinjaProblems } from './dbtHook';
import { grantSteps, revokeSteps, usageSteps } from './grantSteps';
import { indexSteps } from './indexSteps';
import { policySteps, switchSteps } from './policySteps';
import type { RowSecurityFacts, TableFacts } from './rowSecurityFacts';
import { rowSecurityProblems } from './rowSecurityProblems';
import { rowSecurityRules } from './rowSecurityRules';
import type { RowSecuritySpec } from './rowSecuritySpec';
import { viewSteps } from './viewSteps';

/**
 * Indexes come first, because they are made outside the transaction; policies come before row security is turned on, so
 * that nobody is shut out in between.
 */
export function generateRowSecurity(spec: RowSecuritySpec, facts: RowSecurityFacts): ScaffoldPlan {
  const problems = [
    ...rowSecurityProblems(spec, facts),
    ...(spec.builtBy === 'dbt' ? jinjaProblems(spec) : []),
  ];
  const { table } = facts;
  if (table === undefined || problems.length > 0) {
    return { steps: [], warnings: [], problems };
  }
  const warnings = rowSecurityRules.flatMap((rule) =>
    rule.run(spec, facts, table).map((seen) => ({ rule: rule.id, ...seen })),
  );
  return spec.builtBy === 'dbt'
    ? {
        steps: spec.grants ? usageSteps(spec, facts) : [],
        warnings,
        problems,
        documents: [dbtHook(spec, facts)],
      }
    : { steps: tableSteps(spec, facts, table), warnings, problems };
}

function tableSteps(
  spec: RowSecuritySpec,
  facts: RowSecurityFacts,
  table: TableFacts,
): readonly ScaffoldStep[] {
  return [
    ...(spec.indexes ? indexSteps(spec, facts, table) : []),
    ...policySteps(spec, facts, table),
    ...switchSteps(spec, table),
    ...facts.partitions.flatMap((partition) => partitionSteps(spec, facts, partition)),
    ...(spec.views ? viewSteps(facts) : []),
    ...(spec.grants ? grantSteps(spec, facts) : []),
  ];
}

function partitionSteps(
  spec: RowSecuritySpec,
  facts: RowSecurityFacts,
  partition: TableFacts,
): readonly ScaffoldStep[] {
  switch (spec.partitions) {
    case 'revoke':
      return revokeSteps(partition);
    case 'policies':
      return [...policySteps(spec, facts, partition), ...switchSteps(spec, partition)];
    case 'leave':
      return [];
  }
}
