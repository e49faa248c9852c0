import type { DbtCheck } from '../../check';
import type { DbtGraph, DbtNode } from '../../graph/dbtGraph';
import { buildsHere } from '../../live/buildsHere';
import { isRelation, type RelationNode } from '../../live/builtNodes';
import { type CrossFacts, relationKey } from '../../live/liveFacts';
import { aboutNode, listed } from '../../live/liveFinding';

const id = 'upstream-missing';

export const upstreamMissing: DbtCheck<CrossFacts> = {
  id,
  title: 'What the marts read is there',
  severity: 'warning',
  explanation:
    'A run with --select builds only what it selects. Where models are developed on another database and only marts are built here, what they read must be here, too.',
  failsIn: 'dbt run',
  run: (facts) => {
    const missing = new Map<string, { readonly upstream: RelationNode; readonly readers: string[] }>();
    for (const reader of buildsHere(facts)) {
      for (const upstream of upstreamOf(facts.graph, reader)) {
        if (!facts.catalog.relations.has(relationKey(upstream.relation))) {
          const found = missing.get(upstream.id) ?? { upstream, readers: [] };
          found.readers.push(reader.name);
          missing.set(upstream.id, found);
        }
      }
    }
    return [...missing.values()].map(({ upstream, readers }) =>
      aboutNode(facts, upstream, {
        check: id,
        severity: 'warning',
        message: `${upstream.name} is not on target ${facts.target.name}, and ${listed(readers)} ${readers.length === 1 ? 'reads' : 'read'} it there.`,
        advice: `Build it with them: dbt build --target ${facts.target.name} --select +${readers[0] ?? ''}.`,
      }),
    );
  },
};

/** The models, seeds and snapshots that a node reads, through those that are no relations. */
function upstreamOf(graph: DbtGraph, node: DbtNode, seen = new Set<string>()): readonly RelationNode[] {
  return node.dependsOn.flatMap((name) => {
    const upstream = graph.nodes.get(name);
    if (!upstream || seen.has(name) || upstream.kind === 'source') {
      return [];
    }
    seen.add(name);
    return isRelation(upstream) ? [upstream] : upstreamOf(graph, upstream, seen);
  });
}
