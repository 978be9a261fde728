import { isIP } from 'node:net';
import { plainHost } from './allow-list.ts';
import { type Guard, refusalIn } from './guard.ts';
import { type Refusal, refused } from './request-check.ts';

/** Where to connect instead of to the name, e.g. for nodemailer. */
export interface ConnectOptions {
  readonly kind: 'allowed';
  /** An address that has been checked; connecting to it looks nothing up again. */
  readonly host: string;
  readonly port: number;
  /** For TLS: the name that was asked for; undefined when that was an address. */
  readonly servername: string | undefined;
}

export type ConnectDecision =
  | ConnectOptions
  | Refusal
  | { readonly kind: 'failed'; readonly reason: 'dns'; readonly cause: unknown };

/** Ports on which tenants may have mail sent to: relay, implicit TLS, submission, its substitute. */
export const TENANT_SMTP_PORTS: ReadonlySet<number> = new Set([25, 465, 587, 2525]);

/**
 * Resolves and checks a host for a client that is not HTTP.
 * @param ports when given, other ports are refused.
 */
export async function guardedConnectOptions(
  guard: Guard,
  target: { readonly host: string; readonly port: number },
  ports?: ReadonlySet<number>,
): Promise<ConnectDecision> {
  const { host, port } = target;
  if (ports && !ports.has(port)) {
    return refused('address', `Port ${port} is not allowed; use one of ${[...ports].join(', ')}.`);
  }
  try {
    const { address } = await guard.resolveChecked(host, port);
    const name = plainHost(host);
    return {
      kind: 'allowed',
      host: address,
      port,
      servername: isIP(name) === 0 ? name : undefined,
    };
  } catch (thrown) {
    const refusal = refusalIn(thrown);
    if (refusal) return refused('address', refusal.message);
    return { kind: 'failed', reason: 'dns', cause: thrown };
  }
}
