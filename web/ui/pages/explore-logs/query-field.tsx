import { Alert, Button, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BuiltQuery } from './built-query.ts';
import { LogBuilder } from './log-builder.tsx';
import classes from './logs.module.css';
import type { EditMode } from './logs-state.ts';
import type { Draft } from './use-draft.ts';

/** The query as rows or as text; both show the same draft. */
export function QueryField({
  draft,
  mode,
  onWrite,
  onBuild,
  onRun,
  onMode,
}: {
  readonly draft: Draft;
  readonly mode: EditMode;
  readonly onWrite: (text: string) => void;
  readonly onBuild: (query: BuiltQuery) => void;
  readonly onRun: () => void;
  readonly onMode: (mode: EditMode) => void;
}) {
  const { t } = useTranslation();
  const { text, read } = draft;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that hold in all fields inside
    <div
      className={classes.query}
      onKeyDown={(event) => {
        const isRun = event.key === 'Enter' && (event.shiftKey || event.ctrlKey || event.metaKey);
        if (!isRun || event.nativeEvent.isComposing) return;
        event.preventDefault();
        onRun();
      }}
    >
      {mode === 'text' ? (
        <Textarea
          autosize
          minRows={1}
          maxRows={12}
          spellCheck={false}
          aria-label={t('logs.editor')}
          placeholder={t('logs.placeholder')}
          classNames={{ input: classes.textarea ?? '' }}
          value={text}
          error={read.kind === 'error' ? read.message : undefined}
          onChange={(event) => onWrite(event.currentTarget.value)}
        />
      ) : read.kind === 'built' ? (
        <>
          <LogBuilder query={read.query} onChange={onBuild} />
          {text !== '' && <code className={classes.preview}>{text}</code>}
        </>
      ) : (
        <Alert color="gray">
          <p className={classes.beyond}>
            {read.kind === 'error' ? t('logs.builder.unreadable') : t('logs.builder.beyond')}
          </p>
          <code className={classes.preview}>{text}</code>
          <Button size="xs" variant="default" onClick={() => onMode('text')}>
            {t('logs.builder.editText')}
          </Button>
        </Alert>
      )}
    </div>
  );
}
