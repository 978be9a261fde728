import type { TlsIdentity } from '../../../../platform/outbound/tls-identity.ts';

/** What was entered for TLS, by where each part stands in the settings. */
export function tlsOf(
  secrets: ReadonlyMap<string, string>,
  at: { readonly ca: string; readonly cert?: string; readonly key?: string },
): TlsIdentity {
  const ca = secrets.get(at.ca);
  const cert = at.cert === undefined ? undefined : secrets.get(at.cert);
  const key = at.key === undefined ? undefined : secrets.get(at.key);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
  };
}
