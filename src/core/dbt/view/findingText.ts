import { displayName } from '../../explorer/displayName';
import type { DbtFinding } from '../finding';

/** What a check says, for a place that knows no Markdown: one line, and what checks write in backticks stands in quotes. */
export function findingText(text: string): string {
  return displayName(text).replace(/`([^`]+)`/g, '“$1”');
}

/** A finding in a list where no line above names its target, such as the Problems of VS Code. */
export function problemText({ message, advice, target }: DbtFinding): string {
  const words = ` ${message} `.replaceAll('`', '').replaceAll(/[,.:;]/g, ' ');
  const isNamed = target === undefined || words.includes(` target ${target} `);
  const prefix = isNamed ? '' : `Target ${displayName(target)}: `;
  const rest = advice === undefined ? '' : `\n${findingText(advice)}`;
  return `${prefix}${findingText(message)}${rest}`;
}
