/**
 * The name among others that was probably meant: at most a third of its letters differ, where two letters in each other's
 * place count as one. Capitals, `-`, `_` and blanks do not count. Undefined when none is near; the first of several that are
 * equally near.
 * @param longest so many letters may differ of a long name
 */
export function nearName(written: string, names: Iterable<string>, longest = 2): string | undefined {
  const wanted = plain(written);
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const name of names) {
    const most = Math.min(best ? best.distance - 1 : longest, Math.floor(Math.max(name.length, 3) / 3));
    const distance = letterDistance(wanted, plain(name), most);
    if (distance !== undefined) {
      best = { name, distance };
    }
  }
  return best?.name;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** Letters to change, add, take away or swap with the next; undefined when there are more than `most`. */
function letterDistance(one: string, other: string, most: number): number | undefined {
  if (Math.abs(one.length - other.length) > most || most < 0) {
    return undefined;
  }
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let to = 1; to <= other.length; to++) {
      const same = one[at - 1] === other[to - 1];
      let cost = Math.min((row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1, (row[to - 1] ?? 0) + (same ? 0 : 1));
      if (at > 1 && to > 1 && one[at - 1] === other[to - 2] && one[at - 2] === other[to - 1]) {
        cost = Math.min(cost, (before[to - 2] ?? 0) + 1);
      }
      next.push(cost);
    }
    before = row;
    row = next;
  }
  const distance = row[other.length] ?? most + 1;
  return distance <= most ? distance : undefined;
}
