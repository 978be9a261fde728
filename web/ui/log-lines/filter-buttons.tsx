import { ActionIcon, Tooltip } from '@mantine/core';
import { IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './log-lines.module.css';

/** Keeps lines with a value, or leaves them out. */
export function FilterButtons({
  name,
  value,
  onFilter,
}: {
  readonly name: string;
  readonly value: string;
  readonly onFilter: (isOut: boolean) => void;
}) {
  const { t } = useTranslation();
  const kept = t('logs.detail.filterFor', { name, value });
  const left = t('logs.detail.filterOut', { name, value });
  return (
    <span className={classes.filters}>
      <Tooltip label={kept}>
        <ActionIcon
          size="xs"
          variant="subtle"
          color="gray"
          aria-label={kept}
          onClick={() => onFilter(false)}
        >
          <IconZoomIn size={14} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={left}>
        <ActionIcon
          size="xs"
          variant="subtle"
          color="gray"
          aria-label={left}
          onClick={() => onFilter(true)}
        >
          <IconZoomOut size={14} />
        </ActionIcon>
      </Tooltip>
    </span>
  );
}
