import type { ScaffoldPlan } from '../scaffold';
import type { FieldProblem } from '../scaffoldForm';
import { roleFacts, schemaFacts } from '../grants/grantFacts';
import { actsFor, objectRights } from '../grants/heldRights';
import { columnGrantSteps } from './columnGrantSteps';
import { encryptionProblems, encryptionSteps } from './encryptionSteps';
import { whyNotMask } from './maskSql';
import { maskingViewProblems, maskingViewSteps } from './maskingViewSteps';
import type { ProtectionFacts } from './protectionFacts';
import { protectionRules } from './protectionRules';
import type { ProtectionSpec } from './protectionSpec';

/** The statements that keep columns from roles, and what is in their way. */
export function generateProtection(spec: ProtectionSpec, facts: ProtectionFacts): ScaffoldPlan {
  const problems = findProblems(spec, facts);
  const warnings = protectionRules.flatMap((rule) =>
    rule.run(spec, facts).map((found) => ({ rule: rule.id, ...found })),
  );
  if (problems.length > 0) {
    return { steps: [], warnings, problems };
  }
  switch (spec.way) {
    case 'columnGrants':
      return { steps: columnGrantSteps(spec, facts), warnings, problems };
    case 'maskingView':
      return { steps: maskingViewSteps(spec, facts), warnings, problems };
    case 'encrypt':
      return { steps: encryptionSteps(spec, facts), warnings, problems };
  }
}

function findProblems(spec: ProtectionSpec, facts: ProtectionFacts): readonly FieldProblem[] {
  const { schema, name } = spec.table;
  const held = objectRights(facts.grants, { kind: 'relation', schema, name });
  if (held === undefined || !('owner' in held)) {
    return [{ field: 'table', message: `There is no table ${schema}.${name} in ${facts.grants.database}.` }];
  }
  const { user } = facts.grants;
  return [
    ...(actsFor(facts.grants, user, held.owner)
      ? []
      : [
          {
            field: 'table',
            message: `${schema}.${name} belongs to ${held.owner}, and only its owner or a superuser can protect it. You are ${user}.`,
          },
        ]),
    ...[...spec.roles, ...spec.writers]
      .filter((role) => !roleFacts(facts.grants, role))
      .map((role) => ({ field: 'roles', message: `There is no role ${role}.` })),
    ...spec.columns.flatMap(({ column, mask }, place) => {
      const found = facts.columns.find((each) => each.name === column);
      const wrong =
        found === undefined
          ? `${schema}.${name} has no column ${column}.`
          : spec.way === 'maskingView'
            ? whyNotMask(mask, found)
            : undefined;
      return wrong === undefined ? [] : [{ field: `columns.${String(place)}.column`, message: wrong }];
    }),
    ...(spec.way !== 'encrypt' && facts.columns.every(({ name: each }) => isHidden(spec, each))
      ? [{ field: 'columns', message: 'No column would be left to read. Leave one out of the list.' }]
      : []),
    ...missingSchemas(spec, facts),
    ...(spec.way === 'maskingView' ? maskingViewProblems(spec, facts) : []),
    ...(spec.way === 'encrypt' ? encryptionProblems(spec, facts) : []),
  ];
}

function isHidden({ columns, way }: ProtectionSpec, name: string): boolean {
  return columns.some(({ column, mask }) => column === name && (way === 'columnGrants' || mask === 'hidden'));
}

function missingSchemas(spec: ProtectionSpec, { grants }: ProtectionFacts): readonly FieldProblem[] {
  const named: readonly (readonly [string, string])[] = [
    ['viewSchema', spec.view.schema],
    ['functionSchema', spec.functionSchema],
  ];
  return named
    .filter(([, schema]) => schema !== '' && !schemaFacts(grants, schema))
    .map(([field, schema]) => ({ field, message: `There is no schema ${schema}. Create it first.` }));
}
