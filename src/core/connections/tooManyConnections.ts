/**
 * What is used up: the server's connections, or those of one role or database; only the words tell.
 * @param says the server's own words, as a sentence that begins with a space
 */
export function tooManyWords(
  at: string,
  { user, database }: { readonly user: string; readonly database: string },
  says: string,
): { readonly happened: string; readonly next: string } {
  if (/reserved/.test(says)) {
    return {
      happened: `The server at ${at} has no connection left but those that it keeps for administrators.${says}`,
      next: 'Close sessions that nobody uses, or try again later. An administrator can still log in and end some.',
    };
  }
  if (/for role/.test(says)) {
    return {
      happened: `The role ${user} has as many connections to the server at ${at} as it may have.${says}`,
      next: 'Close sessions of this role, or have its limit raised (ALTER ROLE … CONNECTION LIMIT).',
    };
  }
  if (/for database/.test(says)) {
    return {
      happened: `Database ${database} at ${at} has as many connections as it may have.${says}`,
      next: 'Close sessions on it, or have its limit raised (ALTER DATABASE … CONNECTION LIMIT).',
    };
  }
  return {
    happened: `The server at ${at} has no connection left.${says}`,
    next: 'Close sessions that nobody uses, or try again later. Its limit is max_connections.',
  };
}
