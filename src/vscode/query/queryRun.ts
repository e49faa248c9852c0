import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import type { TextRange } from '../../base/textRange';
import { themeColorOf } from '../../core/connections/connectionColor';
import type { RunStore } from '../../core/query/runStore';
import type { EditorSession } from './editorSession';
import type { HeldResult } from './heldResult';
import { RunArrangements } from './runArrangements';
import type { TextFollower } from './textFollower';

/** Where a run's statements went, as it is shown. */
export interface RunPlace {
  readonly connectionName: string;
  readonly profileId: string;
  readonly database: string;
  readonly environment: string;
  /** A theme colour. */
  readonly color: string;
  readonly readOnly: boolean;
  /** It was run through a lens, and rolled back. */
  readonly asRole?: string | undefined;
}

export function runPlaceOf({ profile, binding, session, readOnly, asRole }: EditorSession): RunPlace {
  return {
    asRole,
    connectionName: profile.name,
    profileId: binding.profileId,
    database: session.server.database,
    environment: profile.environment,
    color: themeColorOf(profile),
    // What was read through a lens cannot be edited: edits would go another way.
    readOnly: readOnly || asRole !== undefined,
  };
}

/** A run of a document's statements, which the results view can show until the document runs again. */
export class QueryRun implements RunPlace, Disposable {
  readonly connectionName: string;
  readonly profileId: string;
  readonly database: string;
  readonly environment: string;
  /** A theme colour. */
  readonly color: string;
  readonly readOnly: boolean;
  readonly asRole: string | undefined;
  /** When each statement began, in the time of `Date.now()`. */
  readonly startedAt: number[] = [];
  /** The statement that stopped at its cap and can go on. */
  held: HeldResult | undefined;
  /** The orders in which its results are shown. */
  readonly arranged = new RunArrangements();

  constructor(
    readonly id: number,
    readonly store: RunStore,
    place: RunPlace,
    private readonly text: TextFollower,
  ) {
    this.connectionName = place.connectionName;
    this.profileId = place.profileId;
    this.database = place.database;
    this.environment = place.environment;
    this.color = place.color;
    this.readOnly = place.readOnly;
    this.asRole = place.asRole;
  }

  /** The document, under its present name. */
  get uri(): vscode.Uri {
    return this.text.uri;
  }

  rename(uri: vscode.Uri): void {
    this.text.uri = uri;
  }

  /** Where a range of the text that was run stands now; undefined when that text was edited. */
  present(range: TextRange): TextRange | undefined {
    return this.text.present(range);
  }

  dispose(): void {
    this.arranged.dispose();
    this.store.dispose();
    this.text.dispose();
  }
}
