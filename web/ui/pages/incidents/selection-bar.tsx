import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './incidents.module.css';

/** What can be done with the selected incidents; stays in sight while some are. */
export function SelectionBar({
  count,
  onAcknowledge,
  onClear,
}: {
  readonly count: number;
  readonly onAcknowledge: () => void;
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
      <Button size="compact-sm" variant="default" onClick={onClear}>
        {t('incidents.act.clear')}
      </Button>
    </div>
  );
}
