import type { ReactNode } from 'react';
import classes from './collection.module.css';

/** A part of the page under its heading. */
export function Section({
  title,
  text,
  action,
  children,
}: {
  readonly title: string;
  readonly text?: string;
  /** Beside the heading. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className={classes.section} aria-label={title}>
      <div className={classes.head}>
        <h2 className={classes.heading}>{title}</h2>
        {action}
      </div>
      {text !== undefined && <p className={`${classes.text} dimmed`}>{text}</p>}
      {children}
    </section>
  );
}

/** A table that scrolls sideways by itself on small screens. */
export function FigureTable({
  label,
  columns,
  isStacked = false,
  children,
}: {
  readonly label: string;
  readonly columns: readonly string[];
  /** On a phone each row is a block of its own. */
  readonly isStacked?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div className={classes.scroll}>
      <table className={classes.table} data-stacked={isStacked} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
