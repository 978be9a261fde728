import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { WEEKDAYS } from '../../contract/policies.ts';
import classes from './week-grid.module.css';
import {
  type Cell,
  type CellRange,
  minutesOf,
  painted,
  shareOf,
  type WeeklyTimes,
  weeklyOf,
} from './week-minutes.ts';

interface Props {
  /** What the grid is of, for those who do not see it. */
  readonly label: string;
  readonly weekly: readonly WeeklyTimes[];
  readonly onChange: (weekly: readonly WeeklyTimes[]) => void;
}

interface Drag extends CellRange {
  readonly isOn: boolean;
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/**
 * Times of every week on a grid of days and hours: drag over it, or move with the arrows, switch with Space,
 * and paint with Shift and the arrows.
 */
export function WeekGrid({ label, weekly, onChange }: Props) {
  const { t } = useTranslation();
  const { shown, drag, cursor, onPointer, onKeyDown, table } = usePainting(weekly, onChange);
  return (
    <div className={classes.frame}>
      <table
        ref={table}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid of the ARIA kind
        role="grid"
        aria-label={label}
        className={classes.grid}
        data-dragging={drag !== null}
        onPointerDown={(event) => onPointer(event, 'down')}
        onPointerMove={(event) => onPointer(event, 'move')}
        onPointerUp={(event) => onPointer(event, 'up')}
        onPointerCancel={(event) => onPointer(event, 'cancel')}
        onKeyDown={onKeyDown}
      >
        <thead>
          <tr>
            <td />
            {HOURS.map((hour) => (
              <th key={hour} scope="col" className={classes.hour} aria-label={`${hour}:00`}>
                {hour % 6 === 0 ? hour : ''}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {WEEKDAYS.map((name, day) => (
            <tr key={name}>
              <th scope="row" className={classes.day}>
                {t(`policies.weekday.${name}`)}
              </th>
              {HOURS.map((hour) => {
                const share = shareOf(shown, { day, hour });
                const isHere = cursor.day === day && cursor.hour === hour;
                return (
                  <td
                    key={hour}
                    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: cells of a grid are operated
                    role="gridcell"
                    data-day={day}
                    data-hour={hour}
                    data-share={share === 0 ? 'none' : share === 1 ? 'all' : 'part'}
                    className={classes.cell}
                    tabIndex={isHere ? 0 : -1}
                    aria-selected={share > 0}
                    aria-label={`${t(`policies.weekday.${name}`)} ${hour}:00`}
                  />
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <div className={classes.help}>{t('policies.grid.help')}</div>
    </div>
  );
}

function usePainting(weekly: readonly WeeklyTimes[], onChange: Props['onChange']) {
  const table = useRef<HTMLTableElement>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const [cursor, setCursor] = useState<Cell>({ day: 0, hour: 0 });
  const minutes = minutesOf(weekly);
  const shown = drag === null ? minutes : painted(minutes, drag, drag.isOn);
  const paint = (range: CellRange, isOn: boolean) =>
    onChange(weeklyOf(painted(minutes, range, isOn)));
  const focus = (cell: Cell) => {
    setCursor(cell);
    table.current
      ?.querySelector<HTMLElement>(`[data-day="${cell.day}"][data-hour="${cell.hour}"]`)
      ?.focus();
  };
  const onPointer = (event: PointerEvent, phase: 'down' | 'move' | 'up' | 'cancel') => {
    const cell = cellAt(event.clientX, event.clientY);
    if (phase === 'down' && cell !== null && event.button === 0) {
      event.preventDefault();
      event.currentTarget.setPointerCapture(event.pointerId);
      focus(cell);
      setDrag({ a: cell, b: cell, isOn: shareOf(minutes, cell) < 1 });
    }
    if (phase === 'move' && drag !== null && cell !== null) setDrag({ ...drag, b: cell });
    if (phase === 'up' && drag !== null) {
      const range = cell === null ? drag : { ...drag, b: cell };
      paint(range, drag.isOn);
      focus(range.b);
    }
    if (phase === 'up' || phase === 'cancel') setDrag(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const [days, hours] = STEPS[event.key] ?? [0, 0];
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      paint({ a: cursor, b: cursor }, shareOf(minutes, cursor) < 1);
    } else if (days !== 0 || hours !== 0) {
      event.preventDefault();
      const next = {
        day: Math.min(6, Math.max(0, cursor.day + days)),
        hour: Math.min(23, Math.max(0, cursor.hour + hours)),
      };
      if (event.shiftKey) paint({ a: cursor, b: next }, shareOf(minutes, cursor) > 0);
      focus(next);
    }
  };
  return { shown, drag, cursor, onPointer, onKeyDown, table };
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, -23],
  End: [0, 23],
};

/** The cell under the pointer, also while the table has it. */
function cellAt(x: number, y: number): Cell | null {
  const cell = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-hour]');
  const { day, hour } = cell?.dataset ?? {};
  return day === undefined || hour === undefined ? null : { day: Number(day), hour: Number(hour) };
}
