import type { ScaffoldDocument } from '../scaffold';
import type { FieldProblem } from '../scaffoldForm';
import { jinjaString } from '../../sql/jinjaString';
import { quoteIdentifier } from '../../sql/quote';
import { missingPrivileges } from './grantSteps';
import { indexedColumns } from './indexSteps';
import { createPolicy, wantedPolicy } from './policySteps';
import type { RowSecurityFacts } from './rowSecurityFacts';
import type { RowSecuritySpec } from './rowSecuritySpec';

/**
 * The post-hook of a dbt model that makes everything anew after dbt has swapped the table. It also works for an
 * incremental model, whose table stays. Source: dbt documentation, "pre-hook & post-hook".
 */
export function dbtHook(spec: RowSecuritySpec, facts: RowSecurityFacts): ScaffoldDocument {
  const statements = [
    ...spec.policies.flatMap((policy) => [
      `DROP POLICY IF EXISTS ${quoteIdentifier(policy.name)} ON ${self}`,
      createPolicy(self, wantedPolicy(policy, facts)).replaceAll(/\n\s*/g, ' '),
    ]),
    `ALTER TABLE ${self} ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE ${self} ${spec.force ? '' : 'NO '}FORCE ROW LEVEL SECURITY`,
    ...(spec.grants
      ? missingPrivileges(spec, facts).map(
          ({ role, needed }) => `GRANT ${needed.join(', ')} ON ${self} TO ${quoteIdentifier(role)}`,
        )
      : []),
  ];
  const indexes = spec.indexes ? indexedColumns(spec) : [];
  return {
    title: `Post-hook for the dbt model ${spec.table.name}`,
    language: 'jinja-sql',
    text: [
      '{{ config(',
      ...(indexes.length === 0
        ? []
        : [
            `  indexes=[${indexes.map((column) => `{'columns': [${jinjaString(column, '"')}]}`).join(', ')}],`,
          ]),
      '  post_hook=[',
      statements.map((statement) => `    ${jinjaString(statement, '"')}`).join(',\n'),
      '  ]',
      ') }}',
      '',
    ].join('\n'),
  };
}

/** A name or a value that dbt would take for Jinja. */
export function jinjaProblems(spec: RowSecuritySpec): readonly FieldProblem[] {
  return spec.policies.flatMap((policy, place) =>
    /\{[{%#]/.test(JSON.stringify(policy))
      ? [
          {
            field: `policies.${String(place)}.name`,
            message: 'dbt would take {{, {% or {# in a name or value for Jinja. Use another one.',
          },
        ]
      : [],
  );
}

const self = '{{ this }}';
