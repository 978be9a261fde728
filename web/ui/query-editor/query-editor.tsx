import { lazy, Suspense } from 'react';
import classes from './editor.module.css';
import type { EditorProps } from './editor-props.ts';

const EDITORS = {
  promql: lazy(async () => ({ default: (await import('./promql-editor.tsx')).PromqlEditor })),
  logql: lazy(async () => ({ default: (await import('./logql-editor.tsx')).LogqlEditor })),
};

/** The editor of a query language; its code comes with the first page that has one. */
export function QueryEditor({
  language = 'promql',
  ...props
}: EditorProps & { readonly language?: keyof typeof EDITORS }) {
  const Editor = EDITORS[language];
  return (
    <Suspense fallback={<div className={classes.waiting}>{props.value}</div>}>
      <Editor {...props} />
    </Suspense>
  );
}
