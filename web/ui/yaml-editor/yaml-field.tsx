import { Input } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { YamlEditorProps, YamlFinding } from './yaml-editor-props.ts';
import classes from './yaml-field.module.css';

/** With the editor, whose code comes when it is first shown. */
const YamlEditor = lazy(async () => ({
  default: (await import('./yaml-editor.tsx')).YamlEditor,
}));

/** A YAML document with what is wrong with it, at its place and line by line below. */
export function YamlField({
  help,
  ...props
}: YamlEditorProps & { readonly help?: string | undefined }) {
  return (
    <Input.Wrapper
      label={props.label}
      labelElement="div"
      description={help}
      inputWrapperOrder={['label', 'description', 'input', 'error']}
    >
      <div className={classes.editor}>
        <Suspense fallback={<pre className={`${classes.waiting} mono`}>{props.value}</pre>}>
          <YamlEditor {...props} />
        </Suspense>
      </div>
      <FindingLines text={props.value} findings={props.findings} />
    </Input.Wrapper>
  );
}

function FindingLines({
  text,
  findings,
}: {
  readonly text: string;
  readonly findings: readonly YamlFinding[];
}) {
  const { t } = useTranslation();
  if (findings.length === 0) return null;
  const sorted = findings.toSorted((a, b) => a.from - b.from);
  return (
    <ul className={classes.findings} aria-label={t('yaml.findings')}>
      {sorted.map(({ from, severity, message }) => (
        <li key={`${from} ${message}`} data-severity={severity}>
          <span className="figures">{t('yaml.line', { line: lineAt(text, from) })}</span> {message}
        </li>
      ))}
    </ul>
  );
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
