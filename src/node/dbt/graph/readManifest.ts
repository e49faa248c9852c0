import { setImmediate as breathe } from 'node:timers/promises';
import type { CancelSignal } from '../../../base/cancelSignal';
import type { DbtGraph } from '../../../core/dbt/graph/dbtGraph';
import {
  graphOfManifest,
  type ManifestMetadata,
  manifestMetadata,
  manifestRemarks,
} from '../../../core/dbt/graph/graphOfManifest';
import {
  type ManifestEntry,
  manifestEntry,
  manifestFields,
  manifestSections,
} from '../../../core/dbt/graph/manifestEntry';
import { type JsonMember, jsonMembers, jsonValue } from './jsonMembers';
import { type Artifact, readArtifact } from './readArtifact';

/** A manifest as it was read. */
export interface ManifestRead {
  readonly graph: DbtGraph;
  readonly metadata: ManifestMetadata;
  /** When the file was written, in milliseconds since 1970. */
  readonly writtenAt: number;
  /** What the reader of the graph should know, as that the form is newer than what is known. */
  readonly remarks: readonly string[];
}

/** How long the host is kept busy without a pause, in milliseconds. */
const slice = 15;

/**
 * Reads manifest.json node by node, so that code and macros, most of the file, never become values. Undefined where there is none.
 * @param targetOf the target for which it was made, where another artifact of the same command says it
 * @throws UserError when it stays broken, CancelledError after an abort
 */
export function readManifest(
  file: string,
  signal: CancelSignal,
  targetOf: (metadata: ManifestMetadata) => string | undefined = () => undefined,
): Promise<ManifestRead | undefined> {
  return readArtifact(
    file,
    async (artifact) => {
      const { metadata, entries } = await readEntries(artifact, signal);
      return {
        graph: graphOfManifest(file, metadata, entries, targetOf(metadata)),
        metadata,
        writtenAt: artifact.writtenAt,
        remarks: manifestRemarks(metadata),
      };
    },
    signal,
  );
}

async function readEntries({ bytes }: Artifact, signal: CancelSignal) {
  const sections = new Map<string, JsonMember>();
  for (const member of jsonMembers(bytes)) {
    sections.set(member.key, member);
  }
  const metadata = sections.get('metadata');
  const entries: ManifestEntry[] = [];
  let pauseAt = Date.now() + slice;
  for (const section of manifestSections) {
    const place = sections.get(section);
    if (place === undefined || bytes[place.start] !== 0x7b) {
      continue;
    }
    for (const member of jsonMembers(bytes, place.start)) {
      const entry = manifestEntry(member.key, knownFields(bytes, member), section !== 'disabled');
      if (entry) {
        entries.push(entry);
      }
      if (Date.now() > pauseAt) {
        await breathe();
        signal.throwIfAborted();
        pauseAt = Date.now() + slice;
      }
    }
  }
  return { metadata: manifestMetadata(metadata && jsonValue(bytes, metadata)), entries };
}

/** An entry without its code, which is most of it. What is disabled is a list, and short. */
function knownFields(bytes: Buffer, entry: JsonMember): unknown {
  if (bytes[entry.start] !== 0x7b) {
    return jsonValue(bytes, entry);
  }
  const fields: Record<string, unknown> = {};
  for (const field of jsonMembers(bytes, entry.start)) {
    if (manifestFields.has(field.key)) {
      fields[field.key] = jsonValue(bytes, field);
    }
  }
  return fields;
}
