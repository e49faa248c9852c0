/**
 * What to do instead of a backslash command. psql runs these itself and sends catalog queries of its own; the server
 * does not know them. Source: PostgreSQL manual, psql, "Meta-Commands".
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
  return answered.test(psqlCommandName(command));
}

const answered = /^$/;

const alternatives: readonly (readonly [RegExp, string])[] = [
  [/^copy$/, 'Use COPY … TO STDOUT to read data, and psql to load a file.'],
  [/^c(onnect)?$/, 'Use “Choose Connection for This Editor”.'],
  [/^(i|ir|include|include_relative)$/, 'Open that file and run it.'],
  [/^(d[a-zA-Z]*|l|list|z)$/, 'Look in the Databases view, or query pg_catalog or information_schema.'],
  [/^(sf|sv|ef|ev)$/, 'Use pg_get_functiondef(…) or pg_get_viewdef(…).'],
  [/^(h|help)$/, 'The PostgreSQL manual describes each command.'],
  [/^timing$/, 'The time of each statement is shown with its result.'],
  [/^(x|a|t|pset|f|H|C|T|gx)$/, 'The result grid shows every result; remove the command.'],
  [
    /^(set|unset|prompt|getenv|setenv|gset)$/,
    'There are no psql variables here: write the value into the SQL.',
  ],
  [/^(g|gdesc|crosstabview)$/, 'End the statement with a semicolon instead.'],
  [/^gexec$/, 'Run the query, look at the statements that it makes, and run those.'],
  [/^watch$/, 'Run the statement again when you want to see it again.'],
  [/^(echo|qecho|warn|o|out|w|write)$/, 'Use the buttons of the result to copy it.'],
  [/^(if|elif|else|endif)$/, 'Select the statements to run, and run the selection.'],
  [/^(q|quit)$/, 'Closing the document closes its session.'],
  [/^password$/, 'Use psql for it, so that the new password is never sent in clear text.'],
  [/^(encoding|conninfo)$/, 'Use SHOW client_encoding; the status bar shows the connection.'],
];
