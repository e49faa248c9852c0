import type { DbtCheck } from '../../check';
import type { DbtGraph, DbtNode } from '../../graph/dbtGraph';
import { targetText } from '../../profiles/target';
import type { DbtProject } from '../../project/dbtProject';
import { postgresTargets, reporter, type StaticFacts, wholeFile } from './staticFacts';

const report = reporter('adapter-flow');

/** The tags by which models are chosen for PostgreSQL, as in `dbt run --select tag:mart --target postgres`. */
const martTags: readonly string[] = ['mart', 'marts'];

export const adapterFlow: DbtCheck<StaticFacts> = {
  id: 'adapter-flow',
  title: 'Upstream that PostgreSQL does not have',
  severity: 'warning',
  explanation:
    'Where models are built in DuckDB (or another database) and only those tagged `mart` again on PostgreSQL, the target for PostgreSQL reads what its marts depend on from PostgreSQL too: dbt moves no data between databases. What is not tagged must be there by another way, such as an export, a foreign table, or a wider selection.',
  failsIn: 'dbt run --select tag:mart',
  run: ({ project, graph }) => {
    // Where PostgreSQL is the usual target, a plain `dbt run` builds everything there.
    const other = project.targets.find(
      (target) => target.isDefault && !['postgres', undefined].includes(targetText(target, 'type')),
    );
    const [target] = postgresTargets(project);
    if (!graph || !other || !target) {
      return [];
    }
    const marts = [...graph.nodes.values()].filter((node) => node.enabled && isMart(node));
    return marts.flatMap((mart) => {
      const missing = missingOf(mart, graph);
      return missing.length === 0
        ? []
        : [
            report({
              severity: 'warning',
              message: `With the target \`${target.name}\` the mart \`${mart.name}\` reads ${list(missing)} from PostgreSQL, which \`--select tag:${tagOf(mart)}\` does not build there; the target \`${other.name}\` (${targetText(other, 'type') ?? ''}) builds it elsewhere.`,
              advice:
                'Tag it as well, select the parents with +, or bring the data to PostgreSQL as a source.',
              place: { file: fileOf(project, mart), range: wholeFile },
              target: target.name,
              node: mart.id,
            }),
          ];
    });
  },
};

function isMart({ kind, tags }: DbtNode): boolean {
  return kind === 'model' && tags.some((tag) => martTags.includes(tag));
}

function tagOf({ tags }: DbtNode): string {
  return tags.find((tag) => martTags.includes(tag)) ?? 'mart';
}

/** The models that a mart reads and that the selection of the marts does not build; what is ephemeral is read through. */
function missingOf(mart: DbtNode, graph: DbtGraph): readonly DbtNode[] {
  const found = new Map<string, DbtNode>();
  const seen = new Set<string>();
  const waiting = [...mart.dependsOn];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const node = graph.nodes.get(id);
    if (!node || seen.has(id)) {
      continue;
    }
    seen.add(id);
    if (node.materialized === 'ephemeral') {
      waiting.push(...node.dependsOn);
    } else if (node.kind === 'model' && !isMart(node)) {
      found.set(id, node);
    }
  }
  return [...found.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

function list(nodes: readonly DbtNode[]): string {
  const shown = nodes.slice(0, 3).map(({ name }) => `\`${name}\``);
  const more = nodes.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${String(more)} more` : shown.join(', ');
}

function fileOf({ root, files }: DbtProject, { file }: DbtNode): string {
  return files.find(({ relative }) => relative === file)?.file ?? `${root}/${file}`;
}
