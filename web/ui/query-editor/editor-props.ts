/** What a PromQL editor is given. */
export interface PromqlEditorProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onRun?: () => void;
  readonly onBlur?: () => void;
  /** Completion and hover know the metrics of this scope. */
  readonly scope: string;
  readonly label: string;
  readonly hint?: string;
  readonly isInvalid?: boolean;
  readonly isReadOnly?: boolean;
}
