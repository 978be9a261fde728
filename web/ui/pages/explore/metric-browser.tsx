import { Button, Group, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './metric-browser.module.css';
import { MetricLabels } from './metric-labels.tsx';
import { MetricList } from './metric-list.tsx';
import { type Selection, selectorText } from './selector-text.ts';

const NOTHING: Selection = { metric: '', labels: new Map() };

/** Finds a metric of the scope, narrows it by labels, and hands on the selector. */
export function MetricBrowser({
  isOpen,
  onClose,
  onLeave,
  onInsert,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Closed without a selector. */
  readonly onLeave: () => void;
  readonly onInsert: (selector: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={isOpen}
      onClose={() => {
        onClose();
        onLeave();
      }}
      title={t('explore.browser.title')}
      closeButtonProps={{ 'aria-label': t('explore.close') }}
      size={920}
      yOffset="6dvh"
      returnFocus={false}
    >
      <Browser
        onInsert={(selector) => {
          onClose();
          onInsert(selector);
        }}
      />
    </Modal>
  );
}

function Browser({ onInsert }: { readonly onInsert: (selector: string) => void }) {
  const { t } = useTranslation();
  const [selection, setSelection] = useState(NOTHING);
  const text = selectorText(selection);
  return (
    <>
      <div className={classes.columns}>
        <MetricList
          chosen={selection.metric}
          onChoose={(metric) => setSelection({ metric, labels: new Map() })}
        />
        <div className={classes.labels}>
          {selection.metric === '' ? (
            <p className="dimmed">{t('explore.browser.first')}</p>
          ) : (
            <MetricLabels key={selection.metric} selection={selection} onChange={setSelection} />
          )}
        </div>
      </div>
      <Group justify="space-between" gap="sm" mt="sm" wrap="nowrap" align="center">
        <output className={`${classes.selector} mono`} aria-label={t('explore.browser.selector')}>
          {text}
        </output>
        <Button size="xs" disabled={text === ''} onClick={() => onInsert(text)}>
          {t('explore.browser.insert')}
        </Button>
      </Group>
    </>
  );
}
