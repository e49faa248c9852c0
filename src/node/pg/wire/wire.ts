import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { freeIfWhole } from '../../freeMemory';
import { maxRowBytes } from '../sizes';
import { MessageReader, type PiecePlace } from './messageReader';

export interface WireListener {
  /** `body` is valid during the call only. */
  message(type: number, body: Buffer): void;
  /** A message was too large to be kept. */
  oversized(type: number, length: number): void;
  /** Whether messages of this type are wanted many at a time, with their headers. */
  takesRuns?(type: number): boolean;
  run?(messages: Buffer, count: number): void;
  /** Whether a large message of this type is wanted in pieces. */
  takesPieces?(type: number): boolean;
  piece?(length: number, bytes: Buffer, place: PiecePlace): void;
  /** The line is gone. Called once; nothing follows. */
  closed(reason: Error): void;
}

/** A line to a server, over which messages go. It lives from the end of the TLS handshake to the socket's end. */
export class Wire {
  /** When the last byte arrived, by `performance.now()`. */
  lastByteAt = performance.now();
  private readonly reader: MessageReader;
  private reason: Error | undefined;
  private closed = false;

  constructor(
    readonly socket: Duplex,
    private listener: WireListener,
  ) {
    this.reader = new MessageReader(
      {
        message: (type, body) => this.listener.message(type, body),
        oversized: (type, length) => this.listener.oversized(type, length),
        takesRuns: (type) => this.listener.takesRuns?.(type) === true,
        run: (messages, count) => this.listener.run?.(messages, count),
        takesPieces: (type) => this.listener.takesPieces?.(type) === true,
        piece: (length, bytes, place) => this.listener.piece?.(length, bytes, place),
      },
      maxRowBytes,
    );
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('error', (error) => this.cut(error));
    socket.on('close', () => this.finish());
  }

  get isOpen(): boolean {
    return !this.closed && this.reason === undefined;
  }

  /** The socket emits nothing before the event loop turns, so that no message falls between two listeners. */
  setListener(listener: WireListener): void {
    this.listener = listener;
  }

  send(...messages: readonly Buffer[]): void {
    if (this.isOpen) {
      this.socket.write(messages.length === 1 && messages[0] ? messages[0] : Buffer.concat(messages));
    }
  }

  /** Sends, and answers when the socket takes more; also when it is gone. */
  sendData(data: Buffer): void | Promise<void> {
    if (!this.isOpen || this.socket.write(data)) {
      return;
    }
    return new Promise((resolve) => {
      const done = () => {
        this.socket.off('drain', done);
        this.socket.off('close', done);
        resolve();
      };
      this.socket.on('drain', done);
      this.socket.on('close', done);
    });
  }

  /** Stops reading, so that the server stops sending once the buffers between are full. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** Ends the line now; the listener is told `reason`. */
  cut(reason: Error): void {
    this.reason ??= reason;
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    this.lastByteAt = performance.now();
    if (this.reason) {
      return;
    }
    try {
      this.reader.push(chunk);
      if (this.socket instanceof Socket) {
        // Node has made the chunk for this event alone.
        freeIfWhole(chunk);
      }
    } catch (error) {
      this.cut(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private finish(): void {
    if (!this.closed) {
      this.closed = true;
      this.listener.closed(this.reason ?? new Error('The server closed the connection.'));
    }
  }
}
