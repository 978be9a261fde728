/** The head of a row of panels. */
export interface RowView {
  readonly kind: 'row';
  readonly title: string;
  readonly isCollapsed: boolean;
  readonly panelCount: number;
}

/** A panel that is not drawn here, and why. */
export interface UnknownView {
  readonly kind: 'unknown';
  readonly title: string;
  readonly plugin: string;
  readonly reason: string;
  /** Its queries, so that nothing is lost. */
  readonly queries: readonly string[];
}
