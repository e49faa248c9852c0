import { lineComment } from '../../sql/lineComment';
import type { ObjectDdl } from './ddlOf';
import type { Need } from './needs';

/** Characters of a comment line. */
const lineLength = 110;

/** The DDL as a text that can be run. `title` is a sentence that says what it is of. */
export function ddlText(title: string, ddl: ObjectDdl): string {
  const sentences = [title, ...needSentences(ddl.needs), ...ddl.notes];
  const comments = sentences.flatMap((sentence) => wrapped(sentence).map(lineComment));
  const statements = (['create', 'link'] as const).flatMap((stage) =>
    ddl.statements.filter((statement) => statement.stage === stage).map(({ sql }) => sql),
  );
  const lines = statements.map((sql, place) => `${gap(statements[place - 1], sql)}${sql};\n`);
  return `${comments.join('\n')}\n${lines.join('')}`;
}

/** Short statements of one kind stand together. */
function gap(before: string | undefined, sql: string): string {
  const isShort = before !== undefined && !before.includes('\n') && !sql.includes('\n');
  return isShort && firstWord(before) === firstWord(sql) ? '' : '\n';
}

function firstWord(sql: string): string {
  return sql.slice(0, sql.indexOf(' '));
}

function needSentences(found: readonly Need[]): readonly string[] {
  const [first] = found;
  if (first === undefined) {
    return [];
  }
  const more = first.total - found.length;
  const names = found.map(({ description }) => description).join(', ');
  return [`Needs: ${names}${more > 0 ? `, and ${more} more` : ''}.`];
}

/** Breaks a sentence between words; a word that is too long stays whole. */
function wrapped(sentence: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of sentence.split(' ')) {
    if (line !== '' && line.length + word.length >= lineLength) {
      lines.push(line);
      line = `  ${word}`;
    } else {
      line += line === '' ? word : ` ${word}`;
    }
  }
  return [...lines, line];
}
