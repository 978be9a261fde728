/** What dashboards of one owner may be at most, all inclusive. */
export const DASHBOARD_LIMITS = {
  /** Of one text, in UTF-8. */
  sourceBytes: 2_000_000,
  /** Of all files of one import. */
  importBytes: 20_000_000,
  dashboards: 1_000,
  /** Texts of all versions, those of deleted dashboards included. */
  versionBytes: 200_000_000,
  /** Of one dashboard; older ones are dropped. */
  versions: 50,
  /** Deleted ones that can be restored; those deleted earlier are dropped. */
  deleted: 500,
  folderChars: 200,
  messageChars: 500,
  titleChars: 300,
  /** What lists show of it; the text keeps all. */
  descriptionChars: 1_000,
  tags: 50,
  tagChars: 100,
} as const;

/** Those that the tables hold. */
export type KeptLimits = Readonly<
  Record<'dashboards' | 'versionBytes' | 'versions' | 'deleted', number>
>;
