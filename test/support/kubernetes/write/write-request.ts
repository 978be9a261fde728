/** How a write is asked for. */
export interface WriteRequest {
  /** The field manager, from `fieldManager` or else the client's name. */
  readonly manager: string;
  readonly dryRun: boolean;
  readonly fieldValidation: 'Strict' | 'Warn' | 'Ignore';
  /** Empty, `status`, or `finalize` of a namespace. */
  readonly subresource: string;
  /** Gets what `Warn` finds. */
  readonly warn: (message: string) => void;
}
