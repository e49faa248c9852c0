import { amountOf, objectOf, type ReadContext, readProperties, readText, textOf } from './jsonRead';
import { JsonArray, JsonNumber, JsonObject } from './jsonText';
import { parseNodes } from './parseNode';
import type {
  Jit,
  PlanNode,
  PlannedStatement,
  Planning,
  PlanSetting,
  PlanTrigger,
  Serialization,
} from './planModel';
import { countersOf } from './readCounters';

/** Reads one element of the answer: an object with `Plan`. Undefined when there is no plan in it. */
export function parseStatement(object: JsonObject, context: ReadContext): PlannedStatement | undefined {
  const root = objectOf(object, 'Plan');
  if (root === undefined) {
    context.complain(object.start, 'No plan stands here: the property "Plan" is missing.');
    return undefined;
  }
  const nodes = parseNodes(root, context);
  return {
    kind: 'plan',
    nodes,
    analyzed: nodes.some((node) => node.actual !== undefined),
    rowDecimals: hasRowDecimals(root, nodes) ? 2 : 0,
    planning: readPlanning(object),
    executionMs: amountOf(object, 'Execution Time') ?? amountOf(object, 'Total Runtime'),
    triggers: readTriggers(object),
    jit: readJit(objectOf(object, 'JIT')),
    settings: readSettings(objectOf(object, 'Settings')),
    serialization: readSerialization(objectOf(object, 'Serialization')),
    queryText: textOf(object, 'Query Text'),
    queryIdentifier: readIdentifier(object),
    other: readProperties(object, known),
  };
}

const known: ReadonlySet<string> = new Set([
  'Plan',
  'Planning',
  'Planning Time',
  'Execution Time',
  'Total Runtime',
  'Triggers',
  'JIT',
  'Settings',
  'Serialization',
  'Query Text',
  'Query Identifier',
]);

/** The root tells it for the whole plan, because one server wrote it. */
function hasRowDecimals(root: JsonObject, nodes: readonly PlanNode[]): boolean {
  const rows = root.get('Actual Rows');
  const [node] = nodes;
  const digits = rows instanceof JsonNumber ? rows.digits : rows;
  return node?.actual !== undefined && typeof digits === 'string' && digits.includes('.');
}

function readPlanning(object: JsonObject): Planning {
  const planning = objectOf(object, 'Planning');
  return {
    ms: amountOf(object, 'Planning Time'),
    buffers: planning === undefined ? undefined : countersOf(planning).buffers,
    memoryUsedKb: planning === undefined ? undefined : amountOf(planning, 'Memory Used'),
    memoryAllocatedKb: planning === undefined ? undefined : amountOf(planning, 'Memory Allocated'),
  };
}

function readTriggers(object: JsonObject): readonly PlanTrigger[] {
  const triggers = object.get('Triggers');
  const items = triggers instanceof JsonArray ? triggers.items : [];
  return items
    .filter((item) => item instanceof JsonObject)
    .map((trigger) => ({
      name: textOf(trigger, 'Trigger Name') ?? textOf(trigger, 'Constraint Name') ?? '',
      constraint: textOf(trigger, 'Constraint Name'),
      schema: textOf(trigger, 'Schema'),
      relation: textOf(trigger, 'Relation'),
      ms: amountOf(trigger, 'Time'),
      calls: amountOf(trigger, 'Calls') ?? 0,
    }));
}

function readJit(jit: JsonObject | undefined): Jit | undefined {
  if (jit === undefined) {
    return undefined;
  }
  const options = objectOf(jit, 'Options');
  const timing = objectOf(jit, 'Timing') ?? jit;
  const generation = objectOf(timing, 'Generation');
  return {
    functions: amountOf(jit, 'Functions'),
    options: options === undefined ? [] : readProperties(options),
    generationMs: generation === undefined ? amountOf(timing, 'Generation') : amountOf(generation, 'Total'),
    inliningMs: amountOf(timing, 'Inlining'),
    optimizationMs: amountOf(timing, 'Optimization'),
    emissionMs: amountOf(timing, 'Emission'),
    totalMs: amountOf(timing, 'Total'),
  };
}

function readSettings(settings: JsonObject | undefined): readonly PlanSetting[] {
  const properties = settings === undefined ? [] : readProperties(settings);
  return properties.map(({ name, value }) => ({
    name,
    value: typeof value === 'string' ? value : value.join(', '),
  }));
}

function readSerialization(serialization: JsonObject | undefined): Serialization | undefined {
  return serialization === undefined
    ? undefined
    : {
        ms: amountOf(serialization, 'Time'),
        volumeKb: amountOf(serialization, 'Output Volume'),
        format: textOf(serialization, 'Format'),
        buffers: countersOf(serialization).buffers,
      };
}

function readIdentifier(object: JsonObject): string | undefined {
  const identifier = object.get('Query Identifier');
  return identifier instanceof JsonNumber ? identifier.digits : readText(identifier ?? null);
}
