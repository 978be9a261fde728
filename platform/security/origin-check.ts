/** What of a request decides whether a foreign page may be behind it. */
export interface OriginFacts {
  /** The `Origin` header. */
  readonly origin: string | undefined;
  /** The `Host` header, with port when there is one. */
  readonly host: string | undefined;
  /** How the request says who it is; only `cookie` is sent by a browser of its own accord. */
  readonly credential: 'cookie' | 'bearer' | 'basic' | 'none';
}

export type OriginDecision =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused'; readonly reason: 'origin missing' | 'origin foreign' };

const ALLOWED: OriginDecision = { kind: 'allowed' };

/**
 * For unsafe methods and for the WebSocket upgrade. Without `Origin` only a client that is no
 * browser is let through, known by a bearer or basic credential. With one, it must be the origin
 * of the public URL or the host that was asked.
 */
export function checkOrigin(facts: OriginFacts, publicUrl: string): OriginDecision {
  const { origin, host, credential } = facts;
  if (origin === undefined || origin === '') {
    const isNoBrowser = credential === 'bearer' || credential === 'basic';
    return isNoBrowser ? ALLOWED : { kind: 'refused', reason: 'origin missing' };
  }
  if (!URL.canParse(origin)) return { kind: 'refused', reason: 'origin foreign' };
  const from = new URL(origin);
  const isOwn = from.origin === new URL(publicUrl).origin || isSameHost(from, host);
  return isOwn ? ALLOWED : { kind: 'refused', reason: 'origin foreign' };
}

/** `https://a.example` and `Host: a.example:443` are the same. */
function isSameHost(origin: URL, host: string | undefined): boolean {
  if (host === undefined || !/^https?:$/.test(origin.protocol)) return false;
  const asked = `${origin.protocol}//${host}`;
  return URL.canParse(asked) && new URL(asked).host === origin.host;
}
