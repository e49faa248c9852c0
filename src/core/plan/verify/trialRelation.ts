/** A table as the catalog names it. */
export interface RelationName {
  readonly schema: string;
  readonly relation: string;
}

/** For people: a name as it is, without quotes. */
export function relationWords({ schema, relation }: RelationName): string {
  return `${schema}.${relation}`;
}
