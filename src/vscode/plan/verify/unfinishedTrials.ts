import type * as vscode from 'vscode';
import { isRecord } from '../../../base/validate';
import { removeLeftovers } from '../../../core/plan/verify/scratchSchema';
import { prepareBuilder } from '../../../core/plan/verify/tryOnCopy';
import type { ConnectionService } from '../../connections/connectionService';

/** A database in which a copy was begun. */
export interface TrialPlace {
  readonly profileId: string;
  /** The profile's own unless named. */
  readonly database: string | undefined;
  readonly schema: string;
}

/** Remembers in which databases copies were begun, so that those of a window that crashed are removed by a later one. */
export class UnfinishedTrials {
  /** Of this window; the others are of windows that are no more, or still at work, which the lock on the schema tells. */
  private readonly running = new Set<string>();

  constructor(private readonly memory: Pick<vscode.Memento, 'get' | 'update'>) {}

  get all(): readonly TrialPlace[] {
    const kept = this.memory.get<unknown>(key);
    return Array.isArray(kept) ? kept.filter(isPlace) : [];
  }

  async begin(place: TrialPlace): Promise<void> {
    this.running.add(place.schema);
    await this.memory.update(key, [...this.all, place]);
  }

  /** @param dropped whether nothing is left of it */
  async end({ schema }: TrialPlace, dropped: boolean): Promise<void> {
    this.running.delete(schema);
    if (dropped) {
      await this.forget((each) => each.schema === schema);
    }
  }

  /**
   * Removes what is left over in databases that are connected now. It asks for nothing: where there is no connection, it is
   * done another time.
   * @throws as `ConnectionService.openSession`
   */
  async removeLeftovers(connections: ConnectionService): Promise<void> {
    const left = this.all.filter(({ schema }) => !this.running.has(schema));
    for (const { profileId, database } of left) {
      if (connections.state(profileId).kind === 'connected') {
        const session = await connections.openSession(profileId, database);
        try {
          await prepareBuilder(session);
          await removeLeftovers(session);
        } finally {
          await session.close();
        }
        await this.forget(
          (each) =>
            each.profileId === profileId && each.database === database && !this.running.has(each.schema),
        );
      }
    }
  }

  private async forget(which: (place: TrialPlace) => boolean): Promise<void> {
    await this.memory.update(
      key,
      this.all.filter((place) => !which(place)),
    );
  }
}

/** Kept for the workspace. `lazyTrials` looks there too, before it loads this. */
const key = 'lakehouse.plan.unfinishedTrials';

function isPlace(value: unknown): value is TrialPlace {
  return (
    isRecord(value) &&
    typeof value['profileId'] === 'string' &&
    typeof value['schema'] === 'string' &&
    ['string', 'undefined'].includes(typeof value['database'])
  );
}
