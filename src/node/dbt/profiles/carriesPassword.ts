/**
 * Whether a value that is no password brings one along: a URL or a `user:password@host` in the place of a host, or the
 * parameters of libpq. Such a value is never kept, so that nothing can print it.
 */
export function carriesPassword(value: unknown): boolean {
  return typeof value === 'string' && forms.some((form) => form.test(value));
}

const forms: readonly RegExp[] = [
  /:\/\/[^/\s]*@/,
  /^[^\s/@:]+:[^\s@]+@/,
  /\b(?:ssl)?(?:password|passwd|passphrase|pwd)\s*=/i,
];
