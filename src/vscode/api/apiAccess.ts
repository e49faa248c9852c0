import type * as vscode from 'vscode';
import { createHash } from 'node:crypto';
import { isRecord, isString } from '../../base/validate';
import { type ConnectionProfile, secretKey } from '../../core/connections/connectionProfile';
import { displayName } from '../../core/explorer/displayName';
import type { Confirm } from '../query/questions';
import { ApiError } from './apiError';
import type { Caller } from './caller';

/** What the user allowed an extension to do. */
export interface Grant {
  readonly caller: string;
  readonly callerLabel: string;
  readonly profileId: string;
  readonly connection: string;
  /** Stands for the server: another one behind the same entry is asked about anew. */
  readonly server: string;
  readonly writes: boolean;
}

export interface AccessRequest {
  readonly caller: Caller;
  readonly profile: ConnectionProfile;
  readonly sql: string;
  readonly writes: boolean;
}

const memoryKey = 'lakehouse.api.grants';
const shownSql = 600;

/** Asks the user what other extensions may do, and remembers the answers on this computer. */
export class ApiAccess {
  private asking: Promise<unknown> = Promise.resolve();
  /** What the user did not allow is not asked again before the window is loaded anew. */
  private readonly refused = new Set<string>();

  constructor(
    private readonly memory: vscode.Memento,
    private readonly confirm: Confirm,
  ) {}

  get grants(): readonly Grant[] {
    const stored = this.memory.get<unknown>(memoryKey);
    return (Array.isArray(stored) ? stored : []).filter(isGrant);
  }

  mayRead(caller: Caller, profile: ConnectionProfile): boolean {
    return profile.environment !== 'production' && this.grantOf(caller, profile) !== undefined;
  }

  /** @throws ApiError when the user does not allow it */
  require(request: AccessRequest): Promise<void> {
    // One question at a time; the answer to the one before may answer the next.
    const answered = this.asking.then(() => this.ask(request));
    this.asking = answered.catch(() => undefined);
    return answered;
  }

  async revoke(grant: Grant): Promise<void> {
    const same = JSON.stringify(grant);
    await this.memory.update(
      memoryKey,
      this.grants.filter((each) => JSON.stringify(each) !== same),
    );
    this.forgetRefusals();
  }

  /** What was refused may be asked about again. */
  forgetRefusals(): void {
    this.refused.clear();
  }

  private async ask(request: AccessRequest): Promise<void> {
    const { caller, profile, writes } = request;
    if (profile.environment === 'production') {
      await this.askOnce(request);
      return;
    }
    const known = this.grantOf(caller, profile);
    if (!known) {
      await this.askToKeep(request, false);
    }
    if (writes && known?.writes !== true) {
      await this.askToKeep(request, true);
    }
  }

  private async askToKeep({ caller, profile, sql }: AccessRequest, writes: boolean): Promise<void> {
    const key = JSON.stringify([caller.key, profile.id, serverOf(profile), writes]);
    const yes =
      !this.refused.has(key) &&
      (await this.confirm({
        message: `Allow ${caller.label} to ${writes ? 'write to' : 'read from'} ${displayName(profile.name)}?`,
        detail: `${detailOf(profile, sql)}\n\n${writes ? writingText : readingText}`,
        yes: writes ? 'Allow Writing' : 'Allow Reading',
      }));
    if (!yes) {
      this.refused.add(key);
      throw new ApiError('notAllowed', `The user does not allow it on ${profile.name}.`);
    }
    const grant: Grant = {
      ...{ caller: caller.key, callerLabel: caller.label, profileId: profile.id },
      ...{ connection: profile.name, server: serverOf(profile), writes },
    };
    const others = this.grants.filter((each) => !isSame(each, grant));
    await this.memory.update(memoryKey, [...others, grant]);
  }

  private async askOnce({ caller, profile, sql, writes }: AccessRequest): Promise<void> {
    const yes = await this.confirm({
      message: `Let ${caller.label} ${writes ? 'write to' : 'read from'} ${displayName(profile.name)}, which is production?`,
      detail: `${detailOf(profile, sql)}\n\nProduction is asked about each time.`,
      yes: 'Allow Once',
    });
    if (!yes) {
      throw new ApiError('notAllowed', `The user did not allow it on ${profile.name}.`);
    }
  }

  private grantOf(caller: Caller, profile: ConnectionProfile): Grant | undefined {
    const wanted = { caller: caller.key, profileId: profile.id, server: serverOf(profile) };
    return this.grants.find((grant) => isSame(grant, wanted));
  }
}

const readingText =
  'It may then send queries of its own, each in a read-only transaction that is rolled back. ' +
  'This is remembered, and can be taken back by "Lakehouse: Manage Access of Other Extensions…".';
const writingText =
  'It may then run statements of its own that change data, without another question. ' +
  'This is remembered, and can be taken back by "Lakehouse: Manage Access of Other Extensions…".';

function detailOf({ environment, database, user }: ConnectionProfile, sql: string): string {
  const text = sql.trim();
  const shown = text.length > shownSql ? `${text.slice(0, shownSql).trimEnd()} …` : text;
  return `${shown}\n\nEnvironment: ${environment}. Database: ${database}. Role: ${user}.`;
}

function serverOf(profile: ConnectionProfile): string {
  return createHash('sha256').update(secretKey(profile)).digest('hex').slice(0, 24);
}

function isSame(one: Grant, other: Pick<Grant, 'caller' | 'profileId' | 'server'>): boolean {
  return one.caller === other.caller && one.profileId === other.profileId && one.server === other.server;
}

function isGrant(value: unknown): value is Grant {
  return (
    isRecord(value) &&
    [value['caller'], value['callerLabel'], value['profileId'], value['connection'], value['server']].every(
      isString,
    ) &&
    typeof value['writes'] === 'boolean'
  );
}
