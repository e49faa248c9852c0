import type { FormValues } from '../scaffoldForm';
import { type GrantTarget, targetKey } from './grantTarget';

/** One cell of the matrix that shall change. */
export interface GrantEdit {
  readonly change: 'grant' | 'revoke';
  /** Absent for PUBLIC. */
  readonly role?: string;
  readonly target: GrantTarget;
  readonly privilege: string;
}

/** Tells the cells of the matrix apart. */
export function cellKey({ role, target, privilege }: Omit<GrantEdit, 'change'>): string {
  return JSON.stringify([role ?? null, targetKey(target), privilege]);
}

/** Edits as they stand in the form of the scaffold: one row for what one statement can say. */
export function editsForm(edits: readonly GrantEdit[]): FormValues {
  const rows = new Map<string, { edit: GrantEdit; privileges: string[] }>();
  for (const edit of edits) {
    const key = JSON.stringify([edit.change, edit.role ?? null, targetKey(edit.target)]);
    const row = rows.get(key) ?? { edit, privileges: [] };
    row.privileges.push(edit.privilege);
    rows.set(key, row);
  }
  return {
    changes: [...rows.values()].map(({ edit: { change, role, target }, privileges }) => ({
      change,
      everybody: role === undefined,
      role: role ?? '',
      on: target.kind,
      schema: 'schema' in target ? (target.schema ?? '') : '',
      name: 'name' in target ? target.name : '',
      creator: 'creator' in target ? target.creator : '',
      privileges,
    })),
  };
}
