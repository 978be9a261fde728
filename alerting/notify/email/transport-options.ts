import type { MailRelay } from './mail-relay.ts';

/** How the administrator's relay is spoken to; it reads no files and fetches nothing. */
export function transportOptions(relay: MailRelay) {
  const { host, port, tls, ca, user, password } = relay;
  return {
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    ...(ca === null ? {} : { tls: { ca } }),
    ...(user === null ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: relay.connectTimeoutMs,
    greetingTimeout: relay.connectTimeoutMs,
    socketTimeout: relay.socketTimeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
