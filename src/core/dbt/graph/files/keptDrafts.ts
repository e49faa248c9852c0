import type { Draft, KeptDraft, KeptDrafts } from './draft';
import type { ProjectSources } from './projectSources';

const kept = new WeakMap<
  ProjectSources['definitions'],
  { readonly settings: string; readonly drafts: KeptDrafts }
>();

/** The drafts that were made with the same macros and settings; they live as long as what was read of the macros. */
export function keptDrafts({ definitions }: ProjectSources, settings: string): KeptDrafts {
  const before = kept.get(definitions);
  if (before?.settings === settings) {
    return before.drafts;
  }
  const drafts: KeptDrafts = new Map();
  kept.set(definitions, { settings, drafts });
  return drafts;
}

/** The draft of a file, made anew where its template or its properties are other ones than the last time. */
export function keptDraft(
  drafts: KeptDrafts,
  file: string,
  { template, properties }: Omit<KeptDraft, 'draft'>,
  make: () => Draft,
): Draft {
  const before = drafts.get(file);
  if (before?.template === template && before.properties === properties) {
    return before.draft;
  }
  const draft = make();
  drafts.set(file, { template, properties, draft });
  return draft;
}
