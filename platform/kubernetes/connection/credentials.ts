import type { TlsIdentity } from '../../outbound/tls-identity.ts';

/** Where a cluster is and who we are there, at this moment. */
export interface Credentials {
  /** Origin and, behind some gateways, a path; no slash at the end. */
  readonly url: string;
  readonly tls: TlsIdentity;
  readonly token: string | undefined;
}

/** What credentials are read from; a parameter, so that tests need neither files nor environment. */
export interface CredentialFiles {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @throws when the file cannot be read */
  readFile(path: string): string;
}

/** Without the slashes at the end. */
export const plainUrl = (text: string): string => text.replace(/\/+$/, '');
