import { useMemo, useState } from 'react';
import type { TableView } from '../../../../dashboards/model/panel-views.ts';
import { columnWidths, wantedWidths } from '../../../../dashboards/panels/table/column-widths.ts';
import type { Drawing } from '../drawing.ts';
import classes from '../panels.module.css';
import { Cell } from './table-cell.tsx';
import { TableFoot, TableHead } from './table-ends.tsx';
import { TablePages } from './table-pages.tsx';
import { useTableRows } from './use-table-rows.ts';

const PAGES_PX = 30;
const OVERSCAN = 6;

/** Rows and columns; only the rows that show are in the page, so that 10,000 cost no more than 30. */
export function TablePanel({
  view,
  widthPx,
  heightPx,
  tools,
  label,
}: Drawing & { readonly view: TableView }) {
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
