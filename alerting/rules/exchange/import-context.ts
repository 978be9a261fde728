/** What rules become when they are taken over by a tenant. */
export interface ImportContext {
  /** Tenant, or `_platform`. */
  readonly owner: string;
  /** Scope of every draft, within `owner`. */
  readonly scope: string;
  /** Of groups that name no interval; a duration. */
  readonly interval: string;
  /** The owner's severities, most severe first. */
  readonly ladder: readonly string[];
  /** Severities of other people's ladders, by what they are on this one. */
  readonly severities: ReadonlyMap<string, string>;
  /** Of alerts without a severity; null: they are refused. */
  readonly defaultSeverity: string | null;
  /** Labels that say whose a series is: dropped with a note. */
  readonly tenancyLabels: ReadonlySet<string>;
  /** Channel ids of every draft that alerts. */
  readonly channels: readonly string[];
  /** Whether the drafts are switched on. */
  readonly enabled: boolean;
}
