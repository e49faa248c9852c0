import type { ServerInfo } from '../ports';

/** What shows of a server at a glance. */
export type Traits = Pick<ServerInfo, 'inRecovery' | 'transactionPooled'>;

/** What a person must know of a server at a glance, in a word or two. */
export function serverWords({ inRecovery, transactionPooled }: Traits): string | undefined {
  const words = [...(inRecovery ? ['read replica'] : []), ...(transactionPooled ? ['pooler'] : [])];
  return words.length === 0 ? undefined : words.join(', ');
}

/** The same in sentences. */
export function serverSentences({ inRecovery, transactionPooled }: Traits): readonly string[] {
  return [
    ...(inRecovery ? ['This server is a read replica: it takes no writes.'] : []),
    ...(transactionPooled
      ? [
          'A pooler in transaction mode stands before the server: settings, temporary tables and LISTEN cannot be used.',
        ]
      : []),
  ];
}
