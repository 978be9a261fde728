import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLive } from '../live/live-context.ts';
import classes from './frame.module.css';

/** Whether changes arrive by themselves; shape and word change with the colour. */
export function LiveDot() {
  const { t } = useTranslation();
  const { kind } = useLive().state;
  const words = t(`frame.live.${kind}`);
  return (
    <Tooltip label={words}>
      <span
        className={classes.dot}
        style={{ margin: '0 6px' }}
        data-state={kind}
        role="status"
        aria-label={words}
      />
    </Tooltip>
  );
}
