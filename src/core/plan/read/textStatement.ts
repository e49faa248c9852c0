import type { Complain } from '../jsonRead';
import { JsonNumber, JsonObject } from '../jsonText';
import { GroupingKeys } from './groupingSets';
import type { LogicalLine } from './logicalLines';
import { listOf, nodeObject, put, putActual, readNodeLine } from './nodeLine';
import { isNodeName, readTarget } from './nodeName';
import { putProperty, splitProperty } from './textProperties';
import { putFooter, putInSection } from './textSections';

/** A node while its lines are read. */
interface NodeDraft {
  readonly object: JsonObject;
  readonly type: string;
  /** Column of its arrow. */
  readonly indent: number;
  readonly keys: GroupingKeys;
  /** Children that are not initialization plans or sub-plans. */
  children: number;
}

/** A worker or a section of the statement, to which the more indented lines below belong. */
interface Part {
  readonly object: JsonObject;
  readonly indent: number;
  readonly kind: 'worker' | 'section';
}

/** Builds from the lines of one plan the object that the JSON format would hold. */
export class TextStatement {
  private readonly statement: JsonObject;
  /** From the root down to the node whose lines are read. */
  private readonly path: NodeDraft[] = [];
  private readonly nodes: NodeDraft[] = [];
  private readonly never: JsonObject[] = [];
  private timed = false;
  private label: LogicalLine | undefined;
  private part: Part | undefined;

  constructor(
    line: LogicalLine,
    isRoot: boolean,
    private readonly complain: Complain,
  ) {
    this.statement = new JsonObject(line.offset);
    if (isRoot) {
      this.addNode(line, undefined);
      return;
    }
    complain(line.offset, 'The beginning of the plan is missing: what stands above this line is not known.');
    const root = new JsonObject(line.offset);
    put(root, 'Node Type', 'Missing part of the plan');
    this.path.push(this.draft(root, -1));
    this.take(line);
  }

  takeQuery({ text }: LogicalLine): void {
    put(this.statement, 'Query Text', text.slice('Query Text:'.length).trim());
  }

  /** Takes a line below the root; false when it is no part of the plan. */
  take(line: LogicalLine): boolean {
    switch (line.kind) {
      case 'child':
        this.addChild(line);
        return true;
      case 'label':
        this.closeTo(line.indent);
        this.label = line;
        return true;
      case 'footer':
        return this.takeFooter(line);
      case 'worker':
        this.takeWorker(line);
        return true;
      case 'property':
        return this.takeProperty(line);
      case 'root':
      case 'query':
      case 'other':
        return false;
    }
  }

  /** The object of the statement, as in the other formats. */
  finish(): JsonObject {
    for (const { object, type, keys } of this.nodes) {
      keys.writeTo(object);
      if (type === 'Function Scan') {
        forgetAlias(object);
      }
    }
    if (this.timed) {
      for (const object of this.never) {
        put(object, 'Actual Startup Time', new JsonNumber('0.000'));
        put(object, 'Actual Total Time', new JsonNumber('0.000'));
      }
    }
    const [root] = this.nodes;
    if (root) {
      put(this.statement, 'Plan', root.object);
    }
    return this.statement;
  }

  private addChild(line: LogicalLine): void {
    this.closeTo(line.indent);
    this.addNode(line, this.path.at(-1));
  }

  /** What is indented further is no ancestor of what comes. */
  private closeTo(indent: number): void {
    while (this.path.length > 1 && (this.path.at(-1)?.indent ?? -1) >= indent) {
      this.path.pop();
    }
  }

  private addNode(line: LogicalLine, parent: NodeDraft | undefined): void {
    if (line.isOpen) {
      this.complain(line.offset, 'This line ends before it is complete; what it lacks is not shown.');
    }
    const named = readNodeLine(line.text);
    this.timed ||= named.actual?.startsWith('time=') ?? false;
    const object = nodeObject(named, line.offset);
    if (named.actual === 'never') {
      this.never.push(object);
    }
    if (parent) {
      this.relate(object, parent);
      listOf(parent.object, 'Plans').items.push(object);
    }
    this.path.push(this.draft(object, line.indent));
    this.part = undefined;
  }

  private draft(object: JsonObject, indent: number): NodeDraft {
    const type = object.get('Node Type');
    const draft: NodeDraft = {
      object,
      type: typeof type === 'string' ? type : '',
      indent,
      keys: new GroupingKeys(),
      children: 0,
    };
    this.nodes.push(draft);
    return draft;
  }

  /** The words that the other formats have for the place of a child. */
  private relate(child: JsonObject, parent: NodeDraft): void {
    if (this.label) {
      const name = this.label.text;
      put(child, 'Parent Relationship', name.startsWith('SubPlan') ? 'SubPlan' : 'InitPlan');
      put(child, 'Subplan Name', name);
      this.label = undefined;
      return;
    }
    put(child, 'Parent Relationship', relationship(parent));
    parent.children++;
  }

  private takeFooter(line: LogicalLine): boolean {
    const footer = putFooter(this.statement, line.text);
    this.part =
      footer?.section === undefined
        ? undefined
        : { object: footer.section, indent: line.indent, kind: 'section' };
    return footer !== undefined;
  }

  private takeWorker(line: LogicalLine): void {
    const match = /^Worker (\d+): +(.*)$/s.exec(line.text);
    const node = this.path.at(-1);
    if (!match || !node) {
      return;
    }
    const object = workerOf(node.object, match[1] ?? '');
    this.part = { object, indent: line.indent, kind: 'worker' };
    const rest = match[2] ?? '';
    if (rest.startsWith('actual ')) {
      putActual(object, rest.slice('actual '.length));
    } else {
      const property = splitProperty(rest);
      if (property) {
        putProperty(object, property.name, property.value);
      }
    }
  }

  private takeProperty(line: LogicalLine): boolean {
    const node = this.path.at(-1);
    const property = splitProperty(line.text);
    if (this.part && line.indent > this.part.indent) {
      return this.takePart(this.part, line, property);
    }
    this.part = undefined;
    if (!node) {
      return false;
    }
    if (property === undefined) {
      return node.type === 'ModifyTable' && isNodeName(line.text) && addTarget(node.object, line.text);
    }
    const { name, value } = property;
    if (node.type === 'Aggregate' && /^(?:Group|Hash|Sort) Key$/.test(name)) {
      node.keys.add(name, value);
    } else {
      putProperty(node.object, name, value);
    }
    return true;
  }

  private takePart(part: Part, line: LogicalLine, property: ReturnType<typeof splitProperty>): boolean {
    if (property === undefined) {
      return false;
    }
    if (part.kind === 'section') {
      putInSection(part.object, property.name, property.value);
    } else if (property.name === 'JIT') {
      const object = new JsonObject(line.offset);
      put(part.object, 'JIT', object);
      this.part = { object, indent: line.indent, kind: 'section' };
    } else {
      putProperty(part.object, property.name, property.value);
    }
    return true;
  }
}

function relationship({ type, children }: NodeDraft): string {
  switch (type) {
    case 'Append':
    case 'Merge Append':
    case 'BitmapAnd':
    case 'BitmapOr':
      return 'Member';
    case 'Subquery Scan':
      return 'Subquery';
    default:
      return children === 0 ? 'Outer' : 'Inner';
  }
}

function workerOf(node: JsonObject, number: string): JsonObject {
  const workers = listOf(node, 'Workers');
  for (const worker of workers.items) {
    const known = worker instanceof JsonObject ? worker.get('Worker Number') : undefined;
    if (worker instanceof JsonObject && known instanceof JsonNumber && known.digits === number) {
      return worker;
    }
  }
  const worker = new JsonObject(node.start);
  put(worker, 'Worker Number', new JsonNumber(number));
  workers.items.push(worker);
  return worker;
}

/** A line such as `Update on public.payment_1` below a node that changes several tables. */
function addTarget(node: JsonObject, text: string): boolean {
  const on = text.indexOf(' on ');
  const { schema, name, alias } = readTarget(text.slice(on + ' on '.length));
  const table = new JsonObject(node.start);
  put(table, 'Relation Name', name);
  if (schema !== undefined) {
    put(table, 'Schema', schema);
  }
  put(table, 'Alias', alias ?? name);
  listOf(node, 'Target Tables').items.push(table);
  return true;
}

/** With VERBOSE a function has its schema; what has none is the alias of several functions. */
function forgetAlias(object: JsonObject): void {
  const name = object.keys.indexOf('Function Name');
  if (name >= 0 && object.get('Function Call') !== undefined && object.get('Schema') === undefined) {
    object.keys.splice(name, 1);
    object.values.splice(name, 1);
  }
}
