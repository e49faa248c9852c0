import { UserError } from '../../../base/userError';
import { type YamlDocument, type YamlMap, yamlEntry } from '../yaml/yamlNode';

/** What is written of a target. The password is never: the file names the variable that holds it. */
export interface NewTarget {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly schema: string;
  /** As libpq names it; left out where libpq's default is meant. */
  readonly sslmode: string | undefined;
  readonly role: string | undefined;
  readonly searchPath: string | undefined;
  readonly threads: number;
  readonly passwordVariable: string;
}

/** The variable that is offered for the password of a target. dbt keeps what begins so out of its logs. */
export function passwordVariableOf(target: string): string {
  return `DBT_ENV_SECRET_${target.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')}_PASSWORD`;
}

/**
 * The text of profiles.yml with one target more. Nothing else is touched, so comments and the layout stay as they are.
 * @throws UserError when there is a target of this name, or the file is laid out in a way that must be edited by hand
 */
export function insertTarget(
  { text, root, problems }: YamlDocument,
  profile: string,
  target: NewTarget,
): string {
  if (problems.length > 0) {
    throw new UserError(
      'profiles.yml is not valid YAML. Put that right first: nothing is written into a broken file.',
    );
  }
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  if (root === undefined) {
    return joined(text, newProfile(profile, target), eol);
  }
  demandBlock(text, root.kind === 'map' ? root : undefined);
  const own = yamlEntry(root, profile);
  if (!own) {
    return joined(text, ['', ...newProfile(profile, target)], eol);
  }
  const outputs = yamlEntry(demandBlock(text, own.value.kind === 'map' ? own.value : undefined), 'outputs');
  const map = demandBlock(text, outputs?.value.kind === 'map' ? outputs.value : undefined);
  if (map.entries.some(({ key }) => key === target.name)) {
    throw new UserError(`The profile ${profile} has a target ${target.name} already. Choose another name.`);
  }
  const last = map.entries.at(-1);
  if (!last) {
    throw byHand();
  }
  const indent = columnOf(text, last.keyRange.start);
  const end = endOfLine(text, contentEnd(text, map.range.start, map.range.end));
  const lines = targetLines(target).map((line) => ' '.repeat(indent) + line);
  return `${text.slice(0, end)}${eol}${lines.join(eol)}${text.slice(end)}`;
}

/** A text as YAML: plain where that can be nothing else, in quotes otherwise. */
export function yamlScalar(text: string): string {
  if (/\{[{%#]/.test(text)) {
    throw new UserError('A value with {{ or {% in it would be taken for Jinja. Write this target by hand.');
  }
  const plain = /^[A-Za-z_][\w./-]*$/.test(text) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(text);
  return plain ? text : JSON.stringify(text);
}

/** The lines of a profile that has only this target. */
export function newProfile(profile: string, target: NewTarget): readonly string[] {
  return [
    `${yamlScalar(profile)}:`,
    `  target: ${yamlScalar(target.name)}`,
    '  outputs:',
    ...targetLines(target).map((line) => `    ${line}`),
  ];
}

function targetLines(target: NewTarget): readonly string[] {
  const { sslmode, role, searchPath } = target;
  return [
    `${yamlScalar(target.name)}:`,
    '  type: postgres',
    `  host: ${yamlScalar(target.host)}`,
    `  port: ${String(target.port)}`,
    `  user: ${yamlScalar(target.user)}`,
    `  password: "{{ env_var('${target.passwordVariable}') }}"`,
    `  dbname: ${yamlScalar(target.database)}`,
    `  schema: ${yamlScalar(target.schema)}`,
    `  threads: ${String(target.threads)}`,
    '  keepalives_idle: 30',
    ...(sslmode === undefined ? [] : [`  sslmode: ${yamlScalar(sslmode)}`]),
    ...(role === undefined ? [] : [`  role: ${yamlScalar(role)}`]),
    ...(searchPath === undefined ? [] : [`  search_path: ${yamlScalar(searchPath)}`]),
  ];
}

function joined(text: string, lines: readonly string[], eol: string): string {
  const start = text === '' || /[\r\n]$/.test(text) ? text : `${text}${eol}`;
  return `${start}${lines.join(eol)}${eol}`;
}

function demandBlock(text: string, map: YamlMap | undefined): YamlMap {
  if (!map || text[map.range.start] === '{') {
    throw byHand();
  }
  return map;
}

function byHand(): UserError {
  return new UserError(
    'profiles.yml is laid out in a way that cannot be added to safely. Write this target by hand.',
  );
}

function columnOf(text: string, offset: number): number {
  return offset - (Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1);
}

/** The end of what stands in a range, without the blank lines and the comments that YAML counts to it. */
function contentEnd(text: string, start: number, end: number): number {
  for (let at = end; ;) {
    while (at > start && isBlank(text[at - 1])) {
      at--;
    }
    let line = at;
    while (line > start && !isLineBreak(text[line - 1])) {
      line--;
    }
    // The first line holds the key, so it is none of a comment.
    if (line === start || !text.slice(line, at).trimStart().startsWith('#')) {
      return at;
    }
    at = line;
  }
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || isLineBreak(character);
}

function isLineBreak(character: string | undefined): boolean {
  return character === '\n' || character === '\r';
}

function endOfLine(text: string, offset: number): number {
  const found = /[\r\n]/.exec(text.slice(offset));
  return found ? offset + found.index : text.length;
}
