/** How a server may ask who we are, by the names of libpq's `require_auth`; `none` is a server that does not ask. */
export const authMethods = ['none', 'password', 'md5', 'scram-sha-256'] as const;
export type AuthMethod = (typeof authMethods)[number];

/** Methods of libpq that this extension does not have: naming them allows nothing. */
const otherMethods: readonly string[] = ['gss', 'sspi', 'oauth'];

/** Whether SCRAM is bound to the certificate of the server, as libpq's `channel_binding`. */
export const channelBindings = ['disable', 'prefer', 'require'] as const;
export type ChannelBinding = (typeof channelBindings)[number];

/** What must hold for a login, beyond the server's wishes. */
export interface LoginRules {
  /** Only these methods are answered; undefined for any. */
  readonly requireAuth: readonly AuthMethod[] | undefined;
  readonly channelBinding: ChannelBinding;
}

export const anyLogin: LoginRules = { requireAuth: undefined, channelBinding: 'prefer' };

/**
 * Reads libpq's `require_auth`: methods separated by commas, either all to be allowed or, with a `!`, all to be
 * forbidden. Source: PostgreSQL manual, "Parameter Key Words".
 */
export function readRequireAuth(text: string | undefined, problems: string[]): LoginRules['requireAuth'] {
  if (text === undefined) {
    return undefined;
  }
  const words = text.split(',').map((each) => each.trim());
  const forbidden = words.filter((word) => word.startsWith('!')).map((word) => word.slice(1));
  const names = forbidden.length > 0 ? forbidden : words;
  const unknown = names.find((name) => !isMethod(name) && !otherMethods.includes(name));
  if (unknown !== undefined) {
    problems.push(`requireAuth: use ${authMethods.join(', ')}, each with a ! to forbid it.`);
    return undefined;
  }
  if (forbidden.length > 0 && forbidden.length < words.length) {
    problems.push('requireAuth: either all methods have a ! or none.');
    return undefined;
  }
  return authMethods.filter((method) => names.includes(method) === (forbidden.length === 0));
}

function isMethod(name: string): name is AuthMethod {
  return authMethods.some((method) => method === name);
}
