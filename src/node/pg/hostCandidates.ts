import dns from 'node:dns';
import net from 'node:net';
import { type ConnectionProfile, hostsOf } from '../../core/connections/connectionProfile';
import type { HostAddress } from '../../core/connections/hostList';
import { isSocketDirectory } from './dial';

/** A place to try. */
export interface Candidate extends HostAddress {
  /** One of the several addresses that the name has, where each is tried by itself. */
  readonly address?: string | undefined;
}

/**
 * The places to try, in order. A name with several addresses stands for several servers where it matters which of them
 * answers; else `dial` takes the address that answers first. Source: PostgreSQL manual, "Specifying Multiple Hosts".
 */
export async function hostCandidates(profile: ConnectionProfile): Promise<readonly Candidate[]> {
  const { targetSession, loadBalance, ssh } = profile;
  const hosts = loadBalance ? shuffled(hostsOf(profile)) : hostsOf(profile);
  if (ssh || (targetSession === 'any' && !loadBalance)) {
    return hosts;
  }
  const found = await Promise.all(hosts.map(addressesOf));
  return found.flatMap((each) => (loadBalance ? shuffled(each) : each));
}

/** A name without an address stays as it is: dialling it gives the error that says so. */
async function addressesOf(place: HostAddress): Promise<readonly Candidate[]> {
  if (isSocketDirectory(place.host) || net.isIP(place.host) !== 0) {
    return [place];
  }
  const found = await dns.promises
    .lookup(place.host, { all: true, verbatim: true })
    .catch((): dns.LookupAddress[] => []);
  return found.length > 1 ? found.map(({ address }) => ({ ...place, address })) : [place];
}

/** Fisher and Yates. */
function shuffled<T>(list: readonly T[]): readonly T[] {
  const result = [...list];
  for (let left = result.length - 1; left > 0; left--) {
    const other = Math.floor(Math.random() * (left + 1));
    const [a, b] = [result[left], result[other]];
    if (a !== undefined && b !== undefined) {
      result[left] = b;
      result[other] = a;
    }
  }
  return result;
}
