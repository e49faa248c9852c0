import type { DbtNode } from '../dbtGraph';
import type { ProjectSources } from './projectSources';
import type { RefName, TemplateSummary } from './templateSummary';

/** Finds the nodes that templates name. */
export interface References {
  /** The ids of what a template reads, also through macros of the project. What is not there, or not enabled, is left out. */
  readonly idsOf: (summary: TemplateSummary) => readonly string[];
  /** Whether a template names anything, or calls a macro of the project, so that what it reads depends on the other nodes. */
  readonly names: (summary: TemplateSummary) => boolean;
}

interface Version {
  readonly node: DbtNode;
  readonly version: string | undefined;
  readonly isLatest: boolean;
}

/** @param latest the ids of the versions that `ref` means when it names none */
export function references(
  project: string,
  nodes: Iterable<DbtNode>,
  sources: ProjectSources,
  latest: ReadonlySet<string>,
): References {
  const byName = new Map<string, Version[]>();
  const tables = new Map<string, string>();
  for (const node of nodes) {
    if (node.enabled && refKinds.has(node.kind)) {
      const version = /\.v([^.]+)$/.exec(node.id)?.[1];
      const entry = { node, version, isLatest: version === undefined || latest.has(node.id) };
      byName.set(node.name, [...(byName.get(node.name) ?? []), entry]);
    } else if (node.enabled && node.kind === 'source') {
      tables.set(JSON.stringify([node.sourceName, node.name]), node.id);
    }
  }
  const macros = macroSummaries(sources);
  const resolve = (ref: RefName): readonly string[] => {
    const fitting = (byName.get(ref.name) ?? []).filter(
      ({ node, version, isLatest }) =>
        (ref.package === undefined || node.package === ref.package) &&
        (ref.version === undefined ? isLatest : version === ref.version),
    );
    const chosen = fitting.find(({ node }) => node.package === project) ?? fitting[0];
    return chosen ? [chosen.node.id] : [];
  };
  const names = ({ refs, sources: read, calls }: TemplateSummary) =>
    refs.length > 0 || read.length > 0 || calls.some((call) => macros.has(call));
  return {
    names,
    idsOf: (summary) => {
      if (!names(summary)) {
        return [];
      }
      const all = withMacros(summary, macros);
      const ids = all.flatMap(({ refs, sources: read }) => [
        ...refs.flatMap(resolve),
        ...read.flatMap((name) => tables.get(JSON.stringify(name)) ?? []),
      ]);
      return [...new Set(ids)];
    },
  };
}

const refKinds: ReadonlySet<string> = new Set(['model', 'seed', 'snapshot']);

/** Macros by name; a generic test is the macro `test_` and its name. */
function macroSummaries({ definitions }: ProjectSources): ReadonlyMap<string, TemplateSummary> {
  return new Map(
    [...definitions.values()].flat().flatMap(({ kind, name, summary }) => {
      const key = kind === 'macro' ? name : kind === 'test' ? `test_${name}` : undefined;
      return key === undefined ? [] : [[key, summary] as const];
    }),
  );
}

function withMacros(
  summary: TemplateSummary,
  macros: ReadonlyMap<string, TemplateSummary>,
): readonly TemplateSummary[] {
  const seen = new Set<string>();
  const all = [summary];
  for (const { calls } of all) {
    for (const call of calls) {
      const macro = seen.has(call) ? undefined : macros.get(call);
      seen.add(call);
      if (macro) {
        all.push(macro);
      }
    }
  }
  return all;
}
