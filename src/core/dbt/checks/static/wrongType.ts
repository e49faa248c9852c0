import type { DbtCheck } from '../../check';
import type { DbtFinding, DbtFix, DbtPlace } from '../../finding';
import { type DbtTarget, type RenderedValue, type TargetField, targetText } from '../../profiles/target';
import type { DbtProject } from '../../project/dbtProject';
import { type KnownField, knownFields } from './knownKeys';
import {
  describeValue,
  edit,
  postgresTargets,
  reporter,
  sourceText,
  type StaticFacts,
  valuePlace,
} from './staticFacts';

const report = reporter('wrong-type');

export const wrongType: DbtCheck<StaticFacts> = {
  id: 'wrong-type',
  title: 'Value of the wrong type',
  severity: 'error',
  explanation:
    'dbt compares the types of a target with a schema: `port`, `threads` and the like must be numbers without quotes, host, user and password must be text. A value of env_var is always text, so a number needs `| as_number`; digits without quotes are a number, so a password of digits needs quotes.',
  failsIn: 'dbt debug',
  run: ({ project }) =>
    postgresTargets(project).flatMap((target) =>
      [...target.fields].flatMap(([name, field]) => {
        const known = knownFields.get(name);
        return known && !fits(field.value, known) && !isBroken(project, field)
          ? [told(project, target, { name, known, field })]
          : [];
      }),
    ),
};

/** A value in which the file itself is broken: that is told, and what it would be is not known. */
function isBroken({ profiles }: DbtProject, { node: { range } }: TargetField): boolean {
  return (profiles?.document.problems ?? []).some(
    (problem) => range.start <= problem.range.start && problem.range.start <= range.end,
  );
}

function fits(value: RenderedValue, { type, nullable }: KnownField): boolean {
  switch (value.kind) {
    case 'unrendered':
      // That it does not render is told by another check.
      return true;
    case 'structure':
      return false;
    case 'secret':
      return type === 'text' && value.from.type === 'string';
    case 'value':
      if (value.value === null) {
        return nullable;
      }
      switch (type) {
        case 'text':
          return typeof value.value === 'string';
        case 'whole':
          return typeof value.value === 'number' && Number.isInteger(value.value);
        case 'truth':
          return typeof value.value === 'boolean';
      }
  }
}

interface Wrong {
  readonly name: string;
  readonly known: KnownField;
  readonly field: TargetField;
}

const wanted: Readonly<Record<KnownField['type'], string>> = {
  text: 'text',
  whole: 'a whole number',
  truth: 'true or false',
};

function told(project: DbtProject, target: DbtTarget, { name, known, field }: Wrong): DbtFinding {
  const place = valuePlace(target, field);
  const given = field.key === name ? `\`${name}\`` : `\`${name}\` (here \`${field.key}\`)`;
  return report({
    severity: 'error',
    message: `The ${given} of the target \`${target.name}\` is ${describeValue(field.value)}, and dbt wants ${wanted[known.type]}.`,
    place,
    target: target.name,
    fixes: fixOf(sourceText(project, place), place, { name, known, field }, targetText(target, name)),
  });
}

function fixOf(
  source: string,
  place: DbtPlace,
  { known, field }: Wrong,
  text: string | undefined,
): readonly DbtFix[] {
  const { node } = field;
  if (node.kind !== 'scalar' || source === '' || place.range !== node.range) {
    return [];
  }
  const jinja = /^(["'])\s*\{\{(.*)\}\}\s*\1$/s.exec(source);
  if (jinja) {
    const [, quote = '"', inner = ''] = jinja;
    const filter = known.type === 'whole' ? 'as_number' : known.type === 'truth' ? 'as_bool' : undefined;
    return filter === undefined || /\|\s*(?:as_\w+|int)\b/.test(inner)
      ? []
      : [edit(`Add | ${filter}`, place, `${quote}{{ ${inner.trim()} | ${filter} }}${quote}`)];
  }
  if (known.type === 'text') {
    return node.quoted || /["\\\r\n]/.test(source) ? [] : [edit('Put it in quotes', place, `"${source}"`)];
  }
  const isBare = text !== undefined && (known.type === 'whole' ? /^[0-9]+$/ : /^(?:true|false)$/i).test(text);
  return node.quoted && isBare ? [edit('Remove the quotes', place, text)] : [];
}
