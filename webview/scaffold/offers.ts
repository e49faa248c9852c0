import type { Remote } from '../../src/protocol/rpc';
import type { ScaffoldHost } from '../../src/protocol/scaffold';
import type { PlacedField } from './formModel';

/** The names that fields offer, read once for each field when it is entered. */
export class Offers {
  private readonly known = new Map<string, readonly string[]>();

  /** @param learned is called when names have arrived. */
  constructor(
    private readonly host: Remote<ScaffoldHost>,
    private readonly learned: () => void,
  ) {}

  /** Asks for the names. Without them the field still takes whatever is typed, so a failure is nothing to speak of. */
  want(placed: PlacedField, relation: string): void {
    const key = keyOf(placed, relation);
    if (!('offer' in placed.field) || this.known.has(key)) {
      return;
    }
    this.known.set(key, []);
    this.host.offers({ field: placed.path, relation }).then(
      (names) => {
        this.known.set(key, names);
        this.learned();
      },
      () => this.known.delete(key),
    );
  }

  names(placed: PlacedField, relation: string): readonly string[] {
    return this.known.get(keyOf(placed, relation)) ?? [];
  }
}

/** Rows of a list share what is offered. */
function keyOf({ path }: PlacedField, relation: string): string {
  return JSON.stringify([path.replace(/\.\d+\./, '.'), relation]);
}
