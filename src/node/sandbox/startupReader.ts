/** What a client asks for before it logs in. */
export interface StartupRequest {
  readonly user: string;
  readonly database: string;
  readonly applicationName: string;
}

export interface StartupListener {
  /** The client asked for TLS or GSSAPI, and goes on without. */
  refuseEncryption(): void;
  cancel(processId: number, secretKey: number): void;
  start(request: StartupRequest): void;
  broken(): void;
}

/** Source: PostgreSQL manual, "Message Formats", StartupMessage and the three requests beside it. */
const codes = { cancel: 80877102, tls: 80877103, gss: 80877104 } as const;
const majorVersion = 3;
const maxLength = 10_000;

/** Reads the messages before the login, which have no type letter. */
export class StartupReader {
  private bytes: Buffer = Buffer.alloc(0);
  private done = false;

  constructor(private readonly listener: StartupListener) {}

  /** Answers what follows the startup message. */
  push(more: Buffer): Buffer {
    this.bytes = Buffer.concat([this.bytes, more]);
    while (!this.done && this.bytes.length >= 8) {
      const length = this.bytes.readInt32BE(0);
      if (length < 8 || length > maxLength) {
        this.done = true;
        this.listener.broken();
        return Buffer.alloc(0);
      }
      if (this.bytes.length < length) {
        return Buffer.alloc(0);
      }
      const message = this.bytes.subarray(0, length);
      this.bytes = this.bytes.subarray(length);
      this.read(message);
    }
    return this.done ? this.bytes : Buffer.alloc(0);
  }

  private read(message: Buffer): void {
    const code = message.readInt32BE(4);
    if (code === codes.tls || code === codes.gss) {
      this.listener.refuseEncryption();
      return;
    }
    this.done = true;
    if (code === codes.cancel && message.length === 16) {
      this.listener.cancel(message.readInt32BE(8), message.readInt32BE(12));
    } else if (code >> 16 === majorVersion) {
      this.listener.start(readRequest(message.toString('utf8', 8)));
    } else {
      this.listener.broken();
    }
  }
}

function readRequest(text: string): StartupRequest {
  const parts = text.split('\0');
  const parameters = new Map<string, string>();
  for (let index = 0; index + 1 < parts.length; index += 2) {
    parameters.set(parts[index] ?? '', parts[index + 1] ?? '');
  }
  const user = parameters.get('user') ?? '';
  return {
    user,
    database: parameters.get('database') ?? user,
    applicationName: parameters.get('application_name') ?? '',
  };
}
