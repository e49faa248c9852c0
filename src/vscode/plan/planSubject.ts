import { themeColorOf } from '../../core/connections/connectionColor';
import { sandboxPlanNote } from '../../core/connections/sandbox';
import { displayName } from '../../core/explorer/displayName';
import type { ExplainRequest } from '../../core/plan/explainRequest';
import type { PlanDocument } from '../../core/plan/planModel';
import { type FoundPlan, type PlanFormat, queryTextOf } from '../../core/plan/read/planReading';
import { statementTitle } from '../../core/query/runPlan';
import type { PlanPanelView } from '../../protocol/plan';
import type { EditorSession } from '../query/editorSession';
import { documentKey, documentName } from '../query/sqlDocuments';
import type { TextFollower } from '../query/textFollower';
import type { LiveFacts } from './facts/liveFacts';

/** What a plan panel shows: an EXPLAIN that was run for an editor, or a plan that was written elsewhere. */
export type PlanSubject = ExplainSubject | TextSubject;

export interface ExplainSubject {
  readonly kind: 'explain';
  /** The document, and what became of its text since. */
  readonly text: TextFollower;
  readonly request: ExplainRequest;
  readonly editor: EditorSession;
  /** Explains the same statement again. */
  readonly again: () => Promise<void>;
  /** Explains it again with options that the user chooses. */
  readonly withOptions?: () => Promise<void>;
  /** What the live catalog knows of its relations. */
  readonly facts?: LiveFacts;
}

/** Something that can be done about what a plan shows. */
export interface PlanOffer {
  readonly text: string;
  /** What its button is called. */
  readonly action: string;
  readonly take: () => Promise<void>;
}

/** There is no connection: everything that is known stands in the text. */
export interface TextSubject {
  readonly kind: 'text';
  /** Texts of one origin share a panel. */
  readonly key: string;
  /** Short, for the tab: `slow.plan`, `Clipboard`. */
  readonly name: string;
  /** Where exactly the plan stands, such as `slow.log, line 12`. */
  readonly origin: string;
  readonly plan: FoundPlan;
  /** The statement, where more is known than the plan itself tells. */
  readonly statement?: string;
  /** Reads the text again where it came from; undefined when it is gone, as on the clipboard. */
  readonly again: (() => Promise<void>) | undefined;
}

/** Shows plans that were written elsewhere. */
export interface PlanOpener {
  open(subject: TextSubject): Promise<unknown>;
}

/** Subjects with the same key are shown in the same panel, one after the other. */
export function subjectKey(subject: PlanSubject): string {
  return subject.kind === 'explain' ? documentKey(subject.text.uri) : `text:${subject.key}`;
}

export function tabTitle(subject: PlanSubject): string {
  return `Plan: ${subject.kind === 'explain' ? documentName(subject.text.uri) : subject.name}`;
}

/** The statement as it can be copied; undefined when it is not known. */
export function statementOf(subject: PlanSubject): string | undefined {
  return subject.kind === 'explain'
    ? subject.request.statement
    : (subject.statement ?? queryTextOf(subject.plan));
}

/** What the page says of its subject. */
export function subjectView(subject: PlanSubject): Omit<PlanPanelView, 'runId' | 'state'> {
  const statement = statementTitle(statementOf(subject) ?? '');
  if (subject.kind === 'text') {
    return {
      source: 'text',
      title: titleOf(subject.plan.document),
      documentName: subject.origin,
      statement,
      rawFormat: formatNames[subject.plan.format],
      ...(subject.again && { again: 'Read Again' }),
    };
  }
  const { text, request, editor } = subject;
  return {
    source: 'explain',
    title: explainTitle(request),
    documentName: documentName(text.uri),
    connectionName: editor.profile.name,
    database: editor.session.server.database,
    environment: editor.profile.environment,
    color: themeColorOf(editor.profile),
    statement,
    rawFormat: formatNames.json,
    again: 'Run Again',
    ...(subject.withOptions && { hasOptions: true }),
  };
}

function explainTitle({ executes, role }: ExplainRequest): string {
  const title = executes ? 'EXPLAIN ANALYZE' : 'EXPLAIN';
  return role === undefined ? title : `${title} as ${displayName(role)}`;
}

/** What the figures alone would not tell. */
export function subjectNotes(subject: PlanSubject | undefined): readonly string[] {
  if (subject?.kind !== 'explain') {
    return [];
  }
  const { request, editor } = subject;
  return [
    ...(request.note === undefined ? [] : [request.note]),
    ...(editor.profile.sandbox ? [sandboxPlanNote] : []),
  ];
}

/** Lets go of what a subject holds, unless the next one holds it too. */
export function release(subject: PlanSubject | undefined, next?: PlanSubject): void {
  const text = subject?.kind === 'explain' ? subject.text : undefined;
  if (text && !(next?.kind === 'explain' && next.text === text)) {
    text.dispose();
  }
}

const formatNames: Readonly<Record<PlanFormat, string>> = {
  json: 'JSON',
  text: 'Text',
  yaml: 'YAML',
  xml: 'XML',
};

function titleOf({ results }: PlanDocument): string {
  return results.some((result) => result.kind === 'plan' && result.analyzed) ? 'EXPLAIN ANALYZE' : 'EXPLAIN';
}
