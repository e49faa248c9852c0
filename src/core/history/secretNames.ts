/** Whether something of this name, such as an option or a setting, holds what must not be kept. */
export function isSecretName(name: string): boolean {
  return secretEnding.test(name);
}

const secretEnding =
  /(?:(?:^|[^a-z])pass|passw(?:or)?d|passphrase|pwd|secret|token|(?:api|access|private|secret|encryption|account)[_-]?key|credentials?)$/i;

/** A secret name at the end of a regular expression's alternative, for texts in which names stand among other things. */
export const secretWord =
  '(?:pass(?:word|wd|phrase)|pwd|secret|token|(?:api|access|private|secret|account)[_-]?key|signature|sig)';
