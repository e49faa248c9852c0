import { type Disposable, DisposableStore } from '../../base/disposable';
import { confirmModal } from '../query/questions';
import { registerViewAs } from '../viewAs/registerViewAs';
import type { ViewAsParts } from '../viewAs/viewAsParts';
import { registerRlsBench } from './registerRlsBench';
import type { RlsBenchParts } from './rlsBenchParts';

export type RowSecurityParts = ViewAsParts &
  Pick<RlsBenchParts, 'context' | 'sandbox'> &
  Partial<Pick<RlsBenchParts, 'confirm'>>;

/** What tests row security: View as Role, the matrix, and tests in files. */
export function registerRowSecurity(parts: RowSecurityParts): Disposable {
  const store = new DisposableStore();
  const { openAs } = store.add(registerViewAs(parts));
  store.add(registerRlsBench({ confirm: confirmModal, ...parts, openAs }));
  return store;
}
