import assert from 'node:assert/strict';
import { parseJsonPlan } from '../../src/core/plan/parseJson';
import { planViews } from '../../src/core/plan/planView';
import { type PlanTree, planTree } from '../../src/protocol/plan';
import { PlanTreeModel } from '../../webview/plan/planTreeModel';
import { treeAction, TypeAhead } from '../../webview/plan/treeKeys';
import { generatePlan } from '../support/generatePlan';
import { examplePlan } from '../support/webview/examplePlan';

/**
 * The example: 0 Limit, 1 Sort, 2 Hash Join, 3 Seq Scan on core.loans, 4 Hash, 5 Seq Scan on core.customers,
 * 6 Index Scan (never executed).
 */
function exampleTree(json = examplePlan): PlanTree {
  const [view] = planViews(parseJsonPlan(json).value ?? { results: [] });
  assert.ok(view?.kind === 'plan');
  return planTree(view);
}

const plain = { altKey: false, modKey: false };

describe('plan tree', () => {
  const { nodes } = exampleTree();

  it('is sent without the details of its nodes', () => {
    assert.ok(nodes.every((node) => !('details' in node)));
    assert.deepEqual(
      nodes.map(({ title, depth }) => `${depth} ${title.split(' ').slice(0, 2).join(' ')}`),
      ['0 Limit', '1 Sort', '2 Hash Join', '3 Seq Scan', '3 Hash', '4 Seq Scan', '3 Index Scan'],
    );
  });

  it('hides what is inside a closed branch, and selects the branch instead', () => {
    const model = new PlanTreeModel(nodes, 5);
    model.toggle(2, false);
    assert.deepEqual(model.visible, [0, 1, 2]);
    assert.equal(model.selected, 2);
    model.toggle(2, true);
    assert.deepEqual(model.visible, [0, 1, 2, 3, 4, 5, 6]);
  });

  it('opens the branches around a node that is selected', () => {
    const model = new PlanTreeModel(nodes, 0);
    model.toggle(4, false);
    model.toggle(1, false);
    assert.deepEqual(model.visible, [0, 1]);
    model.select(5);
    assert.deepEqual(model.visible, [0, 1, 2, 3, 4, 5, 6]);
    assert.equal(model.rowOf(5), 5);
  });

  it('knows the place among siblings', () => {
    const model = new PlanTreeModel(nodes, 0);
    assert.deepEqual(model.place(4), { position: 2, of: 3 });
    assert.deepEqual(model.place(0), { position: 1, of: 1 });
    assert.equal(model.hasChildren(3), false);
  });

  it('walks by the keys of a tree', () => {
    const model = new PlanTreeModel(nodes, 2);
    const press = (key: string) => treeAction({ ...plain, key }, model, 3);
    assert.deepEqual(press('ArrowLeft'), { kind: 'toggle', node: 2, expanded: false });
    assert.deepEqual(press('ArrowRight'), { kind: 'select', node: 3 });
    assert.deepEqual(press('PageDown'), { kind: 'select', node: 5 });
    assert.deepEqual(press('PageUp'), { kind: 'select', node: 0 });
    assert.deepEqual(press('End'), { kind: 'select', node: 6 });
    assert.equal(press('Tab'), undefined);
    model.toggle(2, false);
    assert.deepEqual(press('ArrowRight'), { kind: 'toggle', node: 2, expanded: true });
    assert.deepEqual(press('ArrowLeft'), { kind: 'select', node: 1 });
    assert.deepEqual(press('ArrowDown'), { kind: 'select', node: 2 });
    assert.deepEqual(treeAction({ ...plain, key: 'c', modKey: true }, model, 3), { kind: 'copy' });
  });

  it('sorts siblings, and only siblings', () => {
    const model = new PlanTreeModel(nodes, 0);
    model.sort({ column: 'self', descending: true, key: ({ selfMs }) => selfMs });
    assert.deepEqual(model.visible, [0, 1, 2, 3, 4, 5, 6]);
    model.sort({ column: 'self', descending: false, key: ({ selfMs }) => selfMs });
    assert.deepEqual(model.visible, [0, 1, 2, 6, 4, 5, 3]);
    assert.deepEqual(model.place(3), { position: 3, of: 3 });
    assert.equal(model.rowOf(3), 6);
    model.sort(undefined);
    assert.deepEqual(model.visible, [0, 1, 2, 3, 4, 5, 6]);
  });

  it('folds many partitions of one shape to one row, which opens', () => {
    const tree = exampleTree(generatePlan({ nodes: 1002, partitions: 1000 }));
    const model = new PlanTreeModel(tree.nodes, 0);
    assert.deepEqual(model.visible, [0, 1, 1002]);
    assert.equal(new PlanTreeModel(tree.nodes, 500).selected, 1002);
    assert.match(
      model.node(1002)?.title ?? '',
      /^1,000 partitions \(Seq Scan\), 100 executed, slowest Seq Scan on public\.table_\d+ with 0\.100 ms$/,
    );
    const members = model.twin(1002)?.members ?? [];
    const sum = members.reduce((total, id) => total + (tree.nodes[id]?.selfMs ?? 0), 0);
    assert.equal(model.node(1002)?.selfMs, sum);
    model.select(1002);
    assert.equal(tree.nodes[model.selectedNode]?.totalMs, 0.1);
    model.toggle(1002, true);
    assert.equal(model.visible.length, 1003);
    assert.equal(model.levelOf(500), 3);
    model.toggle(1002, false);
    model.select(500);
    assert.equal(model.visible.length, 1003);
    const few = exampleTree(generatePlan({ nodes: 22, partitions: 20 }));
    assert.equal(new PlanTreeModel(few.nodes, 0).visible.length, 22);
  });

  it('finds titles by their first letters, around and around', () => {
    const model = new PlanTreeModel(nodes, 3);
    const typed = new TypeAhead();
    assert.equal(typed.find('s', 0, model), 5);
    assert.equal(typed.find('o', 100, model), 1);
    assert.equal(typed.find('h', 5000, model), 4);
    assert.equal(typed.find('x', 9000, model), undefined);
  });
});
