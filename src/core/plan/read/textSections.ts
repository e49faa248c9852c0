import { JsonNumber, JsonObject } from '../jsonText';
import { listOf, objectIn, put } from './nodeLine';
import { splitList } from './splitList';
import { putProperty } from './textProperties';

/** What a line below the nodes of a plan tells of the whole statement. */
export interface Footer {
  /** The object to which indented lines below belong. */
  readonly section: JsonObject | undefined;
}

/**
 * Takes a line that stands below the nodes, such as `Execution Time: 1.5 ms` or `Trigger t: time=0.1 calls=2`.
 * @returns undefined when the line is none of those.
 */
export function putFooter(statement: JsonObject, text: string): Footer | undefined {
  const time = /^(Planning Time|Execution Time|Total Runtime): ([\d.]+) ms$/i.exec(text);
  if (time) {
    const name = time[1] ?? '';
    put(statement, name.startsWith('Total') ? 'Total Runtime' : name, new JsonNumber(time[2] ?? ''));
    return { section: undefined };
  }
  if (text === 'Planning:' || text === 'JIT:') {
    return { section: objectIn(statement, text.slice(0, -1)) };
  }
  if (text.startsWith('Trigger ')) {
    return putTrigger(statement, text) ? { section: undefined } : undefined;
  }
  const colon = text.indexOf(': ');
  const value = text.slice(colon + 2);
  switch (text.slice(0, Math.max(0, colon))) {
    case 'Settings':
      putSettings(statement, value);
      return { section: undefined };
    case 'Query Identifier':
      put(statement, 'Query Identifier', value);
      return { section: undefined };
    case 'Serialization':
      return { section: putSerialization(statement, value) };
    default:
      return undefined;
  }
}

/** Whether the line can only stand below the nodes. */
export function isFooter(text: string): boolean {
  return putFooter(new JsonObject(0), text) !== undefined;
}

/** Takes an indented line below one of the sections. */
export function putInSection(section: JsonObject, name: string, value: string): void {
  switch (name) {
    case 'Functions':
      put(section, name, new JsonNumber(value));
      break;
    case 'Options':
      putOptions(objectIn(section, name), value);
      break;
    case 'Timing':
      putTimings(objectIn(section, name), value);
      break;
    default:
      putProperty(section, name, value);
  }
}

/** `Trigger a_ins for constraint fk on child: time=0.1 calls=2` */
function putTrigger(statement: JsonObject, text: string): boolean {
  const match = /^Trigger(.*): (?:time=([\d.]+) )?calls=(\d+)$/.exec(text);
  if (!match) {
    return false;
  }
  const trigger = new JsonObject(statement.start);
  let name = match[1] ?? '';
  const relation = name.lastIndexOf(' on ');
  const parts: (readonly [string, string])[] = [];
  if (relation >= 0) {
    parts.push(['Relation', name.slice(relation + ' on '.length)]);
    name = name.slice(0, relation);
  }
  const constraint = name.lastIndexOf(' for constraint ');
  if (constraint >= 0) {
    parts.unshift(['Constraint Name', name.slice(constraint + ' for constraint '.length)]);
    name = name.slice(0, constraint);
  }
  if (name.trim() !== '') {
    parts.unshift(['Trigger Name', name.trim()]);
  }
  parts.forEach(([property, value]) => put(trigger, property, value));
  if (match[2] !== undefined) {
    put(trigger, 'Time', new JsonNumber(match[2]));
  }
  put(trigger, 'Calls', new JsonNumber(match[3] ?? ''));
  listOf(statement, 'Triggers').items.push(trigger);
  return true;
}

/** `work_mem = '64kB', search_path = 'a, b'` */
function putSettings(statement: JsonObject, value: string): void {
  const settings = objectIn(statement, 'Settings');
  for (const part of splitList(value)) {
    const equals = part.indexOf(" = '");
    if (equals > 0) {
      put(settings, part.slice(0, equals), part.slice(equals + 4, -1).replaceAll("''", "'"));
    }
  }
}

/** `time=0.004 ms  output=1kB  format=text` */
function putSerialization(statement: JsonObject, value: string): JsonObject {
  const section = objectIn(statement, 'Serialization');
  for (const [, name, text] of value.matchAll(/(\w+)=(\S+)/g)) {
    if (name === 'format') {
      put(section, 'Format', text ?? '');
    } else {
      const digits = /^[\d.]+/.exec(text ?? '')?.[0] ?? '';
      put(section, name === 'time' ? 'Time' : 'Output Volume', new JsonNumber(digits));
    }
  }
  return section;
}

/** `Inlining false, Optimization false` */
function putOptions(options: JsonObject, value: string): void {
  for (const part of value.split(', ')) {
    const blank = part.lastIndexOf(' ');
    put(options, part.slice(0, blank), part.slice(blank + 1) === 'true');
  }
}

/** `Generation 0.5 ms (Deform 0.1 ms), Inlining 1.0 ms, …, Total 2.0 ms` */
function putTimings(timing: JsonObject, value: string): void {
  for (const part of splitList(value)) {
    const match = /^(\w+) ([\d.]+) ms(?: \(Deform ([\d.]+) ms\))?$/.exec(part);
    if (match?.[3] !== undefined) {
      const generation = objectIn(timing, match[1] ?? '');
      put(generation, 'Deform', new JsonNumber(match[3]));
      put(generation, 'Total', new JsonNumber(match[2] ?? ''));
    } else if (match) {
      put(timing, match[1] ?? '', new JsonNumber(match[2] ?? ''));
    }
  }
}
