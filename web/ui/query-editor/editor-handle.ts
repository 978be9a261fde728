/** What a page may do to an editor from outside. */
export interface EditorHandle {
  /** Puts text in the place of the selection, or at the cursor, and goes on typing behind it. */
  readonly insert: (text: string) => void;
  readonly focus: () => void;
}
