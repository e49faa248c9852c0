import type { TextRange } from '../../../base/textRange';
import type { DbtGraph, DbtNode } from '../graph/dbtGraph';
import { refNode, sourceNode } from '../refs/graphNames';
import type { CompletionKind, DbtCompletion } from './completions';
import type { RelationAnswer } from './relationAnswer';

/** A `- name:` of a YAML file that is being typed. */
export interface YamlNamePlace {
  /** `models`, `columns` or whatever list it is in. */
  readonly list: string;
  /** The names of the items above that hold it, the innermost first. */
  readonly within: readonly string[];
  /** The key of the list that holds the innermost of these. */
  readonly withinList: string | undefined;
  readonly typed: TextRange;
  /** Names that the list has already. */
  readonly taken: ReadonlySet<string>;
}

/**
 * What the name at an offset is the name of, told by the indents, because a text that is being typed is seldom whole YAML.
 * Undefined elsewhere.
 */
export function yamlNamePlace(text: string, offset: number): YamlNamePlace | undefined {
  const lines = text.split('\n');
  const row = text.slice(0, offset).split('\n').length - 1;
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const typed = /^(\s*)- +\{? *name: *["']?([\w$]*)$/.exec(text.slice(start, offset));
  if (!typed) {
    return undefined;
  }
  const [, indent = '', word = ''] = typed;
  const list = listAbove(lines, row, indent.length);
  const owner = list && itemAbove(lines, list.row, list.indent);
  const ownerList = owner && listAbove(lines, owner.row, owner.indent);
  const outer = ownerList && itemAbove(lines, ownerList.row, ownerList.indent);
  return (
    list && {
      list: list.key,
      within: [owner, outer].flatMap((item) => (item ? [item.name] : [])),
      withinList: ownerList?.key,
      typed: { start: offset - word.length, end: offset },
      taken: namesOfList(lines, list, row),
    }
  );
}

/** The node whose columns the place lists. */
export function nodeOfColumns(
  graph: DbtGraph,
  { list, within, withinList }: YamlNamePlace,
): DbtNode | undefined {
  const [name = '', outer = ''] = within;
  if (list !== 'columns') {
    return undefined;
  }
  return withinList === 'tables' ? sourceNode(graph, outer, name) : refNode(graph, name);
}

/** The columns that the server has and the list has not, or models of the project that the list has not. */
export function yamlNameCompletions(
  graph: DbtGraph,
  place: YamlNamePlace,
  answer: RelationAnswer | undefined,
): readonly DbtCompletion[] {
  const kind = kindOfList.get(place.list);
  const found =
    place.list === 'columns'
      ? (answer?.columns ?? []).map(({ name, type, comment }) =>
          choice(name, 'column', [type, comment ?? '']),
        )
      : [...graph.nodes.values()]
          .filter((node) => node.kind === kind && node.package === graph.project)
          .map((node) => choice(node.name, 'model', [node.materialized ?? node.kind, node.description]));
  return found
    .filter(({ label }) => !place.taken.has(label))
    .map((each) => ({ ...each, replace: place.typed }));
}

const kindOfList: ReadonlyMap<string, DbtNode['kind']> = new Map([
  ['models', 'model'],
  ['seeds', 'seed'],
  ['snapshots', 'snapshot'],
]);

function choice(
  name: string,
  kind: CompletionKind,
  [detail, documentation]: readonly [string, string],
): Omit<DbtCompletion, 'replace'> {
  const plain = /^[A-Za-z_][\w$ -]*$/.test(name) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(name);
  return { label: name, kind, detail, documentation, insert: plain ? name : JSON.stringify(name) };
}

interface YamlList {
  readonly key: string;
  readonly row: number;
  readonly indent: number;
}

/** The key of the list whose items have this indent: a list may stand as far to the left as its key. */
function listAbove(lines: readonly string[], row: number, indent: number): YamlList | undefined {
  for (let at = row - 1; at >= 0; at--) {
    const [, spaces = '', dash = '', key] = /^(\s*)(- +)?([\w-]+): *(?:#.*)?$/.exec(lines[at] ?? '') ?? [];
    const of = spaces.length + dash.length;
    if (key !== undefined && (of < indent || (of === indent && dash === ''))) {
      return { key, row: at, indent: of };
    }
    if (
      /^\S/.test(lines[at] ?? '') &&
      !(lines[at] ?? '').startsWith('-') &&
      !(lines[at] ?? '').startsWith('#')
    ) {
      return undefined;
    }
  }
  return undefined;
}

/** The item whose keys have this indent. */
function itemAbove(
  lines: readonly string[],
  row: number,
  indent: number,
): { readonly name: string; readonly row: number; readonly indent: number } | undefined {
  let name: string | undefined;
  for (let at = row; at >= 0; at--) {
    const [, spaces = '', dash = '', said] =
      /^(\s*)(- +)?(?:name: *["']?([^"'#]*?)["']? *(?:#.*)?$)?/.exec(lines[at] ?? '') ?? [];
    if (spaces.length + dash.length === indent && said !== undefined) {
      name = said;
    }
    if (dash !== '' && spaces.length + dash.length === indent) {
      return name === undefined ? undefined : { name, row: at, indent: spaces.length };
    }
  }
  return undefined;
}

function namesOfList(lines: readonly string[], list: YamlList, row: number): ReadonlySet<string> {
  const names = new Set<string>();
  for (let at = list.row + 1; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const indent = line.length - line.trimStart().length;
    if (
      line.trim() !== '' &&
      (indent < list.indent || (indent === list.indent && !line.trimStart().startsWith('-')))
    ) {
      break;
    }
    const name = /^\s*- +\{? *name: *["']?([^"',}#]+)/.exec(line)?.[1]?.trim();
    if (name !== undefined && at !== row) {
      names.add(name);
    }
  }
  return names;
}
