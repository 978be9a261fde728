import { lazy, Suspense } from 'react';
import classes from './editor.module.css';

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

const PromqlEditor = lazy(async () => ({
  default: (await import('./promql-editor.tsx')).PromqlEditor,
}));

/** The PromQL editor; its code comes with the first page that has one. */
export function QueryEditor(props: PromqlEditorProps) {
  return (
    <Suspense fallback={<div className={classes.waiting}>{props.value}</div>}>
      <PromqlEditor {...props} />
    </Suspense>
  );
}
