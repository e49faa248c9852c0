import type { DbtCheck } from '../../check';
import { builtNodes } from '../../live/builtNodes';
import { connectCheck, onGraph } from '../../live/connectCheck';
import type { LiveFacts } from '../../live/liveFacts';
import { aboutNode } from '../../live/liveFinding';

const id = 'server-version';

/** `server_version_num` of the first PostgreSQL that has MERGE. */
const mergeSince = 150_000;

const words = {
  id,
  title: 'Version of PostgreSQL',
  explanation:
    'What a model asks for must be there in the server’s version: the incremental strategy “merge” needs PostgreSQL 15.',
};

export const serverVersion: DbtCheck<LiveFacts> = {
  ...words,
  severity: 'error',
  failsIn: 'dbt run',
  run: (facts) => [
    ...connectCheck(words, ['host'], ({ kind }) => kind === 'versionTooOld' || kind === 'settingRefused').run(
      facts,
    ),
    ...withoutMerge(facts),
  ],
};

const withoutMerge = onGraph((facts) => {
  const { version, versionText } = facts.catalog.server.info;
  if (version >= mergeSince) {
    return [];
  }
  return builtNodes(facts.graph)
    .filter((node) => node.materialized === 'incremental' && node.config.incrementalStrategy === 'merge')
    .map((node) =>
      aboutNode(facts, node, {
        check: id,
        severity: 'error',
        message: `${node.name} is merged, and the server of target ${facts.target.name} is PostgreSQL ${versionText}, which has no MERGE.`,
        advice: 'Use the strategy “delete+insert”, or PostgreSQL 15 or newer.',
      }),
    );
});
