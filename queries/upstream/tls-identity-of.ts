import type { TlsIdentity } from '../../platform/outbound/tls-identity.ts';
import type { BackendTls } from '../../platform/tenancy/cluster-backend.ts';

/** A backend's TLS settings as connections take them. */
export function tlsIdentityOf(tls: BackendTls): TlsIdentity {
  const { ca, clientCert, clientKey, serverName, insecureSkipVerify } = tls;
  return {
    ...(ca === null ? {} : { ca }),
    ...(clientCert === null || clientKey === null ? {} : { cert: clientCert, key: clientKey }),
    ...(serverName === null ? {} : { servername: serverName }),
    ...(insecureSkipVerify ? { rejectUnauthorized: false } : {}),
  };
}
