import type * as vscode from 'vscode';

/** How long a view may take to draw itself for the first time, in milliseconds, before it is asked again. */
const patience = 700;
const attempts = 5;

/**
 * Selects a node in its view, which opens for it. VS Code answers nothing and does nothing when a view is asked before it has
 * drawn itself, so a view that was closed is asked again until it shows the node.
 */
export async function revealInView<Node extends { readonly id: string }>(
  view: vscode.TreeView<Node>,
  node: Node,
): Promise<void> {
  const once = view.visible;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const shown = isSelected(view, node);
    try {
      await view.reveal(node, { select: true, focus: true, expand: false });
      if (once || (await shown.within(patience))) {
        return;
      }
    } finally {
      shown.dispose();
    }
  }
}

function isSelected<Node extends { readonly id: string }>(view: vscode.TreeView<Node>, node: Node) {
  let listening: vscode.Disposable | undefined;
  const selected = new Promise<boolean>((resolve) => {
    listening = view.onDidChangeSelection(({ selection }) => {
      if (selection[0]?.id === node.id) {
        resolve(true);
      }
    });
  });
  return {
    within: (milliseconds: number): Promise<boolean> =>
      view.selection[0]?.id === node.id
        ? Promise.resolve(true)
        : Promise.race([
            selected,
            new Promise<boolean>((resolve) => setTimeout(() => resolve(false), milliseconds)),
          ]),
    dispose: (): void => {
      listening?.dispose();
    },
  };
}
