/** Encryption at rest of short texts, bound to the place where they are stored. */
export interface SecretSealer {
  /** @param place e.g. `cluster/eu1/metrics-secrets`; must be the same when it is opened. */
  seal(text: string, place: string): string;
  /** @throws AppError when the text was sealed with another key, for another place, or altered. */
  open(sealed: string, place: string): string;
}
