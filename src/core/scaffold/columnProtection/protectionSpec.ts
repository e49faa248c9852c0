import type { RelationName } from '../relationName';

/** Columns of a table that some roles shall not see in the clear. */
export interface ProtectionSpec {
  readonly table: RelationName;
  readonly way: ProtectionWay;
  readonly columns: readonly ProtectedColumn[];
  /** Who loses sight of the columns; with `encrypt`, who may decrypt. */
  readonly roles: readonly string[];
  /** For `maskingView`: what they read instead. */
  readonly view: RelationName;
  /** Whose rights the view reads with; the user's own unless named. */
  readonly viewOwner: string | undefined;
  /** For `encrypt`: where the functions go. */
  readonly functionSchema: string;
  /** For `encrypt`: who may encrypt. */
  readonly writers: readonly string[];
}

export const protectionWays = ['columnGrants', 'maskingView', 'encrypt'] as const;
export type ProtectionWay = (typeof protectionWays)[number];

export interface ProtectedColumn {
  readonly column: string;
  /** What the view shows instead. */
  readonly mask: Mask;
}

export const masks = ['hidden', 'empty', 'last4', 'domain', 'year', 'hash'] as const;
export type Mask = (typeof masks)[number];
