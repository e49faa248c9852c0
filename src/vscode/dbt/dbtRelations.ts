import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { UserError } from '../../base/userError';
import type { DbtGraph, DbtNode } from '../../core/dbt/graph/dbtGraph';
import type { RunState } from '../../core/dbt/graph/runState';
import { connectionOfTarget } from '../../core/dbt/profiles/connectionOfTarget';
import { type DbtTarget, sameValues } from '../../core/dbt/profiles/target';
import type { DbtProjectState, LiveCheck } from '../../core/dbt/view/dbtState';
import { relationMark, type RelationsOfGraph, relationsOfGraph } from '../../core/dbt/view/relationMark';
import { displayName } from '../../core/explorer/displayName';
import type { DbtMark, Place } from '../../core/explorer/nodes';
import { fileOfNode } from '../../node/dbt/project/fileOfNode';
import type { DbtKnowledge, DbtMarks, FileOfRelation } from '../explorer/dbtMarks';
import { keyText, type MartKey } from '../marts/martNotes';
import type { DbtParts } from './dbtParts';
import type { DbtService } from './dbtService';
import { isDatabaseOf } from './targetConnection';

/** A project whose shown target leads to a database. */
interface ProjectThere {
  readonly state: DbtProjectState;
  readonly relations: RelationsOfGraph;
  readonly database: string;
}

interface FoundNode extends ProjectThere {
  readonly node: DbtNode;
}

/**
 * Finds the nodes of dbt projects that relations are. A relation belongs to a project only where the shown target leads to its
 * very server and database. Nothing is asked of a server.
 */
export class DbtRelations implements DbtKnowledge, Disposable {
  private readonly owned = new DisposableStore();
  private readonly graphs = new WeakMap<DbtGraph, RelationsOfGraph>();
  /** By place, until something changes: a view asks for hundreds of relations of one place at once. */
  private readonly places = new Map<string, readonly ProjectThere[]>();
  /** As the trees know them. */
  private told: readonly DbtProjectState[];

  constructor(
    private readonly parts: Pick<DbtParts, 'connections' | 'marks'>,
    private readonly service: DbtService,
  ) {
    this.owned.add(
      service.onDidChange(() => {
        this.places.clear();
        this.tell(parts.marks);
      }),
    );
    this.owned.add(parts.connections.onDidChange(() => this.places.clear()));
    this.told = service.states;
    parts.marks.show(this);
  }

  mark(key: MartKey): DbtMark | undefined {
    const found = this.find(key);
    return found && relationMark(found.node, found.state, found.relations, Date.now());
  }

  async open(key: MartKey): Promise<void> {
    await this.service.ready();
    const found = this.find(key);
    if (found === undefined) {
      throw new UserError(
        `No model of a dbt project is ${displayName(key.schema)}.${displayName(key.name)} of this database. The target that the dbt view shows decides in which database a project is looked for.`,
        { action: { title: 'Choose dbt Target…', command: 'lakehouse.dbt.chooseTarget' } },
      );
    }
    const { openNode } = await import('./language/modelPlaces');
    await openNode(found.state, found.node);
  }

  async files(place: Place): Promise<FileOfRelation> {
    await this.service.ready();
    return (schema, name) => {
      const found = this.find({ place, schema, name });
      return found && builtKinds.includes(found.node.kind) ? fileOf(found) : undefined;
    };
  }

  dispose(): void {
    this.owned.dispose();
  }

  /** What builds the relation, or the source that it is where nothing of the workspace builds it. */
  private find(key: MartKey): FoundNode | undefined {
    const found = this.projectsAt(key.place).flatMap((project) => {
      const node = project.relations.find(project.database, key.schema, key.name);
      return node ? [{ ...project, node }] : [];
    });
    return found.find(({ node }) => node.kind !== 'source') ?? found[0];
  }

  private projectsAt(place: Place): readonly ProjectThere[] {
    const key = keyText({ place, schema: '', name: '' });
    const known = this.places.get(key) ?? this.service.states.flatMap((state) => this.there(state, place));
    this.places.set(key, known);
    return known;
  }

  private there(state: DbtProjectState, { profileId, database }: Place): readonly ProjectThere[] {
    const profile = this.parts.connections.profile(profileId);
    const wanted = state.shown && connectionOfTarget(state.shown);
    if (!profile || !state.graph || wanted?.kind !== 'connection') {
      return [];
    }
    return isDatabaseOf(profile, database, wanted.profile)
      ? [{ state, relations: this.relationsOf(state.graph), database: wanted.profile.database }]
      : [];
  }

  private relationsOf(graph: DbtGraph): RelationsOfGraph {
    const relations = this.graphs.get(graph) ?? relationsOfGraph(graph);
    this.graphs.set(graph, relations);
    return relations;
  }

  /** A project is read after each edit; the trees are drawn anew only when something that they show is another. */
  private tell(marks: DbtMarks): void {
    const { states } = this.service;
    const same =
      states.length === this.told.length &&
      states.every((state, at) => {
        const before = this.told[at];
        return before !== undefined && looksTheSame(state, before);
      });
    if (!same) {
      this.told = states;
      marks.show(this);
    }
  }
}

const builtKinds: readonly DbtNode['kind'][] = ['model', 'seed', 'snapshot'];

function fileOf({ state: { project }, node }: FoundNode): string {
  return vscode.workspace.asRelativePath(fileOfNode(project, node));
}

function looksTheSame(state: DbtProjectState, before: DbtProjectState): boolean {
  return (
    state.project.root === before.project.root &&
    state.graph === before.graph &&
    sameTarget(state.shown, before.shown) &&
    state.live.size === before.live.size &&
    [...state.live].every(([name, check]) => sameLive(check, before.live.get(name))) &&
    sameRuns(state.runs, before.runs)
  );
}

/** Checks that the user leaves out are taken out anew at each reading, which does not make it another live check. */
function sameLive(check: LiveCheck, before: LiveCheck | undefined): boolean {
  return (
    check === before ||
    (check.kind === 'done' &&
      before?.kind === 'done' &&
      check.at === before.at &&
      check.older === before.older &&
      check.findings.length === before.findings.length)
  );
}

function sameTarget(shown: DbtTarget | undefined, before: DbtTarget | undefined): boolean {
  return (
    shown === before ||
    (shown !== undefined && before !== undefined && shown.name === before.name && sameValues(shown, before))
  );
}

function sameRuns(runs: RunState, before: RunState): boolean {
  return (
    runs.size === before.size &&
    [...runs].every(([id, { status, at }]) => {
      const run = before.get(id);
      return run?.status === status && run.at === at;
    })
  );
}
