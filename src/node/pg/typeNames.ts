import type { Cell } from '../../core/ports';
import { builtInTypeName } from '../../core/sql/builtInTypes';

interface TypeReference {
  readonly typeOid: number;
  readonly typeModifier: number;
}

/** The names of types that one session has met. OIDs differ between databases, and a session stays in one. */
export class TypeNames {
  private readonly learned = new Map<string, string>();

  /** Takes arrays of OIDs and type modifiers; answers names in that order. */
  readonly query =
    'SELECT pg_catalog.format_type(t.o, t.m)' +
    ' FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.oid[]), pg_catalog.unnest($2::pg_catalog.int4[]))' +
    ' WITH ORDINALITY AS t(o, m, n) ORDER BY t.n';

  knows(types: readonly TypeReference[]): boolean {
    return types.every((type) => this.find(type) !== undefined);
  }

  unknown(types: readonly TypeReference[]): readonly TypeReference[] {
    return types.filter((type) => this.find(type) === undefined);
  }

  learn(types: readonly TypeReference[], names: readonly Cell[]): void {
    types.forEach((type, index) => this.learned.set(keyOf(type), names[index] ?? '???'));
  }

  /** @returns `???`, as the server does, for a type that does not exist */
  name(typeOid: number, typeModifier: number): string {
    return this.find({ typeOid, typeModifier }) ?? '???';
  }

  private find(type: TypeReference): string | undefined {
    return builtInTypeName(type.typeOid, type.typeModifier) ?? this.learned.get(keyOf(type));
  }
}

function keyOf({ typeOid, typeModifier }: TypeReference): string {
  return `${typeOid}/${typeModifier}`;
}
