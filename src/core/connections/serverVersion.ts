/** `server_version_num` of the oldest server that is supported. */
export const oldestSupportedVersion = 120000;

/**
 * Reads `server_version`, such as `18.4`, `15.18 (Debian 15.18-1)`, `19beta1` or `9.6.24`, into the number that
 * `server_version_num` would give. An unreadable version counts as 0.
 */
export function parseServerVersion(reported: string): {
  readonly version: number;
  readonly versionText: string;
} {
  const versionText = reported.split(' ', 1)[0] ?? '';
  const [, major = '0', second = '0', third = '0'] = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(versionText) ?? [];
  const version =
    Number(major) >= 10
      ? Number(major) * 10_000 + Number(second)
      : Number(major) * 10_000 + Number(second) * 100 + Number(third);
  return { version, versionText };
}
