import type { LineageEdge } from './lineageGraph';

/** What reads what, in both directions, made once for a graph. */
export interface LineageReach {
  /** Everything above a node, nearest first and without itself; no further than so many steps. */
  ancestors(id: string, steps?: number): readonly string[];
  /** Everything below a node. */
  descendants(id: string, steps?: number): readonly string[];
}

export function lineageReach(edges: readonly LineageEdge[]): LineageReach {
  const up = new Map<string, string[]>();
  const down = new Map<string, string[]>();
  for (const { on, dependent } of edges) {
    add(up, dependent, on);
    add(down, on, dependent);
  }
  return {
    ancestors: (id, steps = Infinity) => walk(up, id, steps),
    descendants: (id, steps = Infinity) => walk(down, id, steps),
  };
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const known = map.get(key);
  if (known) {
    known.push(value);
  } else {
    map.set(key, [value]);
  }
}

/** Step by step, so that a cycle ends and a limit of steps means the shortest way. */
function walk(next: ReadonlyMap<string, readonly string[]>, start: string, steps: number): readonly string[] {
  const seen = new Set([start]);
  let front = [start];
  for (let step = 0; step < steps && front.length > 0; step++) {
    const found: string[] = [];
    for (const id of front.flatMap((each) => next.get(each) ?? [])) {
      if (!seen.has(id)) {
        seen.add(id);
        found.push(id);
      }
    }
    front = found;
  }
  seen.delete(start);
  return [...seen];
}
