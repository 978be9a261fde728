import { Alert, Button, Input } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { QueryEditor } from '../../query-editor/query-editor.tsx';
import { usePlace } from '../../scope/use-place.ts';
import type { BuiltQuery, ReadQuery } from './built-query.ts';
import { LogBuilder } from './log-builder.tsx';
import classes from './logs.module.css';
import type { EditMode } from './logs-state.ts';
import type { Draft } from './use-draft.ts';

interface QueryFieldProps {
  readonly draft: Draft;
  readonly mode: EditMode;
  readonly onWrite: (text: string) => void;
  readonly onBuild: (query: BuiltQuery) => void;
  readonly onRun: () => void;
  readonly onMode: (mode: EditMode) => void;
}

/** The query as rows or as text; both show the same draft. */
export function QueryField(props: QueryFieldProps) {
  if (props.mode === 'text') return <TextField {...props} />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that hold in all fields inside
    <div
      className={classes.query}
      onKeyDown={(event) => {
        const isRun = event.key === 'Enter' && (event.shiftKey || event.ctrlKey || event.metaKey);
        if (!isRun || event.nativeEvent.isComposing) return;
        event.preventDefault();
        props.onRun();
      }}
    >
      <BuilderField {...props} />
    </div>
  );
}

/** A mistake is named when writing has come to rest: nearly every query is one for a while. */
const REST_MS = 400;

function TextField({ draft: { text, read }, onWrite, onRun }: QueryFieldProps) {
  const { t } = useTranslation();
  const { scope } = usePlace();
  const [rested] = useDebouncedValue(read, REST_MS);
  const mistake = read.kind === 'error' && rested.kind === 'error' ? read.message : undefined;
  return (
    <div className={classes.query}>
      <QueryEditor
        language="logql"
        value={text}
        onChange={onWrite}
        onRun={onRun}
        scope={scope}
        label={t('logs.editor')}
        hint={t('logs.placeholder')}
        isInvalid={mistake !== undefined}
      />
      {mistake !== undefined && (
        <Input.Error className={classes.mistake ?? ''} role="status">
          {mistake}
        </Input.Error>
      )}
    </div>
  );
}

function BuilderField({ draft: { text, read }, onBuild, onMode }: QueryFieldProps) {
  const { t } = useTranslation();
  if (read.kind === 'built') {
    return (
      <>
        <LogBuilder query={read.query} onChange={onBuild} />
        {text !== '' && <code className={classes.preview}>{text}</code>}
      </>
    );
  }
  return (
    <Alert color="gray">
      <p className={classes.beyond}>{t(`logs.builder.${whyNotBuilt(read)}`)}</p>
      <code className={classes.preview}>{text}</code>
      <Button size="xs" variant="default" onClick={() => onMode('text')}>
        {t('logs.builder.editText')}
      </Button>
    </Alert>
  );
}

function whyNotBuilt({ kind }: ReadQuery): 'unreadable' | 'metric' | 'beyond' {
  if (kind === 'error') return 'unreadable';
  return kind === 'metric' ? 'metric' : 'beyond';
}
