import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { UserError } from '../../base/userError';
import type { DbtMark, ExplorerNode, Place } from '../../core/explorer/nodes';
import type { MartKey } from '../marts/martNotes';

/** What the dbt projects of the workspace know of relations. */
export interface DbtKnowledge {
  mark(key: MartKey): DbtMark | undefined;
  /** Shows where the relation is defined. @throws UserError when no project knows it */
  open(key: MartKey): Promise<void>;
  /** Says which file of a project builds a relation of a database, once every project was read. */
  files(place: Place): Promise<FileOfRelation>;
}

/** The file that builds a relation, from the folder of the workspace. */
export type FileOfRelation = (schema: string, name: string) => string | undefined;

/** What is known of relations by dbt; nothing before the workspace has a dbt project, whose code is loaded then. */
export class DbtMarks implements Disposable {
  private readonly changed = new Emitter<void>();
  readonly onDidChange = this.changed.event;
  private knowledge: DbtKnowledge | undefined;

  /** Takes what is known from now on, or hears that it changed. */
  show(knowledge: DbtKnowledge): void {
    this.knowledge = knowledge;
    this.changed.fire();
  }

  mark(key: MartKey): DbtMark | undefined {
    return this.knowledge?.mark(key);
  }

  async open(key: MartKey): Promise<void> {
    if (this.knowledge === undefined) {
      throw new UserError('There is no dbt project in this workspace: no folder has a dbt_project.yml.');
    }
    await this.knowledge.open(key);
  }

  async files(place: Place): Promise<FileOfRelation> {
    return (await this.knowledge?.files(place)) ?? (() => undefined);
  }

  dispose(): void {
    this.changed.dispose();
  }
}

/** The node with what dbt knows of it. A partition is no model. */
export function withDbtMark(node: ExplorerNode, dbt: Pick<DbtMarks, 'mark'>): ExplorerNode {
  const mark =
    node.kind === 'relation' && !node.row.isPartition
      ? dbt.mark({ place: node.place, schema: node.row.schema, name: node.row.name })
      : undefined;
  return node.kind === 'relation' && mark ? { ...node, dbt: mark } : node;
}
