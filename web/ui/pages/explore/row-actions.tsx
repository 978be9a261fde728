import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconCopyPlus,
  IconEye,
  IconEyeOff,
  IconListSearch,
  IconShieldSearch,
  IconTrash,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { MakePanel } from '../dashboards/make-panel/make-panel.tsx';
import classes from './explore.module.css';
import { MOST_ROWS } from './explore-state.ts';
import { MakeRule } from './make-rule.tsx';
import type { QueryRow, RowStep } from './query-rows.ts';

export interface RowActionsProps {
  readonly row: QueryRow;
  readonly count: number;
  readonly panelId: string;
  readonly isExplained: boolean;
  readonly onExplain: () => void;
  readonly onBrowse: () => void;
  readonly onStep: (step: RowStep) => void;
}

/** What can be done to one query. */
export function RowActions({ row, count, onStep, ...props }: RowActionsProps) {
  const { t } = useTranslation();
  const { id, isOff } = row;
  return (
    <div className={classes.rowActions}>
      <Action label={t('explore.row.browse')} onClick={props.onBrowse}>
        <IconListSearch size={17} stroke={1.7} />
      </Action>
      <Action
        label={t('explore.row.explain')}
        onClick={props.onExplain}
        isPressed={props.isExplained}
        controls={props.isExplained ? props.panelId : undefined}
      >
        <IconShieldSearch size={17} stroke={1.7} />
      </Action>
      <MakeRule expression={row.asked} />
      <MakePanel expression={row.asked} />
      <Action
        label={t('explore.row.duplicate')}
        isDisabled={count >= MOST_ROWS}
        onClick={() => onStep({ kind: 'duplicate', id })}
      >
        <IconCopyPlus size={17} stroke={1.7} />
      </Action>
      <Action
        label={t('explore.row.off')}
        isPressed={isOff}
        onClick={() => onStep({ kind: 'toggle', id })}
      >
        {isOff ? <IconEyeOff size={17} stroke={1.7} /> : <IconEye size={17} stroke={1.7} />}
      </Action>
      <Action
        label={t('explore.row.remove')}
        isDisabled={count === 1 && row.text === '' && row.asked === ''}
        onClick={() => onStep({ kind: 'remove', id })}
      >
        <IconTrash size={17} stroke={1.7} />
      </Action>
    </div>
  );
}

function Action({
  label,
  onClick,
  isPressed,
  isDisabled = false,
  controls,
  children,
}: {
  readonly label: string;
  readonly onClick: () => void;
  readonly isPressed?: boolean;
  readonly isDisabled?: boolean;
  readonly controls?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        size={30}
        variant={isPressed === true ? 'light' : 'subtle'}
        color={isPressed === true ? 'accent' : 'gray'}
        aria-label={label}
        aria-pressed={isPressed}
        aria-controls={controls}
        disabled={isDisabled}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
