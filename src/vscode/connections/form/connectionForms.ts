import type { Disposable } from '../../../base/disposable';
import { UserError } from '../../../base/userError';
import { entryDraft } from '../../../core/connections/connectionForm';
import type { ConnectionProfile } from '../../../core/connections/connectionProfile';
import { showInformation } from '../../notices';
import type { ConnectionsFeature } from '../connectionsFeature';
import { findEntry, userTarget } from '../profileSettings';
import { ConnectionFormPanel, type FormStart, type LeftForm } from './connectionFormPanel';

/** The forms that are open: one for each connection that is edited, and one for a new one. */
export class ConnectionForms implements Disposable {
  private readonly panels = new Map<string, ConnectionFormPanel>();
  private disposed = false;

  constructor(private readonly feature: ConnectionsFeature) {}

  /** Opens an empty form, or the one that is open already. */
  add(): ConnectionFormPanel {
    return this.open({
      title: 'New Connection',
      profileId: undefined,
      draft: {},
      target: userTarget,
      notes: [],
      changed: false,
    });
  }

  /** @throws UserError when the connection is no longer in the settings */
  edit(profile: ConnectionProfile): ConnectionFormPanel {
    return this.open({ ...startOf(profile), title: `Edit ${profile.name}`, profileId: profile.id });
  }

  /** Opens a form for a new connection with everything that another one has. Throws as `edit`. */
  duplicate(profile: ConnectionProfile): ConnectionFormPanel {
    const start = startOf(profile);
    const draft = { ...start.draft, name: `${profile.name} copy` };
    return this.open({
      ...start,
      draft,
      title: `Copy of ${profile.name}`,
      profileId: undefined,
      changed: true,
    });
  }

  dispose(): void {
    this.disposed = true;
    for (const panel of [...this.panels.values()]) {
      panel.dispose();
    }
  }

  private open(start: FormStart, password?: string): ConnectionFormPanel {
    const key = start.profileId ?? start.title;
    const existing = this.panels.get(key);
    if (existing) {
      existing.reveal();
      return existing;
    }
    const panel = new ConnectionFormPanel(this.feature, start, password);
    this.panels.set(key, panel);
    panel.onDidLeave((left) => {
      this.panels.delete(key);
      if (left && !this.disposed) {
        void this.offer(left);
      }
    });
    return panel;
  }

  /** A tab is closed with one click, and VS Code lets nobody ask before. */
  private async offer({ start, password }: LeftForm): Promise<void> {
    const go = 'Continue Editing';
    if ((await showInformation(`“${start.title}” was closed without saving.`, go)) === go) {
      this.open(start, password);
    }
  }
}

function startOf(profile: ConnectionProfile): Omit<FormStart, 'title' | 'profileId'> {
  const found = findEntry(profile.id);
  if (!found) {
    throw new UserError('This connection is no longer in the settings.');
  }
  const { draft, problems } = entryDraft(found.entry);
  return { draft, target: found.target, notes: problems, changed: false };
}
