/** The file in the sandbox's folder that says who owns it. */
export const lockFileName = 'owner.json';

/** What the owner's process writes to its standard output while it starts, one JSON object a line. */
export type OwnerLine =
  | { readonly kind: 'progress'; readonly text: string }
  | { readonly kind: 'ready' }
  /** Another process owns the sandbox. */
  | { readonly kind: 'other' }
  | { readonly kind: 'failed'; readonly reason: string };
