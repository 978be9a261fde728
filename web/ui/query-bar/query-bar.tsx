import { Button, SegmentedControl } from '@mantine/core';
import { IconHistory, IconLink, IconPlayerPlay } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyTextButton } from '../lists/copy-text-button.tsx';
import classes from './query-bar.module.css';

/** What is done with queries of any language: run, what was asked before, the link, the views. */
export function QueryBar({
  onRun,
  onHistory,
  afterRun,
  afterHistory,
  views,
}: {
  readonly onRun: () => void;
  readonly onHistory: () => void;
  /** More buttons, in their places. */
  readonly afterRun: ReactNode;
  readonly afterHistory?: ReactNode;
  readonly views: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <div className={classes.bar}>
      <Button
        size="xs"
        title={t('explore.runHint')}
        leftSection={<IconPlayerPlay size={14} />}
        onClick={onRun}
      >
        {t('explore.run')}
      </Button>
      {afterRun}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconHistory size={14} />}
        onClick={onHistory}
      >
        {t('explore.history.open')}
      </Button>
      {afterHistory}
      <CopyTextButton icon={<IconLink size={14} />} text={() => window.location.href}>
        {t('explore.copy.link')}
      </CopyTextButton>
      <div className={classes.views}>{views}</div>
    </div>
  );
}

/** One of a few views, as a row of words. */
export function ViewSwitch<View extends string>({
  label,
  views,
  view,
  words,
  onChange,
}: {
  readonly label: string;
  readonly views: readonly View[];
  readonly view: View;
  readonly words: (view: View) => string;
  readonly onChange: (view: View) => void;
}) {
  return (
    <SegmentedControl
      size="xs"
      aria-label={label}
      value={view}
      data={views.map((value) => ({ value, label: words(value) }))}
      onChange={(value) => {
        const chosen = views.find((each) => each === value);
        if (chosen !== undefined) onChange(chosen);
      }}
    />
  );
}
