/** What a name names, as far as it can be told; it becomes the beginning of the name that stands in its place. */
export type NameKind =
  | 'schema'
  | 'table'
  | 'alias'
  | 'column'
  | 'index'
  | 'cte'
  | 'function'
  | 'type'
  | 'trigger'
  | 'constraint'
  | 'setting'
  | 'property'
  | 'word';

/** Which name stands for which: the same for the same, in a plan and in its statement. */
export class Pseudonyms {
  private readonly names = new Map<string, string>();
  private readonly constants = new Map<string, string>();
  private readonly counts = new Map<NameKind, number>();

  /** The kind of the first use decides. */
  of(name: string, kind: NameKind): string {
    let found = this.names.get(name);
    if (found === undefined) {
      const count = (this.counts.get(kind) ?? 0) + 1;
      this.counts.set(kind, count);
      found = `${kind}_${count}`;
      this.names.set(name, found);
    }
    return found;
  }

  knows(name: string): boolean {
    return this.names.has(name);
  }

  /** A constant as a literal; what a pattern of LIKE has at its ends stays, because it decides which index helps. */
  constant(value: string): string {
    let found = this.constants.get(value);
    if (found === undefined) {
      const [start, end] = [
        value.startsWith('%') ? '%' : '',
        value.length > 1 && value.endsWith('%') ? '%' : '',
      ];
      found = `'${start}constant_${this.constants.size + 1}${end}'`;
      this.constants.set(value, found);
    }
    return found;
  }
}
