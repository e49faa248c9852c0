import { displayName } from '../../explorer/displayName';
import type { DbtFinding } from '../finding';
import type { DbtGraph, DbtNode } from '../graph/dbtGraph';
import { testsById } from '../graph/graphQueries';
import type { ProfilesSource } from '../profiles/target';
import { countWords } from '../report/checkReport';
import type { DbtItem } from './dbtItem';
import { allFindings, type DbtProjectState } from './dbtState';
import { type CheckTitles, findingItem, moodOf, sortedFindings } from './findingItem';
import { type NodeContext, nodeItem } from './nodeItems';
import { targetItems } from './targetItems';

export interface DbtItemOptions {
  readonly checks: CheckTitles;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The lines of the dbt view, from the projects down. */
export function dbtItems(states: readonly DbtProjectState[], options: DbtItemOptions): readonly DbtItem[] {
  // Several that are all open would hide each other.
  const open = states.length === 1 ? 'open' : 'closed';
  return states.map((state) => projectItem(state, open, options));
}

function projectItem(state: DbtProjectState, open: DbtItem['open'], options: DbtItemOptions): DbtItem {
  const { project, shown } = state;
  const findings = allFindings(state);
  return {
    id: project.root,
    label: displayName(project.name),
    description: [
      shown ? `target ${displayName(shown.name)}` : 'no target',
      ...(findings.length === 0 ? [] : [countWords(findings.map(({ severity }) => severity))]),
    ].join(' · '),
    icon: 'project',
    mood: findings.length === 0 ? 'plain' : moodOf(findings),
    tooltip: [
      `dbt project ${displayName(project.name)} in ${displayName(project.root)}`,
      project.profiles
        ? `Its profiles are in ${displayName(project.profiles.document.file)}, ${sourceWords[project.profiles.foundBy]}.`
        : 'dbt would find no profiles.yml for it.',
    ],
    subject: { kind: 'project', root: project.root },
    place: { file: project.document.file, range: { start: 0, end: 0 } },
    open,
    children: () => projectGroups(state, options),
  };
}

/** Why dbt takes this profiles.yml. */
const sourceWords: Readonly<Record<ProfilesSource, string>> = {
  setting: 'which the setting lakehouse.dbt.profilesDir names',
  DBT_ENGINE_PROFILES_DIR: 'which the variable DBT_ENGINE_PROFILES_DIR names',
  DBT_PROFILES_DIR: 'which the variable DBT_PROFILES_DIR names',
  'working directory': 'found in the folder of the project',
  home: 'found in the home folder',
};

function projectGroups(state: DbtProjectState, options: DbtItemOptions): readonly DbtItem[] {
  const { project, graph } = state;
  const context = nodeContext(state, options);
  const own = graph ? ownNodes(graph) : [];
  const built = own.filter(({ kind }) => builtKinds.includes(kind));
  const sources = own.filter(({ kind }) => kind === 'source');
  const tags = [...new Set(built.flatMap((node) => node.tags))].sort();
  const groups: readonly (DbtItem | undefined)[] = [
    findingsGroup(state, options, [...built, ...sources]),
    group(state, 'targets', {
      label: 'Targets',
      icon: 'server-environment',
      description: project.targets.length === 0 ? 'None is known' : '',
      children: () => targetItems(state, options),
      ...(project.targets.length === 0
        ? {
            open: 'leaf',
            subject: { kind: 'group', root: project.root, lacks: 'targets' },
            tooltip: ['A connection of the sidebar can be written as a target: use the button of this line.'],
          }
        : { open: 'open' }),
    }),
    built.length === 0
      ? undefined
      : group(state, 'models', {
          label: 'Models',
          icon: 'list-tree',
          description: originWords(graph, built.length),
          tooltip: state.remarks.map(displayName),
          children: () => folderItems(built, context, `${project.root}/models`),
        }),
    tags.length === 0
      ? undefined
      : group(state, 'tags', {
          label: 'Tags',
          icon: 'tag',
          children: () => tags.map((tag) => tagItem(tag, built, context)),
        }),
    sources.length === 0
      ? undefined
      : group(state, 'sources', {
          label: 'Sources',
          icon: 'database',
          children: () => sourceItems(sources, context),
        }),
  ];
  return groups.filter((each) => each !== undefined);
}

const builtKinds: readonly DbtNode['kind'][] = ['model', 'seed', 'snapshot'];

/** What is found of the project as a whole, or of what the view does not list. */
function findingsGroup(
  state: DbtProjectState,
  { checks }: DbtItemOptions,
  listed: readonly DbtNode[],
): DbtItem | undefined {
  const ids = new Set(listed.map(({ id }) => id));
  const targets = new Set(state.project.targets.map(({ name }) => name));
  const findings = allFindings(state).filter(
    ({ target, node }) =>
      !(target !== undefined && targets.has(target)) && !(node !== undefined && ids.has(node)),
  );
  if (findings.length === 0) {
    return undefined;
  }
  const within = `${state.project.root}/findings`;
  return group(state, 'findings', {
    label: 'Project',
    icon: moodOf(findings) === 'good' ? 'lightbulb' : moodOf(findings),
    mood: moodOf(findings),
    description: countWords(findings.map(({ severity }) => severity)),
    open: 'open',
    children: () =>
      sortedFindings(findings).map((finding) =>
        findingItem(finding, { root: state.project.root, within, checks }),
      ),
  });
}

function group(
  { project: { root } }: DbtProjectState,
  name: string,
  item: Pick<DbtItem, 'label' | 'icon' | 'children'> & Partial<DbtItem>,
): DbtItem {
  return {
    id: `${root}/${name}`,
    description: '',
    mood: 'plain',
    tooltip: [],
    subject: { kind: 'group', root },
    open: 'closed',
    ...item,
  };
}

function originWords(graph: DbtGraph | undefined, count: number): string {
  return graph?.origin.kind === 'files' ? `${String(count)}, read from files` : String(count);
}

function ownNodes(graph: DbtGraph): readonly DbtNode[] {
  return [...graph.nodes.values()].filter((node) => node.package === graph.project);
}

function nodeContext(
  { project, graph, runs, ...state }: DbtProjectState,
  options: DbtItemOptions,
): NodeContext {
  const findings = new Map<string, DbtFinding[]>();
  for (const finding of allFindings({ project, graph, runs, ...state })) {
    if (finding.node !== undefined) {
      findings.set(finding.node, [...(findings.get(finding.node) ?? []), finding]);
    }
  }
  const separator = project.root.includes('\\') ? '\\' : '/';
  return {
    root: project.root,
    runs,
    tests: graph ? testsById(graph) : new Map(),
    findings,
    ...options,
    path: (relative) => [project.root, ...relative.split('/')].join(separator),
  };
}

/** A folder with what lies in it. A folder that holds nothing but one folder is written as one line with it. */
function folderItems(
  nodes: readonly DbtNode[],
  context: NodeContext,
  within: string,
  depth = 0,
): readonly DbtItem[] {
  const folders = new Map<string, DbtNode[]>();
  const here: DbtNode[] = [];
  for (const node of nodes) {
    const parts = node.file.split('/').slice(0, -1);
    const folder = parts[depth];
    if (folder === undefined) {
      here.push(node);
    } else {
      folders.set(folder, [...(folders.get(folder) ?? []), node]);
    }
  }
  return [
    ...[...folders]
      .sort(([one], [other]) => one.localeCompare(other))
      .map(([name, inside]) => folderItem([name], inside, context, { within, depth: depth + 1 })),
    ...here
      .sort((one, other) => one.name.localeCompare(other.name))
      .map((node) => nodeItem(node, context, within)),
  ];
}

function folderItem(
  names: readonly string[],
  nodes: readonly DbtNode[],
  context: NodeContext,
  { within, depth }: { readonly within: string; readonly depth: number },
): DbtItem {
  const next = new Set(nodes.map(({ file }) => file.split('/').slice(0, -1)[depth]));
  const [only] = next;
  if (next.size === 1 && only !== undefined) {
    return folderItem([...names, only], nodes, context, { within, depth: depth + 1 });
  }
  const id = `${within}/${names.join('/')}`;
  return {
    id,
    label: displayName(names.join('/')),
    description: String(nodes.length),
    icon: 'folder',
    mood: 'plain',
    tooltip: [],
    subject: { kind: 'group', root: context.root },
    open: 'closed',
    children: () => folderItems(nodes, context, id, depth),
  };
}

function tagItem(tag: string, nodes: readonly DbtNode[], context: NodeContext): DbtItem {
  const id = `${context.root}/tags/${tag}`;
  const tagged = nodes.filter((node) => node.tags.includes(tag));
  return {
    id,
    label: displayName(tag),
    description: String(tagged.length),
    icon: 'tag',
    mood: 'plain',
    tooltip: [],
    subject: { kind: 'group', root: context.root },
    open: 'closed',
    children: () => tagged.map((node) => nodeItem(node, context, id)),
  };
}

function sourceItems(sources: readonly DbtNode[], context: NodeContext): readonly DbtItem[] {
  const names = [...new Set(sources.map(({ sourceName }) => sourceName ?? ''))].sort();
  return names.map((name) => {
    const id = `${context.root}/sources/${name}`;
    const tables = sources.filter(({ sourceName }) => (sourceName ?? '') === name);
    return {
      id,
      label: displayName(name),
      description: String(tables.length),
      icon: 'symbol-namespace',
      mood: 'plain',
      tooltip: [],
      subject: { kind: 'group', root: context.root },
      open: 'closed',
      children: () => tables.map((node) => nodeItem(node, context, id)),
    };
  });
}
