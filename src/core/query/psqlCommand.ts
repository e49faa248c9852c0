/**
 * What to do instead of a backslash command that is not answered here. psql runs these itself; the server does not know
 * them. Source: PostgreSQL manual, psql, "Meta-Commands".
 */
export function psqlAlternative(command: string): string {
  const name = /^\\([a-zA-Z_]+|[?!])/.exec(command)?.[1] ?? '';
  for (const [pattern, alternative] of alternatives) {
    if (pattern.test(name)) {
      return alternative;
    }
  }
  return 'Write the SQL that it stands for.';
}

/** The first word of the command as it is written, such as `\dt+`. */
export function psqlCommandName(command: string): string {
  return /^\\\S*/.exec(command)?.[0] ?? '\\';
}

/** Whether we answer the command ourselves, as queries of the catalog or in words. */
export function isAnsweredPsqlCommand(command: string): boolean {
  return answered.test(psqlCommandName(command).replace(/;+$/, ''));
}

const answered =
  /^\\(?:(?:d|d[tvmisE]+|df[anptw]*|d[pnxugbTDO]|z|l|list)[S+]*|s[fv]\+?|conninfo|timing|q?echo|c|connect)$/;

const alternatives: readonly (readonly [RegExp, string])[] = [
  [/^copy$/, 'Use COPY … TO STDOUT to read data, and psql to load a file.'],
  [/^(i|ir|include|include_relative)$/, 'Open that file and run it.'],
  [/^d[a-zA-Z]*$/, 'Look in the Databases view, or query pg_catalog or information_schema.'],
  [/^(ef|ev)$/, 'Use “Edit Source” in the Databases view.'],
  [/^(h|help)$/, 'The PostgreSQL manual describes each command.'],
  [/^(x|a|t|pset|f|H|C|T|gx)$/, 'The result grid shows every result; remove the command.'],
  [
    /^(set|unset|prompt|getenv|setenv|gset)$/,
    'Write :name in the SQL: its value is asked for before the run, and remembered.',
  ],
  [/^(g|gdesc|crosstabview)$/, 'End the statement with a semicolon instead.'],
  [/^gexec$/, 'Run the query, look at the statements that it makes, and run those.'],
  [/^watch$/, 'Run the statement again when you want to see it again.'],
  [/^(warn|o|out|w|write)$/, 'Use the buttons of the result to copy or export it.'],
  [/^(if|elif|else|endif)$/, 'Select the statements to run, and run the selection.'],
  [/^(q|quit)$/, 'Closing the document closes its session.'],
  [/^password$/, 'Use psql for it, so that the new password is never sent in clear text.'],
  [/^encoding$/, 'Use SHOW client_encoding.'],
];
