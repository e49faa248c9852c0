import assert from 'node:assert/strict';
import { certificateMatchesHost } from '../../../src/core/connections/certificateName';

/** Rules and cases of libpq. `names` are DNS names, `ips` addresses, `cn` the common name. */
const cases: readonly {
  host: string;
  names?: readonly string[];
  ips?: readonly string[];
  cn?: string;
  matches: boolean;
}[] = [
  { host: 'db.example', names: ['db.example'], matches: true },
  { host: 'DB.Example', names: ['db.eXample'], matches: true },
  { host: 'db.example', names: ['other.example'], cn: 'db.example', matches: false },
  { host: 'db.example', cn: 'db.example', matches: true },
  { host: 'db.example', ips: ['10.0.0.1'], cn: 'db.example', matches: true },
  { host: 'a.example', names: ['*.example'], matches: true },
  { host: 'a.b.example', names: ['*.example'], matches: false },
  { host: 'example', names: ['*.example'], matches: false },
  { host: '.example', names: ['*.example'], matches: false },
  { host: 'ab.example', names: ['a*.example'], matches: false },
  { host: 'b.a.example', names: ['b.*.example'], matches: false },
  { host: 'db.example', names: ['*'], matches: false },
  { host: '10.0.0.1', ips: ['10.0.0.1'], matches: true },
  { host: '10.0.0.1', names: ['db.example'], cn: '10.0.0.1', matches: true },
  { host: '10.0.0.1', ips: ['10.0.0.2'], cn: '10.0.0.1', matches: false },
  { host: '10.0.0.1', names: ['10.0.0.1'], matches: true },
  { host: 'db.example', names: ['db.example\0.evil'], matches: false },
  { host: 'db.example', matches: false },
];

describe('A certificate', () => {
  for (const { host, names = [], ips = [], cn, matches } of cases) {
    const made = [...names, ...ips, ...(cn === undefined ? [] : [`CN=${cn}`])].join(', ') || 'nobody';
    it(`for ${JSON.stringify(made)} ${matches ? 'is' : 'is not'} one for ${host}`, () => {
      const address = /^[\d.]+$/.test(host) ? host : undefined;
      const certificate = { dnsNames: names, ipAddresses: ips, commonName: cn };
      assert.equal(certificateMatchesHost(certificate, host, address), matches);
    });
  }
});
