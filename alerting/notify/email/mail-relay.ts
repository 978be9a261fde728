/** The administrator's mail relay. */
export interface MailRelay {
  readonly host: string;
  readonly port: number;
  /** `starttls` and `implicit` refuse to go on without TLS; `none` never uses it. */
  readonly tls: 'none' | 'starttls' | 'implicit';
  /** PEM of certificates to trust instead of the system's; null for those. */
  readonly ca: string | null;
  readonly user: string | null;
  readonly password: string | null;
  /** Address of the sender, e.g. `alerts@example.org`. */
  readonly from: string;
  /** Its display name. */
  readonly fromName: string;
  readonly connectTimeoutMs: number;
  /** Between two lines of the conversation. */
  readonly socketTimeoutMs: number;
}
