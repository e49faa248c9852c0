import type { Draft } from '../../../src/core/connections/draftFields';
import { readPasted } from '../../../src/core/connections/readPasted';
import {
  type ConnectionFormView,
  type ConnectionHost,
  connectionHostValidators,
  type ConnectionPage,
  type PasswordState,
  type TestAnswer,
} from '../../../src/protocol/connection';
import { type Channel, plainWireError, Rpc } from '../../../src/protocol/rpc';

/** The host's end of the form in memory: what the extension does, without settings and servers. */
export class FormHost {
  readonly saved: { readonly draft: Draft; readonly target: string; readonly connect: boolean }[] = [];
  draft: Draft;
  target = 'user';
  password = '';
  closed = 0;
  file: string | undefined;
  /** Answers the tests; rejects what it throws. Aborted by the page. */
  test: (signal: Pick<AbortSignal, 'addEventListener'>) => Promise<TestAnswer> = () =>
    Promise.reject(new Error('There is no server.'));

  constructor(private readonly start: Partial<ConnectionFormView> = {}) {
    this.draft = start.draft ?? {};
  }

  readonly connect = (channel: Channel): void => {
    new Rpc<ConnectionHost, ConnectionPage>({
      channel,
      handlers: {
        ready: () => this.view(),
        edit: ({ draft, target }) => {
          this.draft = draft;
          this.target = target;
          return this.state();
        },
        enterPassword: ({ text }) => {
          this.password = text;
          return this.state();
        },
        paste: ({ text }) => {
          const { password, ...answer } = readPasted(text, this.draft);
          this.draft = answer.draft;
          this.password = password ?? this.password;
          return { ...answer, password: this.state() };
        },
        test: (_, signal) => this.test(signal as AbortSignal),
        save: ({ connect }) => {
          this.saved.push({ draft: this.draft, target: this.target, connect });
        },
        close: () => {
          this.closed++;
        },
        chooseFile: () => this.file,
      },
      validators: connectionHostValidators,
      toWire: plainWireError,
    });
  };

  private view(): ConnectionFormView {
    return {
      title: 'New Connection',
      isNew: true,
      targets: [
        { key: 'user', label: 'user settings', scope: 'user' },
        { key: 'folder', label: 'settings of lake', scope: 'workspaceFolder' },
      ],
      groups: ['Lakehouse'],
      notes: [],
      changed: this.password !== '' || this.draft !== (this.start.draft ?? this.draft),
      ...this.start,
      draft: this.draft,
      target: this.target,
      password: this.state(),
    };
  }

  private state(): PasswordState {
    return this.password === '' ? (this.start.password ?? 'none') : 'entered';
  }
}
