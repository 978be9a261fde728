import { Alert, Code } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LogSpecPreview as Preview } from '../../../contract/log-flows.ts';
import classes from './log-flows.module.css';

/** The objects as they would be delivered, or why they would not. */
export function LogSpecPreview({ preview }: { readonly preview: Preview }) {
  const { t } = useTranslation();
  return (
    <section aria-label={t('logFlows.editor.delivered')}>
      {preview.held !== null && (
        <Alert color="gray">{t('logFlows.editor.held', { reason: preview.held })}</Alert>
      )}
      {preview.delivered.map((text) => (
        <Code block key={text} className={classes.code ?? ''} mb="xs">
          {text}
        </Code>
      ))}
    </section>
  );
}
