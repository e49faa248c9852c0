import type { Contract, Handlers, Validators } from '../../src/protocol/rpc';
import { plainWireError, Rpc } from '../../src/protocol/rpc';
import { hostChannel } from './vscodeApi';

/** Connects a page to the extension host. The page trusts its host, so every argument is taken as it comes. */
export function connectHost<Page extends Contract<Page>, Host extends Contract<Host>>(
  handlers: Handlers<Page>,
): Rpc<Page, Host> {
  const trusting = Object.fromEntries(Object.keys(handlers).map((method) => [method, () => true]));
  return new Rpc<Page, Host>({
    channel: hostChannel,
    handlers,
    validators: trusting as unknown as Validators<Page>,
    toWire: plainWireError,
  });
}
