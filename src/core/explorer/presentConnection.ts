import { themeColorOf } from '../connections/connectionColor';
import { type ConnectionProfile, describePlace } from '../connections/connectionProfile';
import { sandboxLimitTitles } from '../connections/sandbox';
import { serverSentences, serverWords, type Traits } from '../connections/serverTraits';
import { displayName } from './displayName';
import { joined, lines, type Presentation } from './presentation';

/** What becomes of a connection at this moment. */
export type ConnectionCondition =
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly server?: Traits | undefined }
  | { readonly kind: 'failed'; readonly message: string };

/** A connection in the sidebar. */
export function presentConnection(profile: ConnectionProfile, condition: ConnectionCondition): Presentation {
  if (profile.sandbox) {
    return presentSandbox(profile, condition);
  }
  const label = displayName(profile.name);
  const target = displayName(`${profile.user}@${profile.host}/${profile.database}`);
  const access = profile.readOnly ? 'read-only' : undefined;
  const server = condition.kind === 'connected' ? condition.server : undefined;
  const traits = server && serverWords(server);
  const description = joined(conditionWords(condition), traits, target, profile.environment, access);
  return {
    label,
    description,
    tooltip: lines(
      label,
      displayName(`${profile.user}@${profile.host}:${profile.port}/${profile.database}`),
      profile.otherHosts.length > 0 || profile.ssh
        ? `Reached at: ${displayName(describePlace(profile))}`
        : undefined,
      `Environment: ${profile.environment}`,
      profile.readOnly ? 'Read-only: statements that may write are refused.' : undefined,
      stateSentence(condition),
      ...(server ? serverSentences(server) : []),
    ),
    icon: icons[condition.kind],
    iconColor: themeColorOf(profile),
    contextValue: `connection.${condition.kind}`,
    expandable: 'collapsed',
    spoken: joined(
      `Connection ${label}`,
      stateSentence(condition),
      target,
      profile.environment,
      access,
      traits,
    ),
  };
}

/** The sandbox says what it is, and what it cannot do. */
function presentSandbox(profile: ConnectionProfile, condition: ConnectionCondition): Presentation {
  const label = displayName(profile.name);
  return {
    label,
    description: joined(conditionWords(condition), 'sandbox', profile.readOnly ? 'read-only' : undefined),
    tooltip: lines(
      label,
      'PostgreSQL in WebAssembly, on this computer. No server is needed.',
      stateSentence(condition),
      'Its limits:',
      ...sandboxLimitTitles.map((title) => `· ${title}`),
    ),
    icon:
      condition.kind === 'connected' || condition.kind === 'disconnected' ? 'beaker' : icons[condition.kind],
    iconColor: themeColorOf(profile),
    contextValue: `sandbox.${condition.kind}`,
    expandable: 'collapsed',
    spoken: joined(`Sandbox ${label}`, stateSentence(condition)),
  };
}

/** A heading over connections. */
export function presentConnectionGroup(name: string, count: number): Presentation {
  const label = displayName(name);
  return {
    label,
    description: '',
    tooltip: [],
    icon: 'folder',
    iconColor: undefined,
    contextValue: 'connectionGroup',
    expandable: 'expanded',
    spoken: `Group ${label}, ${count} ${count === 1 ? 'connection' : 'connections'}`,
  };
}

const icons: Readonly<Record<ConnectionCondition['kind'], string>> = {
  disconnected: 'debug-disconnect',
  connecting: 'loading~spin',
  connected: 'server',
  failed: 'warning',
};

function conditionWords(condition: ConnectionCondition): string | undefined {
  switch (condition.kind) {
    case 'connecting':
      return 'connecting…';
    case 'failed':
      return 'not connected';
    case 'disconnected':
    case 'connected':
      return undefined;
  }
}

function stateSentence(condition: ConnectionCondition): string {
  switch (condition.kind) {
    case 'disconnected':
      return 'Not connected. Expand to connect.';
    case 'connecting':
      return 'Connecting…';
    case 'connected':
      return 'Connected.';
    case 'failed':
      return condition.message;
  }
}
