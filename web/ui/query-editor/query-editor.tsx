import { lazy, Suspense } from 'react';
import classes from './editor.module.css';
import type { PromqlEditorProps } from './editor-props.ts';

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
