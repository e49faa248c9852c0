import type { TransactionState } from '../../core/query/session';
import { sandboxCatalogReader } from '../../core/connections/sandbox';
import type { Settings } from './sessionState';

/** What a client sends in one go: up to Sync, Flush or a whole simple query. */
export interface Unit {
  readonly bytes: Buffer;
  /** It ends an exchange, so that the server answers ReadyForQuery. */
  readonly ends: boolean;
  /** It runs something, so that the server says how that ended. */
  readonly executes: boolean;
}

/** A client of the sandbox, as far as taking turns goes. */
export class TurnClient {
  /** What it sent and what is not answered. */
  readonly units: Unit[] = [];
  /** The names of its settings with a dot. */
  readonly customNames = new Set<string>();
  /** What it is to be told before its next answer. */
  readonly news: Buffer[] = [];
  settings: Settings;
  state: TransactionState = 'idle';
  /** Its line is gone. */
  gone = false;
  /** When its open transaction last did something, by `Date.now()`. */
  lastActive = Date.now();

  constructor(
    readonly id: number,
    readonly name: string,
    /** Hands bytes to the socket; `sent` is called when they have left, or never can. */
    readonly write: (bytes: Buffer, sent?: () => void) => void,
    /** Says why and ends the line. */
    readonly end: (code: string, text: string) => void,
  ) {
    this.settings = new Map([
      ['application_name', name],
      ['client_encoding', 'UTF8'],
    ]);
  }

  /** Reads the catalog for a window, and leaves nothing behind on the session. */
  get isCatalogReader(): boolean {
    return this.name === sandboxCatalogReader;
  }
}
