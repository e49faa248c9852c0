import type { ConnectionProfile } from '../../../core/connections/connectionProfile';
import type { Draft } from '../../../core/connections/draftFields';
import type { ConnectionsFeature } from '../connectionsFeature';
import { saveEntry } from '../profileSettings';

/** A form as it is saved. */
export interface SavedForm {
  readonly profileId: string | undefined;
  readonly draft: Draft;
  readonly target: string;
  /** The draft as a connection, without its id. */
  readonly profile: ConnectionProfile;
  /** To be kept as the profile says; undefined leaves a saved one as it is. */
  readonly password: string | undefined;
}

/** How long the settings may take to tell of a new entry, in milliseconds. */
const noticeTime = 5_000;

/** Writes the settings entry, then keeps the password. Answers the id of the connection, which is known by then. */
export async function saveForm(
  { connections, vault }: Pick<ConnectionsFeature, 'connections' | 'vault'>,
  form: SavedForm,
): Promise<string> {
  const { name } = form.profile;
  const id = await saveEntry(form.profileId, { name, ...form.draft }, { name, target: form.target });
  const profile = { ...form.profile, id };
  if (form.password !== undefined) {
    await vault.keep(profile, form.password);
  }
  if (form.profileId === undefined) {
    await vault.allow(profile);
  }
  await known(connections, id);
  return id;
}

/** Waits until the connection is there: the settings tell of a change a moment after it was written. */
async function known(connections: ConnectionsFeature['connections'], id: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      subscription.dispose();
      resolve();
    };
    const timer = setTimeout(done, noticeTime);
    const subscription = connections.onDidChange(() => {
      if (connections.profile(id)) {
        done();
      }
    });
    if (connections.profile(id)) {
      done();
    }
  });
}
