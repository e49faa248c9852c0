import type { ScaffoldPlan } from '../scaffold';
import type { FieldProblem } from '../scaffoldForm';
import { type GrantFacts, roleFacts, schemaFacts } from './grantFacts';
import { grantRules } from './grantRules';
import { giveStep, takeStep, whyNotGrant } from './grantSteps';
import { privilegesOf, targetWords } from './grantTarget';
import { actsFor, objectRights } from './heldRights';
import type { GrantsSpec, RightsChange } from './readGrants';

/** The statements of the changes, and what is in their way. */
export function generateGrants(spec: GrantsSpec, facts: GrantFacts): ScaffoldPlan {
  const problems: FieldProblem[] = [];
  const steps = spec.changes.map((change, place) => {
    const step = change.change === 'grant' ? giveStep(facts, change) : takeStep(facts, change);
    const wrong = whyImpossible(facts, change, step.present === true);
    if (wrong !== undefined) {
      problems.push({ field: `changes.${String(place)}.${wrong.field}`, message: wrong.message });
    }
    return step;
  });
  const warnings = grantRules.flatMap((rule) =>
    rule.run(spec, facts).map((found) => ({ rule: rule.id, ...found })),
  );
  return { steps: problems.length > 0 ? [] : steps, warnings, problems };
}

interface Wrong {
  readonly field: string;
  readonly message: string;
}

function whyImpossible(facts: GrantFacts, change: RightsChange, present: boolean): Wrong | undefined {
  const { target, role, privileges } = change;
  const unknown = privileges.filter((each) => !privilegesOf(target.kind, facts.version).includes(each));
  if (unknown.length > 0) {
    const known = privilegesOf(target.kind, facts.version).join(', ');
    return {
      field: 'privileges',
      message: `${unknown.join(', ')} cannot be granted on ${targetWords(target)}. It has ${known}.`,
    };
  }
  if (role !== undefined && !roleFacts(facts, role)) {
    return { field: 'role', message: `There is no role ${role}.` };
  }
  const missing = whyNoTarget(facts, change);
  const reason = missing === undefined && !present ? whyNotGrant(facts, change) : undefined;
  return missing ?? (reason === undefined ? whyKept(facts, change) : { field: 'role', message: reason });
}

function whyNoTarget(facts: GrantFacts, { target }: RightsChange): Wrong | undefined {
  if ('creator' in target) {
    if (!roleFacts(facts, target.creator)) {
      return { field: 'creator', message: `There is no role ${target.creator}.` };
    }
    return target.schema === undefined || schemaFacts(facts, target.schema)
      ? undefined
      : { field: 'schema', message: `There is no schema ${target.schema}.` };
  }
  return objectRights(facts, target)
    ? undefined
    : {
        field: 'name',
        message: `There is no ${targetWords(target)} in ${facts.database}. Refresh the matrix.`,
      };
}

/** A REVOKE that would change nothing, or that PostgreSQL refuses without CASCADE. */
function whyKept(facts: GrantFacts, { change, target, role, privileges }: RightsChange): Wrong | undefined {
  const held = objectRights(facts, target);
  if (change === 'grant' || held === undefined || !('owner' in held)) {
    return undefined;
  }
  const rights = held.rights.filter(({ privilege }) => privileges.includes(privilege));
  const others = rights.filter((each) => each.grantor === role && role !== held.owner);
  const [dependent] = others;
  if (dependent) {
    return {
      field: 'role',
      message: `${role ?? ''} has passed ${dependent.privilege} on ${targetWords(target)} on to ${dependent.grantee ?? 'everybody'}. Revoke that first.`,
    };
  }
  const foreign = rights.find(
    (each) => each.grantee === role && each.grantor !== held.owner && each.grantor !== facts.user,
  );
  return foreign === undefined ||
    (actsFor(facts, facts.user, foreign.grantor) && !actsFor(facts, facts.user, held.owner))
    ? undefined
    : {
        field: 'role',
        message: `${foreign.privilege} on ${targetWords(target)} was granted by ${foreign.grantor}, who alone can revoke it. Connect as ${foreign.grantor}.`,
      };
}
