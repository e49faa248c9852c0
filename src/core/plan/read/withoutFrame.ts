/**
 * Blanks out what psql and terminals draw around a plan (`|` at both ends of a line, rules of dashes, the `+` of a value
 * that goes on), keeping every offset.
 */
export function withoutFrame(text: string): string {
  return hasFrame(text) ? text.replace(/[^\r\n]+/g, blankFrame) : text;
}

/** Looks at the beginning only: a frame goes around all of an answer. */
function hasFrame(text: string): boolean {
  const lines = text.slice(0, 20_000).split('\n').slice(0, 100);
  const count = (test: (line: string) => boolean) => lines.filter(test).length;
  return count((line) => goesOn(line) || isBordered(line)) >= 2 || count(isRule) >= 1;
}

const vertical = '|│║';

function isBordered(line: string): boolean {
  const trimmed = line.trim();
  return trimmed.length > 1 && vertical.includes(trimmed.charAt(0)) && vertical.includes(trimmed.slice(-1));
}

/** psql writes `+` or `↵` at the end of each line of a value but the last. */
function goesOn(line: string): boolean {
  const last = line.trimEnd().slice(-1);
  return last === '+' || last === '↵';
}

/** A line of dashes, such as `-----`, `+-----+` or `╔═════╗`. */
function isRule(line: string): boolean {
  const trimmed = line.trim();
  return trimmed.length >= 4 && /^[-+=|─━═┌┐└┘├┤┬┴┼╔╗╚╝╠╣╟╢]+$/.test(trimmed);
}

function blankFrame(line: string): string {
  if (isRule(line)) {
    return ' '.repeat(line.length);
  }
  let result = line;
  if (isBordered(line)) {
    const first = line.length - line.trimStart().length;
    const last = line.trimEnd().length - 1;
    result = `${line.slice(0, first)} ${line.slice(first + 1, last)} ${line.slice(last + 1)}`;
  }
  if (goesOn(result)) {
    const last = result.trimEnd().length - 1;
    result = `${result.slice(0, last)} ${result.slice(last + 1)}`;
  }
  return result;
}
