import assert from 'node:assert/strict';
import { neverCancelled } from '../../src/base/cancelSignal';
import type { ActionTarget } from '../../src/core/catalog/actions/target';
import { databases } from '../../src/core/catalog/queries/databases';
import { loadChildren } from '../../src/core/explorer/loadChildren';
import { type BranchNode, isBranch } from '../../src/core/explorer/nodes';
import { nodeTarget } from '../../src/core/explorer/nodeTarget';
import { type OpenCatalog, readAll } from './catalog';

/** Every object that the sidebar shows in the database, and the database itself. */
export async function everyTarget(catalog: OpenCatalog): Promise<readonly ActionTarget[]> {
  const found: ActionTarget[] = [];
  const visit = async (node: BranchNode): Promise<void> => {
    const target = nodeTarget(node);
    if (target) {
      found.push(target);
    }
    const request = { after: undefined, limit: 500, marts: undefined };
    const page = await loadChildren(node, catalog, request, neverCancelled);
    for (const child of [...page.nodes, ...(page.footer ?? [])]) {
      const leaf = isBranch(child) ? undefined : nodeTarget(child);
      if (isBranch(child)) {
        await visit(child);
      } else if (leaf) {
        found.push(leaf);
      }
    }
  };
  const [row] = await readAll(catalog, databases);
  assert.ok(row);
  await visit({ kind: 'database', id: 'd', place: { profileId: 'test', database: undefined }, row });
  return found;
}
