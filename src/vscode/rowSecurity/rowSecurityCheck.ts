import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { UserError } from '../../base/userError';
import { displayName } from '../../core/explorer/displayName';
import { type Place, placeOf } from '../../core/explorer/nodes';
import { lintRowSecurity } from '../../core/scaffold/rowSecurity/lint/lintRowSecurity';
import type { LintFinding, LintFix } from '../../core/scaffold/rowSecurity/lint/lintRule';
import type { PolicyCatalog } from '../../core/scaffold/rowSecurity/lint/policyCatalog';
import { readPolicyCatalog } from '../../core/scaffold/rowSecurity/lint/readPolicyCatalog';
import { setContextKey } from '../contextKeys';
import { withSlowProgress } from '../ddl/slowProgress';
import type { FileOfRelation } from '../explorer/dbtMarks';
import { showInformation } from '../notices';
import { choosePlace } from '../scaffold/chooseScaffold';
import { FindingsTree, isFindingNode } from './findingsTree';
import type { RowSecurityParts } from './rowSecurityParts';

/** What is checked: a database, or one schema of it. */
interface Subject {
  readonly place: Place;
  readonly schema: string | undefined;
}

/** Checks row level security and shows what was found in a view of its own, which is there from the first check on. */
export class RowSecurityCheck implements Disposable {
  readonly tree = new FindingsTree();
  /** What the view shows. */
  private subject: Subject | undefined;
  /** What is being read: of two checks at once the later one is shown, whichever is ready first. */
  private latest: Subject | undefined;

  constructor(private readonly parts: RowSecurityParts) {}

  /** @throws UserError when there is no connection; CancelledError when none was chosen; as `Database.read` */
  async check(argument: unknown): Promise<void> {
    const node = this.parts.chosen(argument);
    const place = node && placeOf(node);
    await this.read({
      place:
        place ??
        (await choosePlace(this.parts.connections.profiles, 'Connection whose policies are checked')),
      schema: node?.kind === 'schema' ? node.row.name : undefined,
    });
  }

  async checkAgain(): Promise<void> {
    return this.subject === undefined ? this.check(undefined) : this.read({ ...this.subject });
  }

  private async read(subject: Subject): Promise<void> {
    this.latest = subject;
    const { connections } = this.parts;
    const { profileId, database } = subject.place;
    const catalog = await withSlowProgress('Checking row level security', async (signal) => {
      const opened = await connections.database(profileId, database);
      const read = await readPolicyCatalog(opened, signal);
      const fileOf = await this.parts.dbt?.files(subject.place);
      return fileOf ? withDbt(read, fileOf) : read;
    });
    if (this.latest !== subject) {
      return;
    }
    this.subject = subject;
    const findings = lintRowSecurity(catalog).filter(
      ({ relation }) => subject.schema === undefined || relation.schema === subject.schema,
    );
    setContextKey('lakehouse.rowSecurityChecked', true);
    this.tree.show(findings, { where: this.where(subject), tables: countSecured(catalog, subject) });
    await vscode.commands.executeCommand(`${this.tree.id}.focus`);
  }

  /** Lets the user choose a way to put a finding right, and does nothing to the database. */
  async fix(argument: unknown): Promise<void> {
    const node = isFindingNode(argument) ? argument : this.tree.selected;
    const place = this.subject?.place;
    if (node?.kind !== 'finding' || place === undefined) {
      throw new UserError('Choose a finding in the view Row Level Security first.');
    }
    const { finding } = node;
    const items = finding.fixes.map((fix) => ({ label: `$(${icons[fix.kind]}) ${fix.title}`, fix }));
    if (items.length === 0) {
      await showInformation(`${finding.message} ${finding.explanation}`);
      return;
    }
    const choice = await vscode.window.showQuickPick(items, {
      title: finding.title,
      placeHolder: 'Nothing runs before you have seen it.',
    });
    if (choice !== undefined) {
      await this.apply(finding, choice.fix, place);
    }
  }

  /** Opens the form filled in, or puts the SQL into an editor. */
  private async apply(finding: LintFinding, fix: LintFix, place: Place): Promise<void> {
    if (fix.kind === 'form') {
      await this.parts.open({ scaffold: 'rowSecurity', place, values: fix.values });
      return;
    }
    const database = place.database ?? this.parts.connections.profile(place.profileId)?.database ?? '';
    const sql = fix.statements.map((statement) => `${statement};\n`).join('');
    await this.parts.queries.open(place.profileId, database, `${comment(finding.message)}${sql}`);
  }

  close(): void {
    this.subject = undefined;
    this.latest = undefined;
    setContextKey('lakehouse.rowSecurityChecked', false);
  }

  dispose(): void {
    this.tree.dispose();
  }

  private where({ place, schema }: Subject): string {
    const profile = this.parts.connections.profile(place.profileId);
    const database = place.database ?? profile?.database ?? '';
    return [profile?.name ?? '', database, schema]
      .filter((part) => part !== undefined && part !== '')
      .map((part) => displayName(part ?? ''))
      .filter((part, index, all) => all.indexOf(part) === index)
      .join(' · ');
  }
}

const icons: Readonly<Record<LintFix['kind'], string>> = { sql: 'file-code', form: 'edit' };

/** Names of a database are data: none may end the comment. */
function comment(sentence: string): string {
  return `-- ${displayName(sentence)}\n`;
}

function countSecured({ tables }: PolicyCatalog, { schema }: Subject): number {
  return tables.filter((table) => table.rowSecurity && (schema === undefined || table.schema === schema))
    .length;
}

/** A model of the workspace says that dbt makes the table. */
function withDbt(catalog: PolicyCatalog, fileOf: FileOfRelation): PolicyCatalog {
  return {
    ...catalog,
    tables: catalog.tables.map((table) => {
      const file = table.dbt === undefined ? fileOf(table.schema, table.name) : undefined;
      return file === undefined ? table : { ...table, dbt: `${file} builds it` };
    }),
  };
}
