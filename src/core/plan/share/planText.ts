import { displayName } from '../../explorer/displayName';
import type {
  Jit,
  PlanDocument,
  PlannedStatement,
  Planning,
  PlanResult,
  PlanTrigger,
  Serialization,
} from '../planModel';
import { buffersText } from './counterText';
import { nodeText } from './nodeText';
import { indented, lineText, property, type TextLine } from './textLines';

/**
 * A plan in PostgreSQL's own text format, made from what is known of it: what the server itself would have written, except
 * where the model knows less (the test of it lists where). Each name is one visible line, whatever it holds.
 * Source: explain.c of PostgreSQL 12 to 18.
 */
export function planText({ results }: PlanDocument): string {
  return results.map(resultText).join('\n\n');
}

/** The beginning of the plan, in whole lines of so many UTF-16 units altogether, with a word on what is missing. */
export function planTextUpTo(document: PlanDocument, length: number): string {
  const text = planText(document);
  if (text.length <= length) {
    return text;
  }
  const start = text.slice(0, Math.max(0, text.lastIndexOf('\n', length)));
  const left = text.slice(start.length + 1).split('\n').length;
  return `${start}\n… ${left} more lines. Export the plan as text or JSON to have all of it.`;
}

function resultText(result: PlanResult): string {
  return result.kind === 'plan' ? statementText(result) : utilityText(result.text);
}

function utilityText(text: string): string {
  switch (text) {
    case 'Notify':
      return 'NOTIFY';
    case 'Utility Statement':
      return 'Utility statements have no plan structure';
    default:
      return displayName(text);
  }
}

function statementText(statement: PlannedStatement): string {
  const lines: TextLine[] = [];
  const levels: number[] = [];
  const style = { verbose: isVerbose(statement), rowDecimals: statement.rowDecimals };
  for (const node of statement.nodes) {
    const level = node.parent === undefined ? 0 : (levels[node.parent] ?? 0);
    const text = nodeText(node, style, level);
    levels.push(text.under);
    lines.push(...text.lines);
  }
  const about = statementLines(statement).map(({ level, text }) => ({ level, text: displayName(text) }));
  return [...lines, ...about].map(lineText).join('\n');
}

function statementLines(statement: PlannedStatement): readonly TextLine[] {
  const { settings, planning, executionMs, triggers } = statement;
  const set = settings.map(({ name, value }) => `${name} = '${value.replaceAll("'", "''")}'`);
  return [
    ...property('Settings', set.length === 0 ? undefined : set.join(', ')),
    ...property('Query Identifier', statement.queryIdentifier),
    ...planningLines(planning),
    ...property('Planning Time', milliseconds(planning.ms)),
    ...triggers.map((trigger) => ({ level: 0, text: triggerText(trigger, statement) })),
    ...jitLines(statement.jit),
    ...serializationLines(statement.serialization),
    ...property('Execution Time', milliseconds(executionMs)),
  ];
}

function planningLines({ buffers, memoryUsedKb, memoryAllocatedKb }: Planning): readonly TextLine[] {
  const memory =
    memoryUsedKb === undefined ? undefined : `used=${memoryUsedKb}kB  allocated=${memoryAllocatedKb ?? 0}kB`;
  return under('Planning:', [...property('Buffers', buffersText(buffers)), ...property('Memory', memory)]);
}

/** The server names the relation only where several could be meant, which the other formats do not tell. */
function triggerText(trigger: PlanTrigger, statement: PlannedStatement): string {
  const { name, constraint, relation, ms, calls } = trigger;
  const { triggers } = statement;
  const called = constraint === undefined || (isVerbose(statement) && name !== constraint) ? ` ${name}` : '';
  const from = constraint === undefined ? '' : ` for constraint ${constraint}`;
  const several = new Set(triggers.map((each) => each.relation)).size > 1;
  const on = several && relation !== undefined ? ` on ${relation}` : '';
  const time = ms === undefined ? '' : `time=${ms.toFixed(3)} `;
  return `Trigger${called}${from}${on}: ${time}calls=${calls}`;
}

/** Only with VERBOSE the server tells what nodes put out. */
function isVerbose({ nodes }: PlannedStatement): boolean {
  return nodes.some((node) => node.other.some(({ name }) => name === 'Output'));
}

function jitLines(jit: Jit | undefined): readonly TextLine[] {
  if (jit === undefined) {
    return [];
  }
  const options = jit.options.map(({ name, value }) => `${name} ${String(value)}`);
  const times = [
    ['Generation', jit.generationMs],
    ['Inlining', jit.inliningMs],
    ['Optimization', jit.optimizationMs],
    ['Emission', jit.emissionMs],
    ['Total', jit.totalMs],
  ] as const;
  const told = times.flatMap(([name, ms]) => (ms === undefined ? [] : [`${name} ${milliseconds(ms)}`]));
  return under('JIT:', [
    ...property('Functions', jit.functions),
    ...property('Options', options.length === 0 ? undefined : options.join(', ')),
    ...property('Timing', told.length === 0 ? undefined : told.join(', ')),
  ]);
}

function serializationLines(serialization: Serialization | undefined): readonly TextLine[] {
  if (serialization === undefined) {
    return [];
  }
  const { ms, volumeKb, format, buffers } = serialization;
  const time = ms === undefined ? '' : `time=${ms.toFixed(3)} ms  `;
  const text = `Serialization: ${time}output=${volumeKb ?? 0}kB  format=${format ?? 'text'}`;
  return [{ level: 0, text }, ...indented(property('Buffers', buffersText(buffers)), 1)];
}

function under(title: string, lines: readonly TextLine[]): readonly TextLine[] {
  return lines.length === 0 ? [] : [{ level: 0, text: title }, ...indented(lines, 1)];
}

function milliseconds(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : `${ms.toFixed(3)} ms`;
}
