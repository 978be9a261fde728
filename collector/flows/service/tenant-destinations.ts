import { isIP } from 'node:net';
import { asError } from '../../../platform/errors/app-error.ts';
import { plainHost } from '../../../platform/outbound/allow-list.ts';
import { type Guard, refusalIn } from '../../../platform/outbound/guard.ts';
import type { DestinationJudge, DestinationVerdict } from './log-cluster.ts';

export interface TenantDestinationsOptions {
  /** Of the tenant policy, with an administrator's exceptions. */
  readonly guard: Guard;
  /** True for hosts and ports of stores that we read from: what tenants write there would be believed. */
  readonly isBackend: (host: string, port: number) => boolean;
}

/**
 * Where webhooks of tenants may go, outputs may; beyond that, services of the environment's own
 * namespace. Aggregators connect by themselves, so that this is asked at each pass as well.
 */
export function tenantDestinations({
  guard,
  isBackend,
}: TenantDestinationsOptions): DestinationJudge {
  return {
    judge: async (host, port, namespace) => {
      const name = canonical(host);
      if (name === null) return refused(`${host} is not the name of a host`);
      if (isBackend(name, port)) {
        return refused(
          `${host} is a store of this service; only shared outputs of _platform write there`,
        );
      }
      if (namespace !== null && isServiceOf(name, namespace)) return ALLOWED;
      try {
        guard.checkLiteral(name, port);
        await guard.resolveChecked(name, port);
        return ALLOWED;
      } catch (thrown) {
        const refusal = refusalIn(thrown);
        if (refusal) return refused(refusal.message);
        const error = asError(thrown);
        const code = 'code' in error ? String(error.code) : 'unknown';
        const message = `${host} has no address that could be checked (${code})`;
        return { kind: 'unknown', message };
      }
    },
  };
}

const ALLOWED: DestinationVerdict = { kind: 'allowed' };

function refused(message: string): DestinationVerdict {
  return { kind: 'refused', message };
}

/** As a URL reads it, so that `0x7f.1` and `2130706433` are what they mean; null: it is no host. */
function canonical(host: string): string | null {
  const plain = plainHost(host);
  const text = `http://${isIP(plain) === 6 ? `[${plain}]` : plain}`;
  return URL.canParse(text) ? plainHost(new URL(text).hostname) : null;
}

function isServiceOf(host: string, namespace: string): boolean {
  const plain = host.endsWith('.cluster.local') ? host.slice(0, -'.cluster.local'.length) : host;
  const labels = plain.split('.');
  return labels.length === 3 && labels[1] === namespace && labels[2] === 'svc';
}
