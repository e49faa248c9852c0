import type { TextRange } from '../../../base/textRange';
import { jinjaString } from '../../sql/jinjaString';
import type { DbtGraph, DbtNode } from '../graph/dbtGraph';
import { graphNames } from '../refs/graphNames';
import { configKeys, type NamedHelp, templateNames, templateStatements } from './templateHelp';
import { type OpenCall, type OpenTemplate, templateAt } from './templateAt';

export type CompletionKind =
  'model' | 'source' | 'macro' | 'function' | 'keyword' | 'config' | 'value' | 'variable' | 'column';

export interface DbtCompletion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** A few words beside the label; untrusted. */
  readonly detail: string;
  /** As text; untrusted. */
  readonly documentation: string;
  readonly insert: string;
  readonly replace: TextRange;
}

/** What completions know of a project. */
export interface CompletionWorld {
  readonly graph: DbtGraph;
  /** The macros of the project. */
  readonly macros: readonly string[];
  /** The macros of packages, by the package. */
  readonly packages?: ReadonlyMap<string, readonly string[]>;
  /** The variables of dbt_project.yml. */
  readonly variables: readonly string[];
}

/** What can be written at an offset inside of a template; undefined outside of one. */
export function templateCompletions(
  text: string,
  offset: number,
  world: CompletionWorld,
): readonly DbtCompletion[] | undefined {
  const open = templateAt(text, offset);
  if (open === undefined) {
    return undefined;
  }
  const call = open.calls.at(-1);
  const choices = call ? choicesOfCall(open, call, world) : undefined;
  const found = choices ?? (open.quote === undefined ? namesOf(open, world) : []);
  return found.map(({ quoted, ...choice }) => ({
    ...choice,
    replace: open.typed,
    insert: quoted ? textIn(open.quote, choice.label) : choice.insert,
  }));
}

/** A text with quotes around it, or for between the quotes that are there. */
function textIn(quote: OpenTemplate['quote'], text: string): string {
  return quote === undefined ? jinjaString(text) : jinjaString(text, quote).slice(1, -1);
}

/** A choice before its place is known. */
interface Choice extends Omit<DbtCompletion, 'replace'> {
  /** It stands in quotes. */
  readonly quoted: boolean;
}

function choicesOfCall(
  open: OpenTemplate,
  call: OpenCall,
  world: CompletionWorld,
): readonly Choice[] | undefined {
  const first = call.before[0]?.[0];
  switch (call.name) {
    case 'ref':
      return call.before.length === 0
        ? refChoices(world.graph, undefined)
        : refChoices(world.graph, first?.kind === 'string' ? first.text : '');
    case 'source':
      return call.before.length === 0
        ? sourceChoices(world.graph)
        : tableChoices(world.graph, first?.kind === 'string' ? first.text : '');
    case 'var':
      return call.before.length === 0
        ? world.variables.map((name) => quotedChoice(name, 'variable', 'variable'))
        : undefined;
    case 'config':
      return configChoices(open, call);
    default:
      return undefined;
  }
}

function refChoices(graph: DbtGraph, package_: string | undefined): readonly Choice[] {
  return [...graphNames(graph).refs.values()].flatMap((nodes) => {
    const node = nodes.find((each) => each.enabled && (package_ === undefined || each.package === package_));
    return node ? [nodeChoice(node, graph)] : [];
  });
}

function nodeChoice(node: DbtNode, graph: DbtGraph): Choice {
  const from = node.package === graph.project ? '' : ` of ${node.package}`;
  return {
    ...quotedChoice(node.name, 'model', `${node.materialized ?? node.kind}${from}`),
    documentation: node.description,
  };
}

function sourceChoices(graph: DbtGraph): readonly Choice[] {
  return [...graphNames(graph).sources].map(([name, tables]) =>
    quotedChoice(name, 'source', `${tables.size} ${tables.size === 1 ? 'table' : 'tables'}`),
  );
}

function tableChoices(graph: DbtGraph, source: string): readonly Choice[] {
  const tables = graphNames(graph).sources.get(source)?.values() ?? [];
  return [...tables].map((node) => {
    const relation = node.relation ? `${node.relation.schema}.${node.relation.name}` : 'source';
    return { ...quotedChoice(node.name, 'source', relation), documentation: node.description };
  });
}

function quotedChoice(label: string, kind: CompletionKind, detail: string): Choice {
  return { label, kind, detail, documentation: '', insert: label, quoted: true };
}

function configChoices(open: OpenTemplate, call: OpenCall): readonly Choice[] {
  const [name, equals] = call.at;
  if (equals?.text === '=') {
    const key = configKeys.find((each) => each.name === name?.text);
    const inQuotes = !/^(true|false)$/.test(key?.values?.[0] ?? '');
    return (key?.values ?? []).map((value) => ({ ...quotedChoice(value, 'value', ''), quoted: inQuotes }));
  }
  return open.quote === undefined
    ? configKeys.map((key) => ({ ...helpChoice(key, 'config'), insert: `${key.name}=` }))
    : [];
}

/** The first word of a statement is a key word; everything else is a name. */
function namesOf(open: OpenTemplate, world: CompletionWorld): readonly Choice[] {
  const typing = open.typed.end > open.typed.start ? 1 : 0;
  if (open.kind === 'statement' && open.words.length === typing) {
    return templateStatements.map((statement) => helpChoice(statement, 'keyword'));
  }
  const before = open.words.at(-1 - typing);
  const owner = before?.text === '.' ? open.words.at(-2 - typing) : undefined;
  const owned = world.packages?.get(owner?.kind === 'name' ? owner.text : '');
  if (owned) {
    return owned.map((name) => macroChoice(name, `macro of ${owner?.text ?? ''}`));
  }
  if (before?.text === '.' || (before?.kind === 'string' && typing === 0)) {
    return [];
  }
  return [
    ...templateNames.map((name) => helpChoice(name, 'function')),
    ...world.macros.map((name) => macroChoice(name, 'macro')),
    ...[...(world.packages?.keys() ?? [])].map((name) => macroChoice(name, 'package')),
  ];
}

function macroChoice(name: string, detail: string): Choice {
  return { ...quotedChoice(name, 'macro', detail), quoted: false };
}

function helpChoice({ name, help }: NamedHelp, kind: CompletionKind): Choice {
  return { label: name, kind, detail: '', documentation: help, insert: name, quoted: false };
}
