/** Bytes before the body of a message: its type, and its length without the type. */
export const rowHeader = 5;

/** Calls back with the body of each of some DataRow messages. */
export function forEachRow(messages: Buffer, callback: (body: Buffer) => void): void {
  for (let at = 0; at < messages.length;) {
    const next = at + 1 + messages.readInt32BE(at + 1);
    callback(messages.subarray(at + rowHeader, next));
    at = next;
  }
}
