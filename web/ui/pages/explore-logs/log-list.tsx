import { useMergedRef } from '@mantine/hooks';
import { type KeyboardEvent, useCallback, useId, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ValueFilter } from './change-query.ts';
import type { Needle } from './highlight.ts';
import type { LogLine } from './log-line.ts';
import { LogRow } from './log-row.tsx';
import classes from './logs.module.css';
import { useRowWindow } from './use-row-window.ts';

export interface LineUse {
  readonly needles: readonly Needle[];
  /** Names of the labels that streams have; what else stands on a line is a field of it. */
  readonly labelNames: ReadonlySet<string> | undefined;
  readonly onFilter?: (filter: ValueFilter) => void;
  readonly onContext?: (line: LogLine) => void;
}

interface LogListProps extends LineUse {
  readonly lines: readonly LogLine[];
  readonly label: string;
  readonly arrivesAt?: 'top' | 'bottom';
  /** Marked as the one that was asked about. */
  readonly chosen?: string;
}

/**
 * Lines in a list that draws only what shows. j/k or arrows move, Enter opens and closes a line,
 * c shows what stands around it.
 */
export function LogList({ lines, label, arrivesAt, chosen, ...use }: LogListProps) {
  const { t } = useTranslation();
  const id = useId();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const { heights, measure } = useHeights();
  const [activeKey, setActiveKey] = useState<string>();
  const active = lines.findIndex(({ key }) => key === activeKey);
  const { box, sizeRef, shown, onScroll, reveal, centre } = useRowWindow(lines, heights, arrivesAt);
  const boxRef = useMergedRef(sizeRef, box);
  const chosenAt = chosen === undefined ? -1 : lines.findIndex(({ key }) => key === chosen);
  useLayoutEffect(() => {
    if (chosenAt >= 0) centre(chosenAt);
  }, [chosenAt, centre]);
  const toggle = useCallback(
    (key: string) => {
      setActiveKey(key);
      measure(key, undefined);
      setOpen((before) => {
        const next = new Set(before);
        if (!next.delete(key)) next.add(key);
        return next;
      });
    },
    [measure],
  );
  const move = (to: number) => {
    const index = Math.max(0, Math.min(lines.length - 1, to));
    setActiveKey(lines[index]?.key);
    reveal(index);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey) return;
    const line = lines[active];
    const act = keyActs({ active, count: lines.length, move }).get(event.key);
    if (act !== undefined) act();
    else if (event.key === 'Enter' && line !== undefined) toggle(line.key);
    else if (event.key === 'c' && line !== undefined) use.onContext?.(line);
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot draw only the rows that show
    <div
      ref={boxRef}
      className={classes.list}
      role="grid"
      aria-label={label}
      aria-rowcount={lines.length}
      aria-activedescendant={active < 0 ? undefined : `${id}-${active}`}
      aria-description={t('logs.list.keys')}
      tabIndex={0}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <div style={{ height: shown.height, position: 'relative' }}>
        <div style={{ position: 'absolute', top: shown.top, insetInline: 0 }}>
          {lines.slice(shown.first, shown.last).map((line, offset) => (
            <LogRow
              key={line.key}
              id={`${id}-${shown.first + offset}`}
              index={shown.first + offset}
              line={line}
              isOpen={open.has(line.key)}
              isActive={line.key === activeKey}
              isChosen={line.key === chosen}
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

interface Movement {
  readonly active: number;
  readonly count: number;
  readonly move: (to: number) => void;
}

function keyActs({ active, count, move }: Movement): ReadonlyMap<string, () => void> {
  const [down, up] = [() => move(active + 1), () => move(active < 0 ? count - 1 : active - 1)];
  return new Map([
    ['j', down],
    ['ArrowDown', down],
    ['k', up],
    ['ArrowUp', up],
    ['Home', () => move(0)],
    ['End', () => move(count - 1)],
  ]);
}

/** What open rows add to a closed row's height, by key, px. */
function useHeights() {
  const [heights, setHeights] = useState<ReadonlyMap<string, number>>(new Map());
  const latest = useRef(heights);
  const measure = useCallback((key: string, px: number | undefined) => {
    if (latest.current.get(key) === px) return;
    const next = new Map(latest.current);
    if (px === undefined) next.delete(key);
    else next.set(key, px);
    latest.current = next;
    setHeights(next);
  }, []);
  return { heights, measure };
}
