import { useMergedRef } from '@mantine/hooks';
import { useId, useLayoutEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { LineUse } from './line-use.ts';
import { onListKey } from './list-keys.ts';
import type { LogLine } from './log-line.ts';
import classes from './log-lines.module.css';
import { LogRow } from './log-row.tsx';
import { useOpenRows } from './use-open-rows.ts';
import { useRowWindow } from './use-row-window.ts';

interface LogListProps extends LineUse {
  readonly lines: readonly LogLine[];
  readonly label: string;
  /** The end at which a live list grows. */
  readonly arrivesAt?: 'top' | 'bottom';
  /** Marked as the one that was asked about, and brought into view. */
  readonly chosen?: string;
}

/** Lines in a list that draws only what shows, with keys of its own (`onListKey`). */
export function LogList({ lines, label, arrivesAt, chosen, ...use }: LogListProps) {
  const { t } = useTranslation();
  const id = useId();
  const { open, heights, activeKey, setActiveKey, measure, toggle } = useOpenRows();
  const rows = useRowWindow(lines, heights, arrivesAt);
  const { shown, reveal, centre } = rows;
  const active = lines.findIndex(({ key }) => key === activeKey);
  const chosenAt = chosen === undefined ? -1 : lines.findIndex(({ key }) => key === chosen);
  useLayoutEffect(() => {
    if (chosenAt >= 0) centre(chosenAt);
  }, [chosenAt, centre]);
  const line = lines[active];
  const keys = {
    active,
    count: lines.length,
    move: (to: number) => {
      const index = Math.max(0, Math.min(lines.length - 1, to));
      setActiveKey(lines[index]?.key);
      reveal(index);
    },
    toggle: () => line && toggle(line.key),
    context: () => line && use.onContext?.(line),
  };
  const boxRef = useMergedRef(rows.sizeRef, rows.box);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot draw only the rows that show
    <div
      ref={boxRef}
      className={classes.list}
      role="grid"
      aria-label={label}
      aria-rowcount={lines.length}
      aria-activedescendant={active < 0 ? undefined : `${id}-${active}`}
      aria-description={t(use.onContext ? 'logs.list.keys' : 'objects.keys')}
      tabIndex={0}
      onScroll={rows.onScroll}
      onKeyDown={(event) => onListKey(event, keys)}
    >
      <div style={{ height: shown.height, position: 'relative' }}>
        <div style={{ position: 'absolute', top: shown.top, insetInline: 0 }}>
          {lines.slice(shown.first, shown.last).map((each, offset) => (
            <LogRow
              key={each.key}
              id={`${id}-${shown.first + offset}`}
              index={shown.first + offset}
              line={each}
              isOpen={open.has(each.key)}
              isActive={each.key === activeKey}
              isChosen={each.key === chosen}
              onToggle={toggle}
              onMeasure={measure}
              {...use}
            />
          ))}
        </div>
      </div>
    </div>
  );
}
