/** What is particular about TLS to one destination, in Node's names. Left out: as the system does it. */
export interface TlsIdentity {
  /** Certificates to trust instead of the system's, PEM. */
  readonly ca?: string;
  /** Our certificate and its chain, PEM; with `key`. */
  readonly cert?: string;
  readonly key?: string;
  /** Name to ask for and to verify instead of the host. */
  readonly servername?: string;
  /** false trusts whoever answers. */
  readonly rejectUnauthorized?: boolean;
}
