/** A named thing of one owner that people write, with a history; what it says is its content. */
export interface KeptThing<Content extends NamedContent> {
  /** ULID. */
  readonly id: string;
  /** Tenant, or `_platform`. */
  readonly owner: string;
  readonly content: Content;
  /** Grows by one with every change. */
  readonly revision: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Name, for people. */
  readonly updatedBy: string;
}

export interface NamedContent {
  /** Distinct among the owner's things of this kind. */
  readonly name: string;
}

/** One kind of such things. */
export interface KeptKind<Content extends NamedContent> {
  /** As stored. */
  readonly name: 'inhibition' | 'heartbeat' | 'event-rule';
  /** For people: `Inhibition rule`, `inhibition rules`. */
  readonly noun: string;
  readonly nouns: string;
  /** Most of one owner. */
  readonly limit: number;
  /** Self-contained JSON: equal texts for equal contents. */
  readonly print: (content: Content) => string;
  /** @throws AppError `internal` when the text is not what `print` wrote. */
  readonly parse: (text: string) => Content;
}
