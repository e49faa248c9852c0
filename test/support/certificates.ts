import { generate } from 'selfsigned';

/** A private key and its certificate, as PEM texts. */
export interface KeyPair {
  readonly key: string;
  readonly certificate: string;
}

export interface CertificateOptions {
  /** DNS names and IP addresses that the certificate is for. Default: localhost, 127.0.0.1 and ::1. */
  readonly names?: readonly string[];
  /** The subject's common name. Default: the first of `names`. */
  readonly commonName?: string;
  /** Makes the certificate expire yesterday. */
  readonly expired?: boolean;
}

const localNames = ['localhost', '127.0.0.1', '::1'] as const;
const day = 24 * 60 * 60 * 1000;

/** Signs certificates as a company's own authority would. Made anew in each test run; nothing is kept. */
export class CertificateAuthority {
  private constructor(private readonly pair: KeyPair) {}

  static async create(commonName = 'Lakehouse test authority'): Promise<CertificateAuthority> {
    const made = await generate([{ name: 'commonName', value: commonName }], {
      ...common(false),
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      ],
    });
    return new CertificateAuthority({ key: made.private, certificate: made.cert });
  }

  /** What a client trusts: the file of `sslrootcert`. */
  get certificate(): string {
    return this.pair.certificate;
  }

  /** A certificate for a server. `names: ['other.example']` makes one with the wrong name. */
  issueServer(options: CertificateOptions = {}): Promise<KeyPair> {
    return makeServer(options, this.pair);
  }

  /** A certificate that identifies the database role `user` where pg_hba.conf says `cert`. */
  async issueClient(user: string, options: { readonly expired?: boolean } = {}): Promise<KeyPair> {
    const made = await generate([{ name: 'commonName', value: user }], {
      ...common(options.expired ?? false),
      extensions: [
        { name: 'basicConstraints', cA: false, critical: true },
        { name: 'keyUsage', digitalSignature: true, critical: true },
        { name: 'extKeyUsage', clientAuth: true },
      ],
      ca: { key: this.pair.key, cert: this.pair.certificate },
    });
    return { key: made.private, certificate: made.cert };
  }
}

/** A server certificate that only its own key signs. */
export function makeSelfSigned(options: CertificateOptions = {}): Promise<KeyPair> {
  return makeServer(options, undefined);
}

async function makeServer(options: CertificateOptions, signer: KeyPair | undefined): Promise<KeyPair> {
  const names = options.names ?? localNames;
  const made = await generate(
    [{ name: 'commonName', value: options.commonName ?? names[0] ?? 'localhost' }],
    {
      ...common(options.expired ?? false),
      extensions: [
        { name: 'basicConstraints', cA: false, critical: true },
        { name: 'keyUsage', digitalSignature: true, critical: true },
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames: names.map(alternativeName) },
      ],
      ...(signer ? { ca: { key: signer.key, cert: signer.certificate } } : {}),
    },
  );
  return { key: made.private, certificate: made.cert };
}

function alternativeName(name: string): { type: 2; value: string } | { type: 7; ip: string } {
  return /^[\d.]+$|:/.test(name) ? { type: 7, ip: name } : { type: 2, value: name };
}

function common(expired: boolean) {
  const now = Date.now();
  return {
    keyType: 'ec',
    algorithm: 'sha256',
    // A day of tolerance, because a clock may be wrong.
    notBeforeDate: new Date(now - (expired ? 30 : 1) * day),
    notAfterDate: new Date(now + (expired ? -1 : 30) * day),
  } as const;
}
