import { quoteIdentifier } from '../../sql/quote';
import { type ActionTarget, ownName } from '../actions/target';
import type { ConstraintDefinition } from './constraints';
import { commentStatement, partOf } from './describe';

/** A constraint as it stands in CREATE TABLE. */
export function inlineConstraint(constraint: ConstraintDefinition): string {
  return `CONSTRAINT ${quoteIdentifier(constraint.name)} ${constraint.definition}`;
}

/** Whether CREATE TABLE can hold it: a CHECK that is not valid would become valid there, as the table is empty. */
export function fitsInline({ kind, definition }: ConstraintDefinition): boolean {
  return kind !== 'foreignKey' && !definition.endsWith(' NOT VALID');
}

/** A constraint as a statement of its own. */
export function addConstraint(table: ActionTarget, constraint: ConstraintDefinition): string {
  const word = table.kind === 'foreignTable' ? 'FOREIGN TABLE' : 'TABLE';
  // A CHECK or NOT NULL must reach the children; a foreign key of a partitioned table its partitions.
  return `ALTER ${word} ${ownName(table)} ADD ${inlineConstraint(constraint)}`;
}

export function constraintComment(table: ActionTarget, constraint: ConstraintDefinition): string | undefined {
  return commentStatement(partOf(table, 'constraint', constraint.name), constraint.comment);
}
