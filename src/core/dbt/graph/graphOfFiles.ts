import { projectVariables, type StaticTarget, staticTarget } from '../compile/staticTarget';
import type { DbtTarget } from '../profiles/target';
import type { DbtProject } from '../project/dbtProject';
import type { DbtGraph, DbtNode } from './dbtGraph';
import { type Draft, filesScope } from './files/draft';
import { graphSettings } from './files/graphSettings';
import { keptDrafts } from './files/keptDrafts';
import { modelDrafts } from './files/modelDrafts';
import { exposureDrafts, operationDrafts, queryDrafts, snapshotDrafts } from './files/otherDrafts';
import type { ProjectSources } from './files/projectSources';
import { references } from './files/references';
import { relationRules } from './files/relationRules';
import { sourceDrafts } from './files/sourceDrafts';
import { genericTests, unitTests } from './files/testDrafts';

/**
 * The graph of a project as far as its files tell, for one target, without dbt. References through macros of the project are
 * followed; what a template computes is not known. Ids of generic tests lack the ten characters that dbt puts at their ends.
 * @param packages nodes of other packages, from a manifest, so that references to them lead somewhere
 */
export function graphOfFiles(
  project: Pick<DbtProject, 'name' | 'document' | 'rendered' | 'files'>,
  sources: ProjectSources,
  target: DbtTarget | undefined,
  packages: readonly DbtNode[] = [],
): DbtGraph {
  const known = target ? staticTarget(target, project.document.root, project.name) : noTarget(project);
  const rules = relationRules(sources, known);
  const kept = keptDrafts(sources, graphSettings(project, target));
  const scope = filesScope({ project, sources, target: known, rules, kept });
  const drafts = [
    ...modelDrafts(scope),
    ...snapshotDrafts(scope),
    ...queryDrafts(scope),
    ...operationDrafts(scope),
    ...sourceDrafts(scope),
    ...exposureDrafts(scope),
  ];
  const latest = new Set(drafts.filter(({ isLatest }) => isLatest === true).map(({ node }) => node.id));
  const all = [...drafts.map(({ node }) => node), ...packages];
  const found = references(project.name, all, sources, latest);
  const nodes = new Map<string, DbtNode>();
  for (const node of [
    ...drafts.map((draft) => resolved(draft, found.idsOf)),
    ...genericTests(scope, drafts, found),
    ...unitTests(scope, found),
    ...packages,
  ]) {
    add(nodes, node);
  }
  const { unknownMacros } = rules;
  return {
    origin: { kind: 'files', target: target?.name, unknownMacros },
    project: project.name,
    nodes,
  };
}

function resolved(
  { node, templates }: Draft,
  idsOf: (template: Draft['templates'][number]) => readonly string[],
): DbtNode {
  // dbt does not look for what a disabled node reads.
  return node.enabled ? { ...node, dependsOn: [...new Set(templates.flatMap(idsOf))] } : node;
}

/** Tests of one name differ in their settings; of two models of one name, the enabled one counts. */
function add(nodes: Map<string, DbtNode>, node: DbtNode): void {
  const other = nodes.get(node.id);
  if (other && node.kind === 'test') {
    let number = 2;
    while (nodes.has(`${node.id}.${number}`)) {
      number++;
    }
    nodes.set(`${node.id}.${number}`, { ...node, id: `${node.id}.${number}` });
  } else if (!other?.enabled) {
    nodes.set(node.id, node);
  }
}

function noTarget({ document, name }: Pick<DbtProject, 'document' | 'name'>): StaticTarget {
  return {
    ...{ name: '', profile: undefined, database: undefined, schema: undefined, user: undefined },
    vars: projectVariables(document.root, name),
  };
}
