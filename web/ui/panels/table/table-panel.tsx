import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TableView } from '../../../../dashboards/model/panel-views.ts';
import { columnWidths, wantedWidths } from '../../../../dashboards/panels/table/column-widths.ts';
import type { Drawing } from '../drawing.ts';
import classes from '../panels.module.css';
import { Cell } from './table-cell.tsx';
import { TableFoot, TableHead } from './table-ends.tsx';
import { TablePages } from './table-pages.tsx';
import { useTableRows } from './use-table-rows.ts';

const PAGES_PX = 30;
const FRAMES_PX = 30;
const OVERSCAN = 6;

/** A table, and the choice of another one where there are several. */
export function TablePanel({ view, ...drawing }: Drawing & { readonly view: TableView }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<number | null>(null);
  const { frames } = view;
  const isThere = chosen !== null && chosen < (frames?.names.length ?? 0);
  const index = isThere ? chosen : (frames?.chosen ?? 0);
  const other = useMemo(
    () => (frames === null || index === frames.chosen ? view : frames.at(index)),
    [view, frames, index],
  );
  if (frames === null) return <Table view={view} {...drawing} />;
  const heightPx = drawing.heightPx - FRAMES_PX;
  return (
    <>
      {other.kind === 'table' && (
        <Table key={index} view={other} {...drawing} heightPx={heightPx} />
      )}
      <select
        className={classes.frames}
        aria-label={t('panels.table.frames')}
        value={index}
        onChange={(event) => setChosen(Number(event.currentTarget.value))}
      >
        {frames.names.map((name, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: frames have their place only
          <option key={at} value={at}>
            {name}
          </option>
        ))}
      </select>
    </>
  );
}

/** Rows and columns; only the rows that show are in the page, so that 10,000 cost no more than 30. */
function Table({ view, widthPx, heightPx, tools, label }: Drawing & { readonly view: TableView }) {
  const [scrollTop, setScrollTop] = useState(0);
  const { rows, sortedBy, sort, pages } = useTableRows(view);
  const wanted = useMemo(() => wantedWidths(view.columns, view.order), [view]);
  const widths = columnWidths(view.columns, widthPx - 14, wanted);
  const height = view.rowHeightPx;
  const first = Math.min(rows.length, Math.max(0, Math.floor(scrollTop / height) - OVERSCAN));
  const last = Math.min(rows.length, Math.ceil((scrollTop + heightPx) / height) + OVERSCAN);
  return (
    <>
      <section
        className={classes.tableBox}
        style={{ height: heightPx - (pages.count > 1 ? PAGES_PX : 0) }}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
        tabIndex={0}
        aria-label={label}
        onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      >
        <table
          className={classes.table}
          aria-rowcount={rows.length}
          style={{ width: widths.reduce((sum, width) => sum + width, 0) }}
        >
          <colgroup>
            {widths.map((width, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns have their place only
              <col key={index} style={{ width }} />
            ))}
          </colgroup>
          {view.showsHeader && (
            <TableHead columns={view.columns} sortedBy={sortedBy} onSort={sort} />
          )}
          <tbody>
            <Spacer heightPx={first * height} />
            {rows.slice(first, last).map((row, offset) => (
              <tr key={row} style={{ height }} aria-rowindex={first + offset + 1}>
                {view.columns.map((column, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns have their place only
                  <Cell key={index} cell={column.cell(row)} column={column} tools={tools} />
                ))}
              </tr>
            ))}
            <Spacer heightPx={(rows.length - last) * height} />
          </tbody>
          {view.hasFooter && <TableFoot columns={view.columns} />}
        </table>
      </section>
      {pages.count > 1 && <TablePages {...pages} />}
    </>
  );
}

/** Stands for rows that do not show. */
function Spacer({ heightPx }: { readonly heightPx: number }) {
  return heightPx > 0 && <tr style={{ height: heightPx }} />;
}
