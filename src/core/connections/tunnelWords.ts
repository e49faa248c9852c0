/** The heading of a failure of a tunnel, and what to do next. */
export const tunnelWords = {
  sshUnreachable: {
    title: 'SSH server not reached',
    next: 'Check the host and port of the SSH server, and the network.',
  },
  sshHostKey: {
    title: 'SSH host key',
    next: 'Ask whoever runs the server. If the new key is right, remove the old line from known_hosts and connect again.',
  },
  sshAuthentication: {
    title: 'SSH login failed',
    next: 'Check the user, the key and the agent, and how the tunnel logs in.',
  },
  sshKeyFile: {
    title: 'SSH key file',
    next: 'Correct the key file of the tunnel.',
  },
  sshForward: {
    title: 'Not reached from the SSH server',
    next: 'The host and port of the connection are those that the SSH server knows; and it must allow forwarding (AllowTcpForwarding).',
  },
  sshEnded: {
    title: 'SSH connection lost',
    next: 'Connect again.',
  },
} as const;
