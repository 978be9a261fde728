import type { OutboundPolicy } from '../../platform/outbound/address-policy.ts';
import type { TlsIdentity } from '../../platform/outbound/tls-identity.ts';

export interface ProbedHost {
  readonly host: string;
  readonly port: number;
}

export interface ScrapeRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the uncompressed body. */
  readonly maxBytes: number;
  /** From looking up the name to the last byte. */
  readonly timeoutMs: number;
  readonly tls: TlsIdentity;
  readonly outbound: OutboundPolicy;
  /** What the one that is asked will ask in its turn, for a tenant. */
  readonly probed?: ProbedHost | undefined;
}

/** A message is for the owner of the job: it may name the target, never a secret. */
export type ScrapeAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Empty when there was none. */
      readonly contentType: string;
      /** Uncompressed. */
      readonly body: Buffer;
    }
  | { readonly kind: 'too_large'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };

/** Gets what targets and discovery endpoints serve. Rejects never; follows no redirects. */
export interface ScrapeClient {
  get(request: ScrapeRequest, signal: AbortSignal): Promise<ScrapeAnswer>;
  /** Breaks off what is under way. */
  close(): Promise<void>;
}
