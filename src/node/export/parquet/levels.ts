import { varint } from './thrift';

/** The levels of one column of a row group: what is NULL, and where a list begins. */
export class Levels {
  private bytes = new Uint8Array(4096);
  count = 0;
  /** All of them are equal. */
  private isUniform = true;

  /** @param width bits of each level */
  constructor(private readonly width: 1 | 2) {}

  add(level: number): void {
    if (this.count === this.bytes.length) {
      const larger = new Uint8Array(this.bytes.length * 2);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.isUniform &&= this.count === 0 || this.bytes[0] === level;
    this.bytes[this.count++] = level;
  }

  /** The levels so far behind their length, in the RLE and bit-packing hybrid. They are forgotten afterwards. */
  take(): Buffer {
    const encoded = this.isUniform ? this.run() : this.packed();
    const length = Buffer.alloc(4);
    length.writeUInt32LE(encoded.length);
    this.count = 0;
    this.isUniform = true;
    return Buffer.concat([length, encoded]);
  }

  private run(): Buffer {
    const bytes: number[] = [];
    varint(bytes, this.count * 2);
    bytes.push(this.bytes[0] ?? 0);
    return Buffer.from(bytes);
  }

  private packed(): Buffer {
    const groups = Math.ceil(this.count / 8);
    const header: number[] = [];
    varint(header, groups * 2 + 1);
    const body = Buffer.alloc(groups * this.width);
    const perByte = 8 / this.width;
    for (let at = 0; at < this.count; at++) {
      const byte = Math.floor(at / perByte);
      body[byte] = (body[byte] ?? 0) | ((this.bytes[at] ?? 0) << ((at % perByte) * this.width));
    }
    return Buffer.concat([Buffer.from(header), body]);
  }
}
