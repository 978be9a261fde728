import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './incidents.module.css';

/** What can be done with the selected incidents; stays in sight while some are. */
export function SelectionBar({
  count,
  onAcknowledge,
  onSilence,
  onClear,
}: {
  readonly count: number;
  readonly onAcknowledge: () => void;
  /** Undefined: there is nothing that one may silence here. */
  readonly onSilence: (() => void) | undefined;
  readonly onClear: () => void;
}) {
  const { t } = useTranslation();
  if (count === 0) return null;
  return (
    <div
      className={classes.selection}
      role="toolbar"
      aria-label={t('incidents.act.selected', { count })}
    >
      <span className="figures">{t('incidents.act.selected', { count })}</span>
      <Button size="compact-sm" onClick={onAcknowledge}>
        {t('incidents.act.acknowledge')}
      </Button>
      {onSilence !== undefined && (
        <Button size="compact-sm" variant="default" onClick={onSilence}>
          {t('incidents.act.silence')}
        </Button>
      )}
      <Button size="compact-sm" variant="default" onClick={onClear}>
        {t('incidents.act.clear')}
      </Button>
    </div>
  );
}
