import { Alert, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../lists/list-state.tsx';
import { usePlace } from '../../scope/use-place.ts';

/** Before the first question, with the first step. */
export function Start({ onBrowse }: { readonly onBrowse: () => void }) {
  const { t } = useTranslation();
  const { scope } = usePlace();
  return (
    <Empty title={t('explore.start')} text={t('explore.startText', { scope })}>
      <Button size="xs" variant="default" onClick={onBrowse}>
        {t('explore.startBrowse')}
      </Button>
    </Empty>
  );
}

/** Warnings and notes that came with an answer. */
export function Warnings({ warnings }: { readonly warnings: readonly string[] }) {
  const { t } = useTranslation();
  if (warnings.length === 0) return null;
  return (
    <Alert color="gray" title={t('explore.warnings')} mb="sm">
      {warnings.map((warning) => (
        <div key={warning}>{warning}</div>
      ))}
    </Alert>
  );
}
