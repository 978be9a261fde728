/** The whole service, made and not yet started. */
export interface TocsinService {
  start(): Promise<void>;
  /** Drains and stops; resolves when nothing runs any more. */
  stop(): Promise<void>;
  /** Where people reach it; the port is known after `start`. */
  url(): string;
  /** The first system admin, if this start has made one. */
  readonly firstSignIn: { readonly name: string; readonly password: string } | null;
}
