import type { KeyKind } from '../partitioning/keyValues';
import type { PartmanFacts } from '../partitioning/partmanFacts';
import type { Answered, TypeFacts } from '../partitioning/serverValues';
import type { SchemaFacts, TableFacts } from '../partitioning/tableFacts';
import type { RelationName } from '../relationName';
import type { DefaultFacts } from './defaultRows';
import type { WantedFacts } from './wantedPartitions';

export interface PartitionsFacts {
  readonly version: number;
  readonly table: TableFacts | undefined;
  readonly tableSchema: SchemaFacts | undefined;
  readonly schema: SchemaFacts | undefined;
  /** Of the columns of a new table, in order. */
  readonly types: readonly Answered<TypeFacts>[];
  /** The columns of the key in order; undefined for an expression, a column that is not there, or a type that is none. */
  readonly key: readonly (KeyColumn | undefined)[];
  readonly subKey: KeyColumn | undefined;
  readonly wanted: WantedFacts;
  /** The same of the partitions of partitions. */
  readonly subWanted: WantedFacts;
  readonly subZoneProblem: string | undefined;
  /** The partitions of the table that are divided themselves, by their oid. */
  readonly divided: ReadonlyMap<number, TableFacts>;
  /** Why the zone or a day was refused. */
  readonly zoneProblem: string | undefined;
  /** For each column of the key, the places of the values in its order. */
  readonly ranks: readonly Answered<ReadonlyMap<string, string>>[];
  readonly subRanks: Answered<ReadonlyMap<string, string>>;
  /** What stands where the partitions want to stand, by name. */
  readonly taken: ReadonlyMap<string, TakenName>;
  /** The same for the indexes of a new table. */
  readonly takenIndexes: ReadonlyMap<string, TakenName>;
  /** The default partition, where there is one and new partitions are made beside it. */
  readonly other: DefaultFacts | undefined;
  /** The same of partitions that get new partitions of their own, up to the first one that is in the way. */
  readonly othersBelow: readonly DefaultBelow[];
  /** The extension that may manage the table. */
  readonly partman: PartmanFacts | undefined;
}

/** The default partition of a partition. */
export interface DefaultBelow {
  readonly of: RelationName;
  readonly found: DefaultFacts;
}

/** A column of a key with its type. */
export interface KeyColumn {
  readonly name: string;
  readonly kind: KeyKind;
  readonly type: TypeFacts;
  readonly collation: string;
  readonly generated: boolean;
}

/** A relation, and where it is a partition, whose and with which bound. */
export interface TakenName {
  readonly relkind: string;
  readonly parent: RelationName | undefined;
  readonly bound: string | undefined;
}
