/**
 * A name as one visible line: control characters show as their pictures, and characters that reorder or hide text show
 * as replacement characters, so that a name can neither break a list nor pretend to be another.
 */
export function displayName(name: string): string {
  return name.replace(/[\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, picture);
}

/** Unicode has a picture for each of the 32 first control characters and for DEL. */
function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) {
    return String.fromCharCode(0x2400 + code);
  }
  return code === 0x7f ? '\u2421' : '\ufffd';
}
