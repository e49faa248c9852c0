import { type ReadContext, readProperty } from './jsonRead';
import { JsonArray, JsonObject, type JsonText } from './jsonText';
import { type NodeDraft, newNode } from './nodeDraft';
import { nodeFields } from './nodeFields';
import { addWorkers } from './parseWorkers';
import type { PlanNode } from './planModel';

/** Turns the object of a root node into the list of nodes in pre-order, without recursion. */
export function parseNodes(root: JsonObject, context: ReadContext): readonly PlanNode[] {
  const nodes: NodeDraft[] = [];
  const waiting: { readonly object: JsonObject; readonly parent: NodeDraft | undefined }[] = [
    { object: root, parent: undefined },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const node = newNode(nodes.length, next.parent);
    nodes.push(node);
    next.parent?.children.push(node.id);
    for (const child of readNode(next.object, node, context).reverse()) {
      waiting.push({ object: child, parent: node });
    }
  }
  setEnds(nodes);
  return nodes;
}

/** Fills the draft and returns the objects of its children. */
function readNode(object: JsonObject, node: NodeDraft, context: ReadContext): JsonObject[] {
  const children: JsonObject[] = [];
  for (let index = 0; index < object.keys.length; index++) {
    const key = object.keys[index];
    const value = object.values[index];
    if (key === undefined || value === undefined || nodeFields.get(key)?.(node, value) === true) {
      continue;
    }
    if (key === 'Plans') {
      addChildren(children, value, { object, context });
    } else if (key !== 'Workers' || !addWorkers(node.workers, value)) {
      readOther(node, key, value, { object, context });
    }
  }
  complainOfDuplicates(object, context);
  if (node.nodeType === '') {
    context.complain(object.start, 'A node without a type stands here.');
    node.nodeType = 'Unknown node';
  }
  return children;
}

/** Servers up to 12 write the workers twice; anything else was put together by somebody. */
function complainOfDuplicates({ keys, start }: JsonObject, context: ReadContext): void {
  const seen = new Set(keys);
  if (seen.size === keys.length) {
    return;
  }
  for (const key of seen) {
    if (key !== 'Workers' && key !== 'Plans' && keys.indexOf(key) !== keys.lastIndexOf(key)) {
      const shown = key.slice(0, 40);
      context.complain(start, `"${shown}" stands more than once in this node; the last one is shown.`);
    }
  }
}

interface Place {
  readonly object: JsonObject;
  readonly context: ReadContext;
}

function addChildren(children: JsonObject[], value: JsonText, place: Place): void {
  for (const item of value instanceof JsonArray ? value.items : [value]) {
    if (item instanceof JsonObject) {
      children.push(item);
    } else {
      place.context.complain(place.object.start, 'A child of this node is no node and was left out.');
    }
  }
}

function readOther(node: NodeDraft, key: string, value: JsonText, place: Place): void {
  const property = readProperty(key, value);
  if (nodeFields.has(key)) {
    const shown = String(property.value).slice(0, 40);
    place.context.complain(
      place.object.start,
      `"${key}" of this node has a value that makes no sense: ${shown}`,
    );
  }
  node.other.push(property);
}

function setEnds(nodes: readonly NodeDraft[]): void {
  for (let id = nodes.length - 1; id >= 0; id--) {
    const node = nodes[id];
    const last = node?.children.at(-1);
    if (node !== undefined && last !== undefined) {
      node.end = nodes[last]?.end ?? node.end;
    }
  }
}
