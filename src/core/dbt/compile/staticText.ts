import { jinjaString } from '../../sql/jinjaString';
import type { PlainValue } from '../jinja/jinjaValue';
import { hasJinja } from '../jinja/jinjaTokens';
import { staticCompile } from './staticCompile';
import type { StaticTarget } from './staticTarget';

const noGraph = {
  origin: { kind: 'files', target: undefined },
  project: '',
  nodes: new Map<string, never>(),
} as const;

/**
 * The text of a short template that needs nothing but `target` and `var`, such as `{{ target.schema }}_raw`, with variables of
 * its own. Undefined for what only dbt knows. Tests for none and `trim` are understood, because names of schemas are made with them.
 */
export function staticText(
  template: string,
  target: StaticTarget,
  variables: ReadonlyMap<string, PlainValue> = new Map(),
): string | undefined {
  if (!hasJinja(template)) {
    return template;
  }
  const given = [...variables].map(([name, value]) => `{% set ${name} = ${literal(value)} %}`).join('');
  const simple = template
    .replace(/\s+is\s+not\s+none\b/g, ' != none')
    .replace(/\s+is\s+none\b/g, ' == none')
    .replace(/\|\s*trim\b(?:\(\))?/g, '');
  const compiled = staticCompile(given + simple, { graph: noGraph, node: undefined, target });
  return compiled.kind === 'compiled' ? compiled.sql.trim() : undefined;
}

function literal(value: PlainValue): string {
  return value === null ? 'none' : typeof value === 'string' ? jinjaString(value) : String(value);
}
