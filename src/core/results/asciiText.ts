/** Bytes that are ASCII as text; any other byte becomes the character of its number. */
export function asciiText(source: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) {
    text += String.fromCharCode(source[at] ?? 0);
  }
  return text;
}

export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
