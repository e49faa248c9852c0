import * as vscode from 'vscode';
import type { Disposable } from '../../../base/disposable';
import type { DbtNode } from '../../../core/dbt/graph/dbtGraph';
import { lineageOfNode } from '../../../core/dbt/lineage/selectLineage';
import type { DbtProjectState } from '../../../core/dbt/view/dbtState';
import { chooseProject } from '../chooseDbt';
import type { DbtService } from '../dbtService';
import { subjectOf } from '../dbtTree';
import { nodeOfUri } from '../run/dbtModels';
import { LineagePageHost } from './lineagePageHost';
import type { LineageParts } from './lineageParts';

/** The pages of lineages, one for each project. */
export class LineagePages implements Disposable {
  private readonly pages = new Map<string, LineagePageHost>();

  constructor(
    private readonly parts: LineageParts,
    private readonly service: DbtService,
  ) {}

  /**
   * The lineage of what a menu passes: a project or one of its nodes; otherwise of the model in the active editor, or of a project.
   * @throws UserError when there is no project; CancelledError when none was chosen
   */
  async show(argument: unknown): Promise<void> {
    await this.service.ready();
    const { state, node } = await this.meant(argument);
    const { root } = state.project;
    const question = { select: node ? lineageOfNode(node) : '', ...(node && { node: node.id }) };
    const open = this.pages.get(root);
    if (open) {
      open.ask(question);
      return;
    }
    const page = new LineagePageHost(this.parts, this.service, { root, title: state.project.name, question });
    this.pages.set(root, page);
    page.onDidDispose(() => this.pages.delete(root));
  }

  dispose(): void {
    for (const page of [...this.pages.values()]) {
      page.dispose();
    }
  }

  private async meant(
    argument: unknown,
  ): Promise<{ readonly state: DbtProjectState; readonly node?: DbtNode | undefined }> {
    const subject = subjectOf(argument);
    const known = subject && this.service.state(subject.root);
    if (known) {
      return {
        state: known,
        node: subject.kind === 'node' ? known.graph?.nodes.get(subject.node) : undefined,
      };
    }
    const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
    const shown = uri && nodeOfUri(this.service, uri, ['model', 'seed', 'snapshot']);
    return shown ?? { state: await chooseProject(this.service, 'Show Lineage') };
  }
}
